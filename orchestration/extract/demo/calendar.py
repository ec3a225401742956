"""Days and hours of the company: from when to when it is told, when people work, when business is slow.

All moments are local times of the company (Europe/Berlin) without a zone.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, time, timedelta

from orchestration.extract.demo.stream import Stream

FIRST_DAY = date(2024, 12, 1)
LAST_DAY = date(2026, 5, 29)
LAST = datetime(2026, 5, 29, 17, 30)  # nothing happened later

DAYS = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
HOLIDAYS = {
    date(2024, 12, 24), date(2024, 12, 25), date(2024, 12, 26), date(2024, 12, 31), date(2025, 1, 1), date(2025, 4, 18),
    date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 29), date(2025, 6, 9), date(2025, 10, 3), date(2025, 12, 24),
    date(2025, 12, 25), date(2025, 12, 26), date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6),
    date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25),
}  # fmt: skip
MONTHS = {1: 1.05, 2: 1.05, 3: 1.15, 4: 1.0, 5: 1.05, 6: 1.0, 7: 0.85, 8: 0.62, 9: 1.15, 10: 1.15, 11: 1.1, 12: 0.6}
OPENS, CLOSES = 510, 1050  # minutes of the day: half past eight, half past five

_WORKDAYS = [
    day
    for day in (FIRST_DAY + timedelta(days=number) for number in range(-1500, len(DAYS) + 400))
    if day.weekday() < 5 and day not in HOLIDAYS
]
_IS_WORKDAY = frozenset(_WORKDAYS)


def is_workday(day: date) -> bool:
    return day in _IS_WORKDAY


def workday(day: date, offset: int = 0) -> date:
    """The first working day on or after a day; further ones by `offset`."""
    return _WORKDAYS[bisect_left(_WORKDAYS, day) + offset]


def workday_before(day: date) -> date:
    """The last working day before a day."""
    return _WORKDAYS[bisect_left(_WORKDAYS, day) - 1]


def working(moment: datetime, stream: Stream) -> datetime:
    """The moment itself where people work then, else some time in the first hours of the next working day."""
    day = moment.date()
    if day in _IS_WORKDAY:
        minutes = 60 * moment.hour + moment.minute
        if OPENS <= minutes < CLOSES:
            return moment.replace(microsecond=0)
        if minutes >= CLOSES:
            day = workday(day, 1)
    else:
        day = workday(day)
    return datetime(day.year, day.month, day.day) + timedelta(seconds=60 * OPENS + stream.below(7200))


def clock(day: date, stream: Stream, begins: float = 8.6, ends: float = 17.2) -> datetime:
    """A time of a day between two hours."""
    seconds = int((begins + (ends - begins) * stream.share()) * 3600)
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def quarter_end(day: date) -> date:
    """The last day of the quarter of a day."""
    following = date(day.year + (day.month > 9), (day.month + 2) // 3 * 3 % 12 + 1, 1)
    return following - timedelta(days=1)


def quarter(day: date) -> str:
    """2025q3."""
    return f"{day.year}q{(day.month + 2) // 3}"


def weight(day: date, weekend: float = 0.2) -> float:
    """How busy a day is: business grows, pauses in August and December, and rests at weekends and on holidays."""
    growth = 1 + 0.5 * (day - FIRST_DAY).days / len(DAYS)
    return growth * MONTHS[day.month] * (1.0 if day in _IS_WORKDAY else weekend)
