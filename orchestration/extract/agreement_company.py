"""Rows of company.yml: the company, its working hours and its holidays.

Belongs here: what of the file goes into which column. Does not belong here: the tables' types (see `agreement`).
"""

from __future__ import annotations

from typing import Any

from expectations.agreement.company import DEFAULT, WEEKDAYS
from expectations.agreement.parts import Agreement

Row = dict[str, Any]


def rows(agreement: Agreement) -> dict[str, list[Row]]:
    """The rows of each table, without stamps. A country that is null stands for every country that is not named."""
    company = agreement.company
    return {
        "agreement_company": [company.model_dump(exclude={"working_hours", "holidays"})],
        "agreement_working_hours": [
            {
                "country_code": _code(place),
                "weekday": WEEKDAYS.index(day) + 1,
                "from_minute": hours.from_,
                "to_minute": hours.to,
            }
            for place, week in company.hours.items()
            for hours in week
            for day in hours.days
        ],
        "agreement_holidays": [
            {"country_code": _code(place), "day": day}
            for place, days in company.holidays.items()
            for day in sorted(set(days))
        ],
    }


def _code(place: str) -> str | None:
    return None if place == DEFAULT else place
