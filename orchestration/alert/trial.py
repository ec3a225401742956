"""A message for trying whether the addresses of routing.yml work.

Belongs here: what it says, and sending it. It is no alert: nothing of it is logged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import Audience
from orchestration.alert import channels, digest, letters, outbox, records, words
from orchestration.alert.channels import Variable


@dataclass(frozen=True)
class Tried:
    """What became of one delivery: where it went, and what went wrong, without a secret."""

    audience: str
    where: str
    problem: str | None


def send(agreement: Agreement, audience: Audience, day: date, folder: Path, variable: Variable) -> Iterator[Tried]:
    """Send the message to every address of an audience; into the outbox where it has none."""
    said = digest.Digest(
        id=records.key("test", audience.id, day),
        subject=f"A test of Leadline's alerts for {audience.name} ({words.day(day, day)})",
        headline="This is a test: nothing is wrong",
        note="Messages for this audience arrive here.",
        owner=audience.owner,
        items=(),
        left_out=(0, 0),
        page=agreement.routing.base_url or digest.REPORT,
        pages=agreement.routing.base_url is not None,
        facts=(
            f"{audience.name} is told of {' and '.join(audience.gets.subjects)}, {' and '.join(audience.gets.severities)}.",
        ),
    )
    targets = channels.channels(agreement, audience)
    letter = letters.letter(said, audience.id, travels=bool(targets))
    if not targets:
        yield Tried(audience.id, str(outbox.write(folder, letter, day)), None)
    for channel in targets:
        yield Tried(audience.id, str(channel), channels.send(channel, letter, variable))
