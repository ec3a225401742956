"""Working days are counted by the weeks and holidays of a country; one that the company does not name follows its general ones."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from tests.dbt.world import World

# General weeks run from Monday to Friday, Saudi Arabia's from Sunday to Thursday; Austria has a holiday besides everybody's.
WEEKS = [(None, day) for day in range(1, 6)] + [("SA", day) for day in (7, 1, 2, 3, 4)]
HOLIDAYS = [(None, datetime(2026, 5, 1)), ("AT", datetime(2026, 5, 1)), ("AT", datetime(2026, 5, 14))]


def test_days_are_counted_by_the_week_and_the_holidays_of_a_country(tmp_path: Path) -> None:
    world = World(tmp_path)
    manifest = world.empty()
    world.agree(
        {
            "agreement_company": [{"time_zone": "Europe/Vienna", "base_currency": "EUR"}],
            "agreement_working_hours": [
                {"country_code": country, "weekday": day, "from_minute": 540, "to_minute": 1020} for country, day in WEEKS
            ],
            "agreement_holidays": [{"country_code": country, "day": day.date()} for country, day in HOLIDAYS],
        },
        datetime(2026, 4, 1),
    )  # fmt: skip
    world.model(manifest, "+int_working_days")
    numbers = world.query(
        """
        select
            country_code, bool_and(is_working_day = (date_day in ('2026-04-30', '2026-05-04', '2026-05-05'))) as is_as_everywhere,
            max(working_day_number) - min(working_day_number) as days
        from intermediate.int_working_days
        where date_day between date '2026-04-30' and date '2026-05-05' group by country_code order by country_code
        """
    )
    # Thursday to Tuesday: Friday is a holiday, except where Sunday is a working day and Friday is none.
    assert numbers == [("", True, 2), ("AT", True, 2), ("SA", False, 3)]
    assert world.query(
        "select distinct country_code from intermediate.int_working_days "
        "where date_day = date '2026-05-14' and is_working_day order by country_code"
    ) == [("",), ("SA",)]


def test_public_holidays_count_beside_days_of_ones_own(tmp_path: Path) -> None:
    """France asks for the whole country, Austria for a part of it; what was looked up for others is no matter."""
    world = World(tmp_path)
    days = [("AT", "4", 4), ("AT", "", 6), ("AT", "9", 6), ("FR", "", 8), ("DE", "", 7)]
    world.handed_over = {
        "reference.holidays": [
            {
                "country_code": country,
                "subdivision": part,
                "year": 2026,
                "holiday_on": date(2026, 5, day),
                "name": "A day",
            }
            for country, part, day in days
        ]
    }
    manifest = world.empty()
    world.agree(
        {
            "agreement_company": [{"time_zone": "Europe/Vienna", "base_currency": "EUR"}],
            "agreement_working_hours": [
                {"country_code": None, "weekday": day, "from_minute": 540, "to_minute": 1020} for day in range(1, 6)
            ],
            "agreement_holidays": [
                {"country_code": "AT", "day": date(2026, 5, 5)},
                {"country_code": "AT", "day": date(2026, 5, 4)},
            ],
            "agreement_public_holidays": [
                {"country_code": "AT", "subdivision": "4"},
                {"country_code": "FR", "subdivision": None},
            ],
        },
        datetime(2026, 4, 1),
    )
    world.model(manifest, "+int_working_days")
    assert world.query(
        """
        select country_code, list(day(date_day) order by date_day) from intermediate.int_working_days
        where date_day between date '2026-05-04' and date '2026-05-08' and not is_working_day
        group by country_code order by country_code
        """
    ) == [("AT", [4, 5]), ("FR", [8])]
