"""When an audience may be sent something: its quiet hours and the time of its digest, in the company's time zone.

Belongs here: reading `quiet` and `digest_at` at an instant, and how long ago something was. Does not belong here: what waits (see
`queue`), or the wall clock: the instant is the run's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from expectations.agreement.company import WEEKDAYS, Company
from expectations.agreement.routing import Audience
from orchestration.public_holidays import is_day_off


def is_quiet(audience: Audience, instant: datetime, company: Company) -> bool:
    """Whether nothing is sent to an audience at an instant. Quiet hours begin at `from` and are over at `to`."""
    quiet = audience.quiet
    if quiet is None:
        return False
    local = instant.astimezone(ZoneInfo(company.time_zone))
    if WEEKDAYS[local.weekday()] in quiet.days:
        return True
    if quiet.holidays and is_day_off(company, local.date()):
        return True
    if quiet.from_ is None or quiet.to is None:
        return False
    minute = local.hour * 60 + local.minute
    if quiet.from_ < quiet.to:
        return quiet.from_ <= minute < quiet.to
    return minute >= quiet.from_ or minute < quiet.to


def last_digest(audience: Audience, instant: datetime, zone: str) -> datetime:
    """The latest time of a digest that is not after an instant, in UTC."""
    local = instant.astimezone(ZoneInfo(zone))
    hours, minutes = divmod(audience.digest_at, 60)
    for back in (0, 1, 2):
        day = local.date() - timedelta(days=back)
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
        at = (midnight + timedelta(hours=hours, minutes=minutes)).astimezone(UTC)  # by the clock on the wall
        if at <= instant:
            return at
    raise AssertionError(f"no digest of {audience.id} in two days before {instant}")


def days_between(earlier: datetime, later: datetime, zone: str) -> int:
    """Days of the company's calendar between two instants (UTC): a run that starts seconds sooner than the day before is a day later."""
    return (_local(later, zone).date() - _local(earlier, zone).date()).days


def hours_between(earlier: datetime, later: datetime, zone: str) -> int:
    """Hours between two instants (UTC) by the company's clocks, to the nearest one: a run of every day at eight is always a day later."""
    return round((_local(later, zone) - _local(earlier, zone)) / timedelta(hours=1))


def _local(instant: datetime, zone: str) -> datetime:
    """What clocks show at an instant; one that was read from a table is UTC, unsaid."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
