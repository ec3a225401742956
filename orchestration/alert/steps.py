"""One run's alerts: what is new goes to the log, messages to the queue, and what is queued goes out.

Belongs here: the order of things. Does not belong here: Dagster (see `assets`).
Events and queue are appended in one load before anything is sent, and each delivery is marked on its own right after it: a run that is
killed in between tells again what it could not mark.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import Audience, RoutedScope
from orchestration.alert import channels, digest, findings, incidents, letters, on_data, outbox, queue, records
from orchestration.alert.channels import Variable
from orchestration.alert.found import Standing
from orchestration.alert.on_data import Blocked, Check
from orchestration.build import Build
from orchestration.lake import Lake
from orchestration.warehouse import Place, open_warehouse

SAID = {incidents.REMINDER: "called to mind"}


@dataclass(frozen=True)
class Told:
    """What became of a run's alerts.

    Attributes:
        events: by kind, how many were new.
        messages: text files of the messages that went out, or tried to, in the outbox.
        sent: deliveries to an address.
        undelivered: what went wrong, a line each, without secrets.
    """

    events: dict[str, int]
    messages: Sequence[Path]
    sent: int
    undelivered: Sequence[str]


def alert(
    place: Place,
    lake: Lake,
    build: Build,
    agreement: Agreement,
    folder: Path,
    variable: Variable,
    passed: Collection[Check] = (),
) -> Told:
    """Tell each audience what is new, and what it was not told before.

    Args:
        place: the warehouse; it is read.
        agreement: with who gets what.
        folder: the outbox.
        variable: what `${NAME}` in an address stands for.
        passed: checks of this run that passed and are not in `check_results`: those of dbt's.
    """
    zone = agreement.company.time_zone
    today = build.as_of.astimezone(ZoneInfo(zone)).date()
    recent = agreement.routing.leads_of_days
    known: dict[str, Standing] = {}
    with open_warehouse(place, read_only=True) as warehouse:
        everything = findings.standing(warehouse, build.id, today, zone, leads_of_days=recent, passed=passed)
        for scope in (audience.gets.scope for audience in agreement.routing.audiences):
            known[_key(scope)] = (
                everything
                if scope.is_everything
                else findings.standing(warehouse, build.id, today, zone, scope, recent)
            )

    def stands(audience: Audience) -> Standing:
        return known[_key(audience.gets.scope)]

    return _tell(lake, build, agreement, folder, variable, everything, stands)


def alert_blocked(
    lake: Lake, build: Build, agreement: Agreement, folder: Path, variable: Variable, checks: Sequence[Blocked]
) -> Told:
    """Tell those who are told of data that a blocking check kept a run from publishing, and nobody else anything.

    The run ended half way: what stood before is neither news nor resolved, and what waits for a digest waits for the next run that ends.
    """
    standing = Standing(on_data.blocked(checks), {}, ["data"])

    def stands(audience: Audience) -> Standing | None:
        return standing if "data" in audience.gets.subjects else None

    return _tell(lake, build, agreement, folder, variable, standing, stands, is_blocked=True)


def _tell(
    lake: Lake,
    build: Build,
    agreement: Agreement,
    folder: Path,
    variable: Variable,
    everything: Standing,
    stands: Callable[[Audience], Standing | None],
    is_blocked: bool = False,
) -> Told:
    """Log what is new, queue what is due, and deliver what is queued; nothing to whom nothing stands for (None)."""
    now = build.as_of
    with lake.load(build.load_id("blocked" if is_blocked else "alert")) as load:
        log = records.earlier(lake, records.INCIDENTS, build, load.id)
        sent = records.earlier(lake, records.SENT, build, load.id)
        new = incidents.derive(everything, log, agreement, records.naive(now), is_first=not sent)
        records.ensure(load)
        records.write(load, records.INCIDENTS, new, build)
        records.write(load, records.SENT, queue.plan(agreement, log, new, sent, stands, now, not is_blocked), build)
    log = records.earlier(lake, records.INCIDENTS, build)
    messages = queue.pending(agreement, records.earlier(lake, records.SENT, build), now)
    files: list[Path] = []
    undelivered: list[str] = []
    failing: dict[str, str] = {}  # an address that does not answer is not waited for twice
    deliveries = 0
    for message in messages:
        stood, url = stands(message.audience), agreement.routing.base_url
        if stood is None:
            continue
        day = _day(message.queued["loaded_at"], agreement.company.time_zone)
        letter = outbox.read(folder, day, message.audience.id, message.id)
        if letter is None:
            said = digest.compose(message, log, stood, day, url, agreement.company.time_zone)
            letter = letters.letter(said, message.audience.id, travels=bool(message.targets))
        files.append(outbox.write(folder, letter, day))
        if not message.targets:
            _mark(lake, build, message, channels.OUTBOX)
        for channel in message.targets:
            problem = failing.get(channel.id) or channels.send(channel, letter, variable)
            if problem is None:
                deliveries += 1
                _mark(lake, build, message, channel.id)
            else:
                failing[channel.id] = problem
                undelivered.append(problem)
    if messages:
        with lake.load(build.load_id("alert-check")) as load:
            records.write_check(load, len(undelivered), build)
    counts = {name: sum(event["event"] == name for event in new) for name in incidents.NEWS}
    return Told({name: count for name, count in counts.items() if count}, files, deliveries, undelivered)


def in_words(told: Told, folder: Path) -> list[str]:
    """What to say of it in the run's progress line."""
    events = ", ".join(f"{count} {SAID.get(name, name)}" for name, count in told.events.items()) or "nothing new"
    if not told.messages:
        return [f"{events}, nobody to tell"] if told.events else [events]
    count = len(told.messages)
    said = [events, f"{count} message{'' if count == 1 else 's'} in {folder}"]
    if told.sent or told.undelivered:
        said.append(f"{told.sent} sent, {len(told.undelivered)} undelivered")
    return said


def _key(scope: RoutedScope) -> str:
    return scope.model_dump_json()


def _mark(lake: Lake, build: Build, message: queue.Message, channel_id: str) -> None:
    with lake.load(build.load_id(f"alert-{message.id}-{channel_id}")) as load:
        records.write(load, records.SENT, [queue.delivered(message, channel_id)], build)


def _day(instant: datetime, zone: str) -> date:
    """The company's day of an instant that was written in UTC."""
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
