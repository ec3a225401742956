"""company.yml: the calendar, the working hours, and their errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations.agreement.schema import load_agreement
from tests.expectations.test_agreement import COMPANY, problems, write

CALENDAR = COMPANY + (
    "working_hours:\n"
    "  default:\n"
    "    - {days: [mon, tue, wed, thu], from: 08:30, to: 17:00}\n"
    "    - {days: [fri], from: 8:30, to: 14:00}\n"
    "  no: [{days: [mon, sun], from: 00:00, to: 24:00}]\n"
    "holidays:\n"
    "  DE: [2026-05-01, 2026-12-25]\n"
    "late_data_days: 5\n"
    "own_domains: [Acme.com, acme.de]\n"
)


def test_without_hours_people_work_from_nine_to_five_on_weekdays(tmp_path: Path) -> None:
    company = load_agreement(write(tmp_path)).company
    [hours] = company.hours["default"]
    assert (hours.days, hours.from_, hours.to) == (["mon", "tue", "wed", "thu", "fri"], 540, 1020)
    assert (list(company.hours), company.holidays, company.late_data_days) == (["default"], {}, 3)


def test_what_the_calendar_says(tmp_path: Path) -> None:
    company = load_agreement(write(tmp_path, CALENDAR)).company
    assert {
        place: [(hours.days, hours.from_, hours.to) for hours in week] for place, week in company.hours.items()
    } == {
        "default": [(["mon", "tue", "wed", "thu"], 510, 1020), (["fri"], 510, 840)],
        "NO": [(["mon", "sun"], 0, 1440)],
    }
    assert company.holidays == {"DE": [date(2026, 5, 1), date(2026, 12, 25)]}
    assert company.late_data_days == 5
    assert company.own_domains == ["acme.com", "acme.de"]


PUBLIC = CALENDAR.replace("DE: [2026-05-01, 2026-12-25]", "DE: [public-BY, 2026-12-24, public]\n  AT: [public, public]")


def test_public_holidays_stand_among_days_of_ones_own(tmp_path: Path) -> None:
    company = load_agreement(write(tmp_path, PUBLIC + "country: AT\n")).company
    assert company.holidays["DE"] == ["public-BY", date(2026, 12, 24), "public"]
    assert company.days_off == {"DE": [date(2026, 12, 24)], "AT": []}
    assert company.public_holidays == {"DE": ["BY", None], "AT": [None]}
    assert company.calendar == "AT"
    assert load_agreement(write(tmp_path, PUBLIC + "country: CH\n")).company.calendar == "default"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  no:", "  norway:", "line 7, working_hours.norway: 'norway' is neither the two letters of a country nor default"),
        ("[fri]", "[friday]", "line 6, working_hours.default[2].days[1]: 'friday' "
         "is not one of mon, tue, wed, thu, fri, sat, sun (did you mean fri?)"),
        ("[fri]", "[fri, fri]", "line 6, working_hours.default[2].days: 'fri' stands there twice: keep one of the two"),
        ("[fri]", "[thu, fri]", "line 4, working_hours.default: 'thu' has two hours that overlap: let one end before the other begins"),
        ("14:00", "8:00", "line 6, working_hours.default[2].to: it is not after `from`: hours end on the day on which they begin"),
        ("14:00", "24:30", "line 6, working_hours.default[2].to: '24:30' is no time of day: write it as 09:00, between 00:00 and 24:00"),
        ("14:00", "14", "line 6, working_hours.default[2].to: '14' is no time of day: write it as 09:00, between 00:00 and 24:00"),
        (
            "from: 8:30",
            "form: 8:30",
            "line 6, working_hours.default[2].form: is not known here (did you mean from?); there are: days, from, to",
        ),
        ("2026-12-25]", "Christmas]", "line 9, holidays.DE[2]: 'Christmas': input should be a valid date or datetime, input is too short"),
        ("2026-12-25]", "Public-BY]", "line 9, holidays.DE[2]: 'Public-BY' is neither a day nor public holidays: "
         "write public, or public-BY for those of a part of the country"),
        ("DE: [2026-05-01", "default: [public", "line 8, holidays: 'public' under default is of no country: "
         "name the country whose public holidays count"),
        (
            "acme.de]",
            "'@acme.de']",
            "line 11, own_domains[2]: '@acme.de' is no internet domain: "
            "write what stands behind the @ of an address, such as acme.com",
        ),
        ("days: 5", "days: -1", "line 10, late_data_days: '-1': input should be greater than or equal to 0"),
    ],
    ids=["country", "weekday", "twice", "overlap", "order", "no time", "no minutes", "unknown word", "no date", "nearly public",
         "public of no country", "no domain", "negative"],
)  # fmt: skip
def test_an_error_of_the_calendar_names_line_field_value_and_remedy(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert CALENDAR.count(old) == 1
    assert f"company.yml, {problem}" in problems(write(tmp_path, CALENDAR.replace(old, new)))
