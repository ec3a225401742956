"""What people ask of incidents and say of them: which stand, who was told, and that somebody takes one or will not hear of it for a while.

Belongs here: reading the room's own records for people, and appending an answer. Does not belong here: what an answer holds back (see
`incidents`), the command line (see `orchestration.commands.alerts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from expectations.agreement.parts import Agreement, near
from orchestration.alert import incidents, queue, records, words
from orchestration.alert.incidents import ACKNOWLEDGED, NEWS, RESOLVED, SNOOZED
from orchestration.alert.queue import QUEUED, Message
from orchestration.build import Build
from orchestration.lake import OWN, Lake


class AnswerError(ValueError):
    """An incident that is not there or does not stand; the message names those that do."""


@dataclass(frozen=True)
class Incident:
    """An incident as people read it.

    Attributes:
        state: `open`, `acknowledged`, `snoozed` (until the answer runs out), `resolved`.
        opened_at, last_at: when it opened, and its last event that is told.
        told: audiences that were told since it opened.
        answer: what somebody last said of it; None where nobody did.
    """

    id: str
    state: str
    severity: str
    subject: str
    rule_id: str
    scope_kind: str
    scope_value: str
    records: int
    population: int | None
    since_on: date | None
    opened_at: datetime
    last_at: datetime
    told: Sequence[str]
    answer: Mapping[str, Any] | None

    @property
    def title(self) -> str:
        """crm leads: 7 of 50 rows: unreadable"""
        where, label = words.scope(self.scope_kind, self.scope_value), words.rule(self.subject, self.rule_id)
        if self.state == RESOLVED:
            return f"{where}: {label}"
        return f"{where}: {words.of(self.records, self.population, self.subject)}: {label}"


def known(lake: Lake, build: Build, with_resolved: bool = False) -> list[Incident]:
    """Incidents that stand at the build's instant, hard before soft and many before few; then those that are resolved, if wanted."""
    log = records.earlier(lake, records.INCIDENTS, build)
    sent = records.earlier(lake, records.SENT, build)
    told: dict[str, set[str]] = {}
    for row in sent:
        if row["event"] == QUEUED:
            for event in records.split(row["incident_events"]):
                told.setdefault(event, set()).add(row["audience_id"])
    found = [_incident(episode, told, build) for episode in incidents.episodes(log).values()]
    kept = [incident for incident in found if with_resolved or incident.state != RESOLVED]
    return sorted(kept, key=lambda one: (one.state == RESOLVED, one.severity, -one.records, one.title))


def undelivered(lake: Lake, build: Build, agreement: Agreement) -> list[Message]:
    """Messages that were queued and did not arrive everywhere."""
    return queue.pending(agreement, records.earlier(lake, records.SENT, build), build.as_of)


def moment(lake: Lake) -> datetime | None:
    """The instant of which an answer is: that of the last alert, so that every later run knows it and none is refused for it.

    A run is of the instant at which it was asked for, or of one that is stated: somebody may answer after that, and before it begins.
    """
    logged = [row["loaded_at"] for table in records.SCHEMAS for row in lake.read(OWN, table).to_pylist()]
    return max(logged).replace(tzinfo=UTC) if logged else None


def say(lake: Lake, build: Build, event: str, incident: str, until: datetime, reason: str, by: str) -> Incident:
    """Append what somebody says of an incident that stands; returns it as it is then.

    Args:
        build: it is of the `moment` of an answer.
        event: `acknowledged`: somebody takes it, so nobody is reminded; `snoozed`: nor is its growth told. Its end always is.
        incident: its id, or how it begins.
        until: when the answer runs out; then whoever was told is reminded.

    Raises:
        AnswerError: there is no such incident, or there are several.
    """
    with lake.load(build.load_id(f"alert-{event}")) as load:
        standing = incidents.standing_events(records.earlier(lake, records.INCIDENTS, build, load.id))
        last = standing[_named(incident, standing)]
        records.ensure(load)
        said = incidents.answered(event, last, records.naive(until), reason, by)
        records.write(load, records.INCIDENTS, [said], build)
    return next(one for one in known(lake, build) if one.id == last["incident_id"])


def _named(incident: str, standing: Mapping[str, Any]) -> str:
    found = [id_ for id_ in standing if id_.startswith(incident.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        raise AnswerError(f"'{incident}' begins {len(found)} incidents: {', '.join(sorted(found))}: write more of it")
    raise AnswerError(
        f"'{incident}' is no incident that stands{near(incident, standing)}: `leadline alerts list` shows those that do"
    )


def _incident(episode: Sequence[Mapping[str, Any]], told: Mapping[str, set[str]], build: Build) -> Incident:
    last, said = episode[-1], incidents.answer(episode)
    state = "open"
    if last["event"] == RESOLVED:
        state = RESOLVED
    elif said is not None and said["until_at"] > records.naive(build.as_of):
        state = said["event"]
    news = [event for event in episode if event["event"] in NEWS]
    return Incident(
        id=last["incident_id"],
        state=state,
        severity=last["severity"],
        subject=last["subject"],
        rule_id=last["rule_id"],
        scope_kind=last["scope_kind"],
        scope_value=last["scope_value"],
        records=last["records"],
        population=last["population"],
        since_on=last["since_on"],
        opened_at=episode[0]["loaded_at"],
        last_at=news[-1]["loaded_at"],
        told=sorted({audience for event in episode for audience in told.get(event["event_id"], ())}),
        answer=said,
    )


EVENTS = {"ack": ACKNOWLEDGED, "snooze": SNOOZED}  # by the command that says so
