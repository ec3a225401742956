"""What a message says when there is nothing new: how much was judged, and whether every source delivered.

Belongs here: its sentences. Does not belong here: when it is due (see `queue`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from expectations.agreement.routing import Audience
from orchestration.alert import incidents, words
from orchestration.alert.found import Standing


def facts(audience: Audience, log: Sequence[Mapping[str, Any]], standing: Standing, as_of: date) -> list[str]:
    """Sentences on what was judged, which sources delivered, and what stands unchanged."""
    return [
        f"{_judged(audience, standing)}.",
        f"{_delivered(audience, standing, as_of)}.",
        *_unchanged(audience, log, standing),
    ]


def subject(audience: Audience, facts: Sequence[str], as_of: date) -> str:
    """Nothing new for 7 days: 1,204 leads were judged, all 3 sources delivered (8 Mar)."""
    said = ", ".join(fact.rstrip(".") for fact in facts[:2])
    return f"Nothing new for {_days(audience)}: {said} ({words.day(as_of, as_of)})"


def _days(audience: Audience) -> str:
    return "1 day" if audience.heartbeat_days == 1 else f"{audience.heartbeat_days} days"


def _judged(audience: Audience, standing: Standing) -> str:
    counted = [
        words.of(standing.totals[subject], None, subject)
        for subject in audience.gets.subjects
        if standing.totals.get(subject)
    ]
    if "data" in audience.gets.subjects and standing.checks:
        counted.append(f"the data by {words.number(standing.checks)} check{'' if standing.checks == 1 else 's'}")
    return f"{' and '.join(counted)} judged" if counted else "nothing to judge"


def _delivered(audience: Audience, standing: Standing, as_of: date) -> str:
    late = {source: day for source, day in standing.delivered.items() if (as_of - day).days > audience.heartbeat_days}
    if late:
        told = ", ".join(f"{source} since {words.day(day, as_of)}" for source, day in sorted(late.items()))
        return f"nothing was delivered by {told}"
    count = len(standing.delivered)
    return (
        "no source delivered"
        if not count
        else "the source delivered"
        if count == 1
        else f"all {count} sources delivered"
    )


def _unchanged(audience: Audience, log: Sequence[Mapping[str, Any]], standing: Standing) -> list[str]:
    """How many incidents stand that the audience is told of."""
    now = standing.by_incident()
    gets = audience.gets
    count = sum(
        incident in now and event["subject"] in gets.subjects and event["severity"] in gets.severities
        for incident, event in incidents.standing_events(log).items()
    )
    if not count:
        return []
    return [f"{words.number(count)} incident{' stands' if count == 1 else 's stand'} unchanged: see the page."]
