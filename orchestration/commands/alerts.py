"""`leadline alerts`: which incidents stand, answering one, trying the addresses.

Belongs here: what a person types and reads. Does not belong here: what an answer does (see `orchestration.alert`).
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from orchestration.commands.common import FAILED, PATIENCE, UNDELIVERED, WRONG_INPUT, Stop, checked, settings

if TYPE_CHECKING:
    from expectations.agreement.parts import Agreement
    from orchestration.alert.answers import Incident
    from orchestration.build import Build
    from orchestration.settings import Settings


@click.group()
def alerts() -> None:
    """Incidents and who is told of them: list them, answer one, try the addresses."""


@alerts.command("list")
@click.option("--all", "with_resolved", is_flag=True, help="Also those that are resolved.")
@click.option("--as", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Layout.")
def list_(with_resolved: bool, layout: str) -> None:
    """List the incidents that stand, who was told, what was answered, and messages that did not arrive.

    \b
      leadline alerts list
      leadline alerts list --all --as json

    Exit status: 0 listed, 2 sources or agreement are wrong.
    """
    there, agreement, build = _now()
    from orchestration.alert import answers
    from orchestration.lake import Lake

    found = answers.known(Lake(there.lake), build, with_resolved)
    if layout == "json":
        click.echo(json.dumps([asdict(incident) for incident in found], indent=2, default=str, ensure_ascii=False))
        return
    zone = ZoneInfo(agreement.company.time_zone)
    lines = [line for incident in found for line in _told(incident, zone, build)]
    left = answers.undelivered(Lake(there.lake), build, agreement)
    lines += [f"undelivered: message {message.id} to {target}" for message in left for target in message.targets]
    click.echo("\n".join(lines or ["No incident stands."]))


def _answer(name: str, says: str) -> Callable[..., None]:
    """The command `ack` or `snooze`: both append an answer."""

    @alerts.command(name, help=says)
    @click.argument("incident", metavar="INCIDENT")
    @click.option("--reason", required=True, help="Why; it stands in messages.")
    @click.option("--days", type=click.IntRange(1, 366), help="For how many days (7, unless --until says).")
    @click.option("--until", metavar="DAY", help="Until the beginning of a day of the company's, such as 2026-03-09.")
    @click.option("--by", help="Who says so (your name on this machine).")
    def command(incident: str, reason: str, days: int | None, until: str | None, by: str | None) -> None:
        if days is not None and until is not None:
            raise click.UsageError("--days and --until exclude each other: give one of them")
        if not reason.strip():
            raise click.UsageError("--reason is empty: say why, for those who read it")
        there, agreement, build = _now()
        from orchestration.alert import answers
        from orchestration.build import Build
        from orchestration.lake import Lake
        from orchestration.lock import LockedError, run_lock

        zone = ZoneInfo(agreement.company.time_zone)
        end = _day(until, zone) if until is not None else build.as_of + timedelta(days=days or 7)
        if end <= build.as_of:
            raise Stop(f"--until: {until} is not after {build.as_of.astimezone(zone):%Y-%m-%d %H:%M}", WRONG_INPUT)
        try:
            with run_lock(there.data, f"leadline alerts {name}", patience=PATIENCE):
                lake = Lake(there.lake)
                lake.recover()
                stamp = _numbered(Build("", answers.moment(lake) or build.as_of), lake)
                said = answers.say(
                    lake, stamp, answers.EVENTS[name], incident, end, reason.strip(), by or getpass.getuser()
                )
        except LockedError as error:
            raise Stop(str(error), FAILED) from None
        except answers.AnswerError as error:
            raise Stop(str(error), WRONG_INPUT) from None
        click.echo("\n".join(_told(said, zone, build)))

    return command


_answer(
    "ack",
    """Acknowledge an INCIDENT: somebody takes it, so nobody is reminded of it until then.

    INCIDENT is its id, as `leadline alerts list` and messages have it, or the beginning of the id. That it grows is told all the same, and
    that it is resolved. When the time is up and it still stands, it is called to mind once, hard or soft.

    \b
      leadline alerts ack 1f3a --reason "the vendor corrects its form" --days 3

    Exit status: 0 noted, 1 another command works on the data folder, 2 there is no such incident.
    """,
)
_answer(
    "snooze",
    """Snooze an INCIDENT: nothing of it is told until then, but that it is resolved.

    INCIDENT is its id, as `leadline alerts list` and messages have it, or the beginning of the id. When the time is up and it still stands,
    it is called to mind, and its growth counts from what was last told.

    \b
      leadline alerts snooze 1f3a --reason "known until the migration" --until 2026-04-01

    Exit status: 0 noted, 1 another command works on the data folder, 2 there is no such incident.
    """,
)


@alerts.command()
@click.argument("audience", required=False)
def test(audience: str | None) -> None:
    """Send a test message to the addresses of an AUDIENCE of routing.yml; without one, of every audience.

    \b
      leadline alerts test
      leadline alerts test marketing

    Exit status: 0 all were delivered, 2 there is no such audience or the agreement is wrong, 4 a message was not delivered.
    """
    there, agreement, build = _now()
    from expectations.agreement.parts import near
    from orchestration.alert import trial
    from orchestration.settings import variable

    ids = [one.id for one in agreement.routing.audiences]
    if audience is not None and audience not in ids:
        there_are = f"there are: {', '.join(ids)}"
        raise Stop(f"'{audience}' is no audience of routing.yml{near(audience, ids)}; {there_are}", WRONG_INPUT)
    day = build.as_of.astimezone(ZoneInfo(agreement.company.time_zone)).date()
    failed = 0
    for one in agreement.routing.audiences:
        if audience in (None, one.id):
            for tried in trial.send(agreement, one, day, there.outbox, variable):
                failed += tried.problem is not None
                click.echo(f"{tried.audience}: {tried.where}: ok" if tried.problem is None else f"{tried.problem}")
    if failed:
        raise Stop(f"{failed} message{'' if failed == 1 else 's'} not delivered", UNDELIVERED)


def _now() -> tuple[Settings, Agreement, Build]:
    """Where things are, the agreement, and a build of this instant, which loads nothing yet."""
    there, _ = checked(settings())
    from orchestration.build import Build
    from orchestration.extract import agreement
    from orchestration.runtime import now

    return there, agreement.read(there.agreement), Build("", there.as_of or now())


def _numbered(build: Build, lake: Any) -> Build:
    """The build with the id of one that loads something."""
    import uuid

    from orchestration.build import Build, build_id

    run = uuid.uuid4().hex[:8]
    return Build(build_id(build.as_of, lake.build_number(run), run), build.as_of)


def _day(text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise Stop(f"--until: '{text}' is no day such as 2026-03-09", WRONG_INPUT) from None


def _told(incident: Incident, zone: ZoneInfo, build: Build) -> list[str]:
    """Two or three lines on an incident."""
    from orchestration.alert import words

    today = build.as_of.astimezone(zone).date()

    def day(instant: datetime) -> str:
        return words.day(instant.replace(tzinfo=UTC).astimezone(zone).date(), today)

    told = f"told {', '.join(incident.told)}" if incident.told else "nobody was told yet"
    lines = [
        f"{incident.id}  {incident.severity.upper()}  {incident.state:12}  {incident.title}",
        f"{'':14}opened {day(incident.opened_at)}, last news {day(incident.last_at)}; {told}",
    ]
    if incident.answer is not None:
        until = incident.answer["until_at"].replace(tzinfo=UTC).astimezone(zone)
        lines.append(f"{'':14}{words.answer({**incident.answer, 'until_at': until}, today)}")
    return lines
