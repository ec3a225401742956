"""Incidents: a rule broken in a scope, from the first record to the last.

Belongs here: which events a run adds to the log of incidents. An incident opens, turns from soft to hard, grows, is called to mind and is
resolved; it may open again. Does not belong here: what stands (see `findings`), who is told of an event (see `queue`), what people say of
an incident (see `answers`). The first run ever opens its incidents silently: what was wrong before anybody looked is told as a summary,
not as news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import Routing
from orchestration.alert import records
from orchestration.alert.found import Finding, Standing
from orchestration.alert.times import hours_between

OPENED, ESCALATED, GROWING, REMINDER, RESOLVED = "opened", "escalated", "growing", "reminder", "resolved"
ACKNOWLEDGED, SNOOZED = "acknowledged", "snoozed"
NEWS = (OPENED, ESCALATED, GROWING, REMINDER, RESOLVED)  # what audiences are told of

Event = dict[str, Any]


def last_events(log: Sequence[Mapping[str, Any]]) -> dict[str, Event]:
    """The last event of every incident, by its id."""
    last: dict[str, Event] = {}
    for event in sorted(log, key=lambda event: event["event_number"]):
        last[event["incident_id"]] = dict(event)
    return last


def standing_events(log: Sequence[Mapping[str, Any]]) -> dict[str, Event]:
    """The last event of every incident that is not resolved."""
    return {key: event for key, event in last_events(log).items() if event["event"] != RESOLVED}


def episodes(log: Sequence[Mapping[str, Any]]) -> dict[str, list[Event]]:
    """By incident its events since it last opened, in order; of one that is resolved, up to its end."""
    found: dict[str, list[Event]] = {}
    for event in sorted(log, key=lambda event: event["event_number"]):
        if event["event"] == OPENED:
            found[event["incident_id"]] = []
        found.setdefault(event["incident_id"], []).append(dict(event))
    return found


def answer(episode: Sequence[Mapping[str, Any]]) -> Event | None:
    """What somebody last said of an incident, in force or not; None where nobody did."""
    said = [event for event in episode if event["event"] in (ACKNOWLEDGED, SNOOZED)]
    return dict(said[-1]) if said else None


def last_told(episode: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The last event of an incident that audiences are told of."""
    return next(event for event in reversed(episode) if event["event"] in NEWS)


def is_snoozed(episode: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    """Whether nobody will hear of an incident at an instant (UTC), but that it is resolved."""
    said = answer(episode)
    return said is not None and said["event"] == SNOOZED and said["until_at"] > now


def derive(
    standing: Standing, log: Sequence[Mapping[str, Any]], agreement: Agreement, now: datetime, is_first: bool = False
) -> list[Event]:
    """What this run adds to the log; nothing where nothing changed since it was last written.

    Args:
        standing: everything that stands now.
        log: events of earlier runs.
        agreement: when an open incident is told again, and by which clocks.
        now: instant of the run, UTC.
        is_first: nobody was ever told anything.
    """
    known = episodes(log)
    found = standing.by_incident()
    events = []
    for incident, finding in found.items():
        episode = known.get(incident, [])
        before = episode[-1] if episode else None
        if before is None or before["event"] == RESOLVED:
            events.append(_event(OPENED, finding, before, is_silent=is_first))
        elif (before["severity"], finding.severity) == ("soft", "hard"):
            events.append(_event(ESCALATED, finding, before))
        elif _grew(finding, episode, agreement.routing, now):
            events.append(_event(GROWING, finding, before))
        elif _is_to_be_called_to_mind(finding, episode, agreement, now):
            events.append(_event(REMINDER, finding, before))
    for incident, before in standing_events(log).items():
        if incident not in found and standing.would_find(before):
            events.append(
                {
                    **{name: before[name] for name in _OF_THE_INCIDENT},
                    **_numbered(incident, before),
                    "event": RESOLVED,
                    "records": 0,
                    "population": None,
                    "is_silent": False,
                }
            )
    return events


def _grew(finding: Finding, episode: Sequence[Event], routing: Routing, now: datetime) -> bool:
    """Whether so many records are new since it was last told that it is news again; what is snoozed is not."""
    if is_snoozed(episode, now):
        return False
    told, grows = last_told(episode), routing.grows
    new = finding.new_since(told["loaded_at"], told["records"])
    return told["records"] + new >= told["records"] * grows.factor and new >= grows.records


def _is_to_be_called_to_mind(finding: Finding, episode: Sequence[Event], agreement: Agreement, now: datetime) -> bool:
    """Whether it is told again though nothing happened.

    Once when an answer has run out; else what is hard, after a while and then after twice as long.
    """
    told = [event for event in episode if event["event"] in NEWS]
    last, said = told[-1]["loaded_at"], answer(episode)
    if said is not None and last < said["until_at"]:
        return now >= said["until_at"]
    again = next((place for place, event in enumerate(reversed(told)) if event["event"] != REMINDER), len(told))
    passed = hours_between(last, now, agreement.company.time_zone)
    return finding.severity == "hard" and passed >= agreement.routing.remind_after_hours * 2**again


_OF_THE_INCIDENT = ("incident_id", "subject", "rule_id", "scope_kind", "scope_value", "severity", "since_on")


def answered(event: str, before: Mapping[str, Any], until: datetime, reason: str, by: str) -> Event:
    """What somebody says of an incident that stands, as an event of it; `before` is its last one."""
    return {
        **{name: before[name] for name in (*_OF_THE_INCIDENT, "records", "population")},
        **_numbered(before["incident_id"], before),
        "event": event,
        "is_silent": False,
        "until_at": until,
        "reason": reason,
        "said_by": by,
    }


def _event(event: str, finding: Finding, before: Mapping[str, Any] | None, is_silent: bool = False) -> Event:
    return {
        "incident_id": finding.incident_id,
        "subject": finding.subject,
        "rule_id": finding.rule_id,
        "scope_kind": finding.scope_kind,
        "scope_value": finding.scope_value,
        "severity": finding.severity,
        "since_on": finding.since_on,
        **_numbered(finding.incident_id, before),
        "event": event,
        "records": finding.records,
        "population": finding.population,
        "is_silent": is_silent,
    }


def _numbered(incident: str, before: Mapping[str, Any] | None) -> Event:
    number = before["event_number"] + 1 if before else 1
    return {"event_number": number, "event_id": records.key(incident, number)}
