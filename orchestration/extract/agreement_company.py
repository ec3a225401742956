"""Rows of company.yml: the company, its offices, hours, holidays and domains, and reasons that say that nobody was reached.

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
        "agreement_company": [
            {
                **company.model_dump(
                    include={"time_zone", "base_currency", "fiscal_year_start_month", "period", "late_data_days"}
                ),
                "country_code": company.country,
                "go_live_on": company.go_live,
            }
        ],
        "agreement_offices": [
            {"country_code": place, "time_zone": office.time_zone, "region": region}
            for place, office in company.offices.items()
            for region in office.regions
        ],
        "agreement_unreachable_reasons": [{"reason": reason} for reason in company.unreachable_reasons],
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
            for place, days in company.days_off.items()
            for day in sorted(set(days))
        ],
        "agreement_public_holidays": [
            {"country_code": place, "subdivision": part}
            for place, parts in company.public_holidays.items()
            for part in parts
        ],
        "agreement_own_domains": [{"domain": domain} for domain in company.own_domains],
    }


def _code(place: str) -> str | None:
    return None if place == DEFAULT else place
