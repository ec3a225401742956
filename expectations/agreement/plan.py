"""plan.yml: what is to be sold, by whom and of what, and how many leads that takes.

Belongs here: the shape of a plan, which days its periods are, what is wrong with it. Does not belong here: whether its sums agree (see
`adds_up`), landing it (see `orchestration.extract.plan`), what became of it (see the marts).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from expectations.agreement import yaml_lines
from expectations.agreement.parts import Currency, File, Part, Text, Version, near

NAME = "plan.yml"

_PERIOD = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Span:
    """The days of a period: from the first up to, and without, the end; so many months."""

    start: date
    end: date
    months: int


def span(period: str, fiscal_year_start_month: int) -> Span:
    """The days of a month (2026-04), a fiscal quarter (2026-Q2) or a fiscal year (2026).

    A fiscal year is named after the year in which it ends, as in `dim_date`.
    """
    found = _PERIOD.fullmatch(period)
    assert found, period
    year = int(found["year"])
    if found["month"]:
        first, months = 12 * year + int(found["month"]) - 1, 1
    else:
        first = 12 * (year - (fiscal_year_start_month > 1)) + fiscal_year_start_month - 1
        months = 3 if found["quarter"] else 12
        first += 3 * (int(found["quarter"]) - 1) if found["quarter"] else 0
    return Span(_first_day(first), _first_day(first + months), months)


def _first_day(month: int) -> date:
    """The first day of a month, which is counted from year 0."""
    return date(month // 12, month % 12 + 1, 1)


def _period(value: str) -> str:
    if not _PERIOD.fullmatch(value):
        raise ValueError(
            "is no period: write 2026-04 for a month, 2026-Q2 for a fiscal quarter, 2026 for a fiscal year"
        )
    return value


def _record(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*:\S.*", value):
        raise ValueError("is not the id of a record: write <source>:<id>, such as crm:0051")
    return value


def _none_is_empty(value: Any) -> Any:
    return {} if value is None else value


Period = Annotated[Text, AfterValidator(_period)]
Record = Annotated[Text, AfterValidator(_record)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Targets(Part):
    """Targets of one measure, from the company down to each owner."""

    company: Amount | None = None
    regions: dict[Text, Amount] = Field(default_factory=dict)
    teams: dict[Text, Amount] = Field(default_factory=dict)
    owners: dict[Record, Amount] = Field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.company is None and not (self.regions or self.teams or self.owners)


class ProductTarget(Part):
    """How many of a product, at what price each."""

    units: Amount
    price: Amount


class PromisedLeads(Part):
    """How many leads marketing promises, and what sales is expected to make of them."""

    promised: int = Field(gt=0)
    expected_conversion: float = Field(gt=0, le=1)
    average_revenue: Positive


class Capacity(Part):
    """How many leads an owner can work."""

    leads_per_owner_per_month: Positive


class PlannedPeriod(Targets):
    """What is planned for one period; the targets that it begins with are revenue."""

    deals: Targets = Targets()
    products: dict[Record, ProductTarget] = Field(default_factory=dict)
    leads: PromisedLeads | None = None
    capacity: Capacity | None = None

    @model_validator(mode="after")
    def _says_something(self) -> PlannedPeriod:
        if self.is_empty and self.deals.is_empty and not self.products and self.leads is None:
            raise ValueError("name company, regions, teams, owners, deals, products or leads: nothing is planned here")
        return self


class Cost(Part):
    """What a unit costs that was missing, and one that was left over."""

    too_few_units: Amount
    too_many_units: Amount


class Plan(Version):
    """One version of the plan."""

    currency: Currency | None = None
    members: dict[Text, list[Record]] = Field(default_factory=dict)
    periods: dict[Period, Annotated[PlannedPeriod, BeforeValidator(_none_is_empty)]] = Field(min_length=1)
    costs: dict[Record, Cost] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _years_are_text(cls, values: Any) -> Any:
        """YAML reads the period 2026 as a number."""
        if isinstance(values, dict) and isinstance(periods := values.get("periods"), dict):
            return values | {"periods": {str(period): value for period, value in periods.items()}}
        return values

    def team_of(self, owner: str) -> str | None:
        return next((team for team, owners in self.members.items() if owner in owners), None)


class Plans(Part):
    """plan.yml."""

    plans: list[Plan] = Field(min_length=1)


def problems(file: File, plans: Sequence[Plan]) -> list[str]:
    """Owners and teams that are not where the plan says who belongs to whom."""
    found = []
    for number, plan in enumerate(plans):
        if not plan.members:
            continue
        found += _in_two_teams(file, number, plan)
        owners = [owner for members in plan.members.values() for owner in members]
        for period, planned in plan.periods.items():
            for path, targets in (((), planned), (("deals",), planned.deals)):
                at: yaml_lines.Path = ("plans", number, "periods", period, *path)
                found += [
                    file.at(
                        (*at, "owners", owner), f"'{owner}' is in no team of `members`{near(owner, owners)}: add it"
                    )
                    for owner in targets.owners
                    if owner not in owners
                ]
                found += [
                    file.at((*at, "teams", team), f"'{team}' is no team of `members`{near(team, plan.members)}: add it")
                    for team in targets.teams
                    if team not in plan.members
                ]
    return found


def _in_two_teams(file: File, number: int, plan: Plan) -> list[str]:
    found, first = [], {}
    for team, owners in plan.members.items():
        for place, owner in enumerate(owners):
            path: yaml_lines.Path = ("plans", number, "members", team, place)
            if owner in first:
                other, line = first[owner]
                found.append(file.at(path, f"'{owner}' is in {other} already (line {line}): keep one of the two"))
            else:
                first[owner] = (team, file.document.line(path))
    return found
