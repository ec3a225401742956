"""Local times to instants, the same on every machine: what a clock change does is stated, not left to a library.

A local time that a clock change leaves out is read as the next instant that exists; one that happens twice as the earlier of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Change:
    """A clock change at `instant` (UTC, naive): the offsets from UTC before and after it."""

    instant: datetime
    before: timedelta
    after: timedelta


def changes(zone: str, first: datetime, last: datetime) -> list[Change]:
    """Clock changes of a zone that touch local times between two naive ones."""
    info = ZoneInfo(zone)
    start = _floor(first) - timedelta(days=2)
    end = min(last, datetime(9999, 12, 20)) + timedelta(days=2)
    # Beyond this, zones repeat a rule that no one can vouch for; the engine's own conversion serves there.
    end = min(end, datetime(2200, 1, 1))
    found: list[Change] = []
    while start < end:
        after = start + timedelta(days=1)
        if _offset(info, start) != _offset(info, after):
            found.append(_between(info, start, after))
        start = after
    return found


def instant(local: str, zone: str, first: datetime | None, last: datetime | None) -> str:
    """SQL of the instant (UTC, timestamp) of a local time, given the span of the local times that it will see."""
    if zone == "UTC" or first is None or last is None:
        return local
    cases = []
    for change in changes(zone, first, last):
        low, high = sorted((change.instant + change.before, change.instant + change.after))
        moved = f"timestamp '{change.instant}'"
        if change.after < change.before:
            moved = f"{local} - to_microseconds({round(change.before.total_seconds() * 1e6)})"
        cases.append(f"when {local} >= timestamp '{low}' and {local} < timestamp '{high}' then {moved}")
    through = f"timezone('UTC', timezone('{zone}', {local}))"
    return f"case {' '.join(cases)} else {through} end" if cases else through


def _floor(moment: datetime) -> datetime:
    return max(moment, datetime(1800, 1, 5)).replace(hour=0, minute=0, second=0, microsecond=0)


def _offset(info: ZoneInfo, moment: datetime) -> timedelta:
    return moment.replace(tzinfo=UTC).astimezone(info).utcoffset() or timedelta()


def _between(info: ZoneInfo, low: datetime, high: datetime) -> Change:
    before, after = _offset(info, low), _offset(info, high)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=round((high - low).total_seconds()) // 2)
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return Change(high, before, after)
