"""The plan to the lake: which rows plan.yml becomes.

Belongs here: rows of the `agreement_plan_*` tables. Does not belong here: what the plan may say (see `expectations.agreement.plan`), when
it is landed (see `agreement`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from expectations.agreement.parts import Agreement
from expectations.agreement.plan import Plan, PlannedPeriod, Span, span

_T, _N, _D, _F = pa.string(), pa.int64(), pa.date32(), pa.float64()

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "agreement_plan_targets": {
        "plan_version": _N, "valid_from": _D, "valid_to": _D, "period": _T, "period_start": _D, "period_end": _D,
        "level": _T, "name": _T, "team": _T, "measure": _T, "value": _F, "currency": _T,
    },
    "agreement_plan_costs": {"plan_version": _N, "product_id": _T, "too_few": _F, "too_many": _F, "currency": _T},
    "agreement_plan_leads": {
        "plan_version": _N, "period": _T, "promised": _N, "expected_conversion": _F, "average_revenue": _F, "leads_per_owner": _F,
    },
}  # fmt: skip

Row = dict[str, Any]


def rows_of(agreement: Agreement) -> dict[str, list[Row]]:
    """The rows of every table of the plan, without stamps: none where there is no plan."""
    rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    for plan in agreement.plans:
        key = {"plan_version": plan.version}
        currency = plan.currency or agreement.company.base_currency
        for period, planned in plan.periods.items():
            days = span(period, agreement.company.fiscal_year_start_month)
            when = {
                "valid_from": plan.valid_from,
                "valid_to": agreement.ends(plan),
                "period": period,
                "period_start": days.start,
                "period_end": days.end,
            }
            rows["agreement_plan_targets"] += [
                {**key, **when, **target, "currency": currency if target["measure"] == "revenue" else None}
                for target in _targets(plan, planned)
            ]
            rows["agreement_plan_leads"] += _leads(key, period, planned, days)
        rows["agreement_plan_costs"] += [
            {
                **key,
                "product_id": product,
                "too_few": cost.too_few_units,
                "too_many": cost.too_many_units,
                "currency": currency,
            }
            for product, cost in plan.costs.items()
        ]
    return rows


def _targets(plan: Plan, planned: PlannedPeriod) -> Iterator[Row]:
    for measure, targets in (("revenue", planned), ("deals", planned.deals)):
        if targets.company is not None:
            yield _target("company", None, None, measure, targets.company)
        for region, value in targets.regions.items():
            yield _target("region", region, None, measure, value)
        for team, value in targets.teams.items():
            yield _target("team", team, team, measure, value)
        for owner, value in targets.owners.items():
            yield _target("owner", owner, plan.team_of(owner), measure, value)
    for product, target in planned.products.items():
        yield _target("product", product, None, "units", target.units)
        yield _target("product", product, None, "revenue", target.units * target.price)
    if planned.leads:
        yield _target("company", None, None, "leads_promised", float(planned.leads.promised))


def _target(level: str, name: str | None, team: str | None, measure: str, value: float) -> Row:
    return {"level": level, "name": name, "team": team, "measure": measure, "value": value}


def _leads(key: Row, period: str, planned: PlannedPeriod, days: Span) -> list[Row]:
    """The promise of a period; what an owner can work is of the whole period too, and stands there where there is a promise."""
    if not planned.leads:
        return []
    each = planned.capacity.leads_per_owner_per_month * days.months if planned.capacity else None
    return [{**key, "period": period, **planned.leads.model_dump(), "leads_per_owner": each}]
