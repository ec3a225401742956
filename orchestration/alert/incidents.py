"""Incidents: a rule broken in a scope, from the first record to the last.

Belongs here: which events a run adds to the log of incidents. An incident opens, grows and is resolved; it may open again.
Does not belong here: what stands (see `findings`), who is told of an event (see `queue`).
The first run ever opens its incidents silently: what was wrong before anybody looked is told as a summary, not as news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.agreement.routing import Growth
from orchestration.alert import records
from orchestration.alert.found import Finding, Standing

OPENED, GROWING, RESOLVED = "opened", "growing", "resolved"

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


def derive(standing: Standing, log: Sequence[Mapping[str, Any]], grows: Growth) -> list[Event]:
    """What this run adds to the log; nothing where nothing changed since it was last written.

    Args:
        standing: everything that stands now.
        log: events of earlier runs.
        grows: when an open incident is told again.
    """
    last = last_events(log)
    now = standing.by_incident()
    events = []
    for incident, finding in now.items():
        before = last.get(incident)
        if before is None or before["event"] == RESOLVED:
            events.append(_event(OPENED, finding, before, is_silent=not log))
        elif (
            finding.records >= before["records"] * grows.factor and finding.records >= before["records"] + grows.records
        ):
            events.append(_event(GROWING, finding, before))
    for incident, before in standing_events(log).items():
        if incident not in now and before["subject"] in standing.judged and incident not in standing.unjudged:
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


_OF_THE_INCIDENT = ("incident_id", "subject", "rule_id", "scope_kind", "scope_value", "severity", "since_on")


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
