"""Public holidays by the library, and what company.yml may ask of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations.agreement.schema import load_agreement
from orchestration import public_holidays
from tests.expectations.test_agreement import COMPANY, write

# Line 3 of company.yml has the key, line 4 the countries.
ASKED = COMPANY + "holidays:\n  {}\n"


def asked(folder: Path, holidays: str) -> list[str]:
    agreement = load_agreement(write(folder, ASKED.format(holidays)))
    return public_holidays.problems(agreement)


def test_the_days_of_a_country_and_those_of_a_part_of_it() -> None:
    """By hand: Easter Sunday of 2026 is 5 April; Bavaria has three days more than all of Germany (Assumption is of some towns only)."""
    germany = public_holidays.of_year("DE", None, 2026)
    assert {day: germany[day] for day in (date(2026, 4, 3), date(2026, 5, 25))} == {
        date(2026, 4, 3): "Good Friday",
        date(2026, 5, 25): "Whit Monday" if "Whit Monday" in germany.values() else "Pentecost Monday",
    }
    assert len(germany) == 9
    assert set(public_holidays.of_year("DE", "by", 2026)) - set(germany) == {
        date(2026, 1, 6),
        date(2026, 6, 4),
        date(2026, 11, 1),
    }


def test_what_the_library_has_may_be_asked_for(tmp_path: Path) -> None:
    assert asked(tmp_path, "{DE: [public-BY, 2026-12-24], AT: [public], US: [public-tx]}") == []


@pytest.mark.parametrize(
    ("holidays", "problem"),
    [
        ("{XX: [2026-05-01, public]}", "holidays.XX[2]: 'public': the library holidays "),
        ("{DE: [public-XY]}", "holidays.DE[1]: 'public-XY': DE has no part 'XY'; there are: Augsburg, BB, BE, BW, BY, HB, HE, HH, MV, "),
        ("{DE: [public-Augsburk]}", "holidays.DE[1]: 'public-Augsburk': DE has no part 'Augsburk' (did you mean Augsburg?); there are: "),
        ("{LU: [public-L]}", "holidays.LU[1]: 'public-L': LU has no part 'L'; it has none: write public"),
    ],
    ids=["no such country", "no such part", "nearly a part", "a country without parts"],
)  # fmt: skip
def test_what_it_does_not_have_is_told_with_file_line_and_what_there_is(
    tmp_path: Path, holidays: str, problem: str
) -> None:
    [told] = asked(tmp_path, holidays)
    line = COMPANY.count("\n") + 2
    assert told.startswith(f"company.yml, line {line}, {problem}")


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        (date(2026, 1, 6), True),
        (date(2026, 5, 1), True),
        (date(2026, 12, 24), True),
        (date(2026, 12, 23), False),
        (date(2026, 8, 15), False),
    ],
    ids=["of a part", "of the country", "of its own", "none", "of some towns only"],
)
def test_days_off_are_those_of_the_company_s_own_country(tmp_path: Path, day: date, is_off: bool) -> None:
    own = COMPANY + "country: DE\nholidays: {DE: [public-BY, 2026-12-24], AT: [2026-12-23]}\n"
    company = load_agreement(write(tmp_path, own)).company
    assert public_holidays.is_day_off(company, day) is is_off


def test_without_a_country_the_general_days_are_off(tmp_path: Path) -> None:
    company = load_agreement(write(tmp_path, COMPANY + "holidays: {default: [2026-12-31], DE: [2026-12-24]}\n")).company
    assert public_holidays.is_day_off(company, date(2026, 12, 31))
    assert not public_holidays.is_day_off(company, date(2026, 12, 24))
