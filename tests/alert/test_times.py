"""Quiet hours and the time of the digest, in Berlin: nights, weekends, and the nights in which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from expectations.agreement.company import Company
from expectations.agreement.routing import Audience
from orchestration.alert.times import days_between, hours_between, is_quiet, last_digest

BERLIN = "Europe/Berlin"


def audience(**values: object) -> Audience:
    return Audience.model_validate(
        {"id": "a", "name": "A", "owner": "Mia", "gets": {"subjects": ["data"]}, **values},
    )


def company(**values: object) -> Company:
    return Company.model_validate({"time_zone": BERLIN, "base_currency": "EUR", **values})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Berlin is an hour ahead of UTC in winter; 6 March 2026 is a Friday.
@pytest.mark.parametrize(
    ("quiet", "instant", "told"),
    [
        ({"from": "20:00", "to": "07:00"}, "2026-03-06T18:59", False),
        ({"from": "20:00", "to": "07:00"}, "2026-03-06T19:00", True),
        ({"from": "20:00", "to": "07:00"}, "2026-03-07T05:59", True),
        ({"from": "20:00", "to": "07:00"}, "2026-03-07T06:00", False),
        ({"from": "12:00", "to": "13:00"}, "2026-03-06T11:30", True),
        ({"from": "12:00", "to": "13:00"}, "2026-03-06T12:00", False),
        ({"from": "20:00", "to": "24:00"}, "2026-03-06T22:59", True),
        ({"from": "20:00", "to": "24:00"}, "2026-03-06T23:00", False),
        ({"days": "weekends"}, "2026-03-06T22:59", False),
        ({"days": "weekends"}, "2026-03-06T23:00", True),
        ({"days": "weekends"}, "2026-03-08T22:59", True),
        ({"days": "weekends"}, "2026-03-08T23:00", False),
        ({"from": "20:00", "to": "07:00", "days": ["mon"]}, "2026-03-09T12:00", True),
    ],
)
def test_quiet(quiet: dict, instant: str, told: bool) -> None:
    assert is_quiet(audience(quiet=quiet), utc(instant), company()) is told


# Corpus Christi, 4 June 2026, is a holiday in Bavaria; the 5th is one of the company's own. Berlin is two hours ahead in summer.
@pytest.mark.parametrize(
    ("quiet", "instant", "told"),
    [
        ({"holidays": True}, "2026-06-03T21:59", False),
        ({"holidays": True}, "2026-06-03T22:00", True),
        ({"holidays": True}, "2026-06-05T21:59", True),
        ({"holidays": True}, "2026-06-05T22:00", False),
        ({"days": "weekends"}, "2026-06-04T12:00", False),
        ({"days": "weekends", "holidays": True}, "2026-06-04T12:00", True),
    ],
    ids=["the evening before", "from midnight on", "a day of its own", "until midnight", "not asked for", "beside weekends"],
)  # fmt: skip
def test_holidays_are_quiet_where_routing_says_so(quiet: dict, instant: str, told: bool) -> None:
    ours = company(country="DE", holidays={"DE": ["public-BY", "2026-06-05"], "AT": ["2026-06-06"]})
    assert is_quiet(audience(quiet=quiet), utc(instant), ours) is told


def test_without_quiet_hours_nothing_is_quiet() -> None:
    assert not is_quiet(audience(), utc("2026-03-08T02:00"), company())


@pytest.mark.parametrize(
    ("at", "instant", "last"),
    [
        ("08:00", "2026-03-06T06:59", "2026-03-05T07:00"),
        ("08:00", "2026-03-06T07:00", "2026-03-06T07:00"),
        ("00:00", "2026-03-06T22:30", "2026-03-05T23:00"),
        ("24:00", "2026-03-06T22:30", "2026-03-05T23:00"),
        ("08:00", "2026-03-29T06:00", "2026-03-29T06:00"),  # summer time began in the night
        (
            "02:30",
            "2026-03-29T02:00",
            "2026-03-29T01:30",
        ),  # a time that this day has not: counted as if clocks had not changed
        ("08:00", "2026-10-25T06:30", "2026-10-24T06:00"),  # it ended in the night
    ],
)
def test_the_last_time_of_a_digest(at: str, instant: str, last: str) -> None:
    assert last_digest(audience(digest_at=at), utc(instant), BERLIN) == utc(last)


@pytest.mark.parametrize(
    ("earlier", "later", "days", "hours"),
    [
        ("2026-03-06T07:00:10", "2026-03-07T07:00:05", 1, 24),
        ("2026-03-06T21:00", "2026-03-06T23:30", 1, 2),  # half past midnight; two and a half hours are two
        ("2026-03-28T07:00", "2026-03-29T06:00", 1, 24),  # summer time began: eight o'clock and eight o'clock
        ("2026-10-24T06:00", "2026-10-25T07:00", 1, 24),  # it ended
        ("2026-03-06T07:00", "2026-03-06T07:29", 0, 0),
    ],
)
def test_how_long_ago_by_the_companys_calendar_and_clocks(earlier: str, later: str, days: int, hours: int) -> None:
    assert days_between(utc(earlier), utc(later), BERLIN) == days
    assert hours_between(utc(earlier), utc(later), BERLIN) == hours
