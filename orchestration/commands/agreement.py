"""`leadline agreement`: what a person asks of the agreement itself.

Belongs here: choosing what to show. Does not belong here: what changed, or may be said (see `expectations.agreement`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from expectations.agreement import json_schema
from expectations.agreement.brief import Brief
from expectations.agreement.diff import sentences
from expectations.agreement.parts import Agreement, near
from expectations.agreement.plan import Plan
from expectations.agreement.process import Process
from orchestration.extract import agreement

Versions = Mapping[int, Brief | Process | Plan]


class AskedError(ValueError):
    """What was asked for is not in the agreement; the message names what there is."""


def schema(file: str | None) -> str:
    """JSON Schema of a file of the agreement; of every file by its name where none is named.

    Raises:
        AskedError: there is no such file.
    """
    found = json_schema.schemas()
    if file is not None and file not in found:
        raise AskedError(f"'{file}' is no file of the agreement: there are {', '.join(found)}")
    return json_schema.text(found[file] if file else found)


def diff(folder: Path, what: str | None, numbers: tuple[int, ...]) -> str:
    """What changed between two versions: of one thing, or of everything that has two.

    Args:
        what: id of a brief, `process` or `plan`; None: everything, each its last change.
        numbers: of the two versions; none: the last two.

    Raises:
        AskedError: there is no such thing or version.
        AgreementError: the agreement is wrong.
    """
    known = _versions(agreement.read(folder))
    if what is None:
        changed = [name for name, versions in known.items() if len(versions) > 1]
        if not changed:
            raise AskedError(f"nothing in {folder} has two versions yet; there are: {_listed(known)}")
        return "\n\n".join(_told(name, known[name], *sorted(known[name])[-2:]) for name in changed)
    if what not in known:
        raise AskedError(
            f"'{what}' is no brief, process or plan of {folder}{near(what, known)}; there are: {_listed(known)}"
        )
    versions = known[what]
    if numbers and len(numbers) != 2:
        raise AskedError(f"a comparison has two versions, not {len(numbers)}: give both, or neither for the last two")
    if not numbers and len(versions) < 2:
        raise AskedError(f"{what} has no two versions to compare; there are: {_listed({what: versions})}")
    for number in numbers:
        if number not in versions:
            raise AskedError(f"{what} has no version {number}; there are: {_listed({what: versions})}")
    return _told(what, versions, *(numbers or sorted(versions)[-2:]))


def _versions(agreed: Agreement) -> Mapping[str, Versions]:
    found: dict[str, dict[int, Brief | Process | Plan]] = {}
    for brief in agreed.briefs:
        found.setdefault(brief.id, {})[brief.version] = brief
    found["process"] = {process.version: process for process in agreed.processes}
    if agreed.plans:
        found["plan"] = {plan.version: plan for plan in agreed.plans}
    return found


def _told(what: str, versions: Versions, first: int, second: int) -> str:
    said = sentences(versions[first], versions[second]) or ["They say the same."]
    return "\n".join([f"{what}, version {first} -> {second}", *(f"  {sentence}" for sentence in said)])


def _listed(known: Mapping[str, Versions]) -> str:
    """default (1, 2), events (1), …"""
    return ", ".join(f"{name} ({', '.join(str(number) for number in sorted(known[name]))})" for name in known)
