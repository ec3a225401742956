"""Whether the plan adds up: owners to teams to the company, products and leads to revenue, leads to the people who work them.

Belongs here: sums that two places of the agreement state, and the sentence about their difference. Does not belong here: what makes a plan
wrong (see `plan`): a plan that does not add up can be used, and often it is meant so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from expectations.agreement.parts import Agreement
from expectations.agreement.plan import NAME, Plan, PlannedPeriod, Span, Targets, span

EXACT = 0.0
ESTIMATED = 0.01  # prices, conversions and goals are estimates: less than one in a hundred is no difference

_OVER_ASSIGNED = "over-assigned, often on purpose"
_NOBODYS = "so much is nobody's target"
_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Comparison:
    """Two figures that ought to be the same.

    Attributes:
        place: path within the plan of what is added up.
        said: what is added up, with its verb; `short` the same as in a formula.
        expected: what it is compared with, with its verb; `short_expected` likewise.
        over, under: what it means when the sum is too large or too small; None: then it is fine.
    """

    place: tuple[str, ...]
    said: str
    short: str
    total: float
    expected: str
    short_expected: str
    whole: float
    unit: str = ""
    within: float = EXACT
    over: str | None = _OVER_ASSIGNED
    under: str | None = _NOBODYS

    @property
    def difference(self) -> float:
        return round(self.total - self.whole, 2)

    @property
    def fits(self) -> bool:
        meaning = self.over if self.difference > 0 else self.under
        return meaning is None or abs(self.difference) <= self.within * abs(self.whole)

    def in_words(self) -> str:
        """The sentence about the difference: both figures, how much, and what it often means."""
        more = self.difference > 0
        share = f" ({abs(self.difference / self.whole):.1%})".replace("%", " %") if self.whole else ""
        return (
            f"{self.said} {self._figure(self.total)}, {self.expected} {self._figure(self.whole)}: "
            f"{_number(abs(self.difference))} {'more' if more else 'less'}{share}: {self.over if more else self.under}"
        )

    def in_short(self) -> str:
        return f"{self.short} {_number(self.total)}, {self.short_expected} {self._figure(self.whole)}"

    def _figure(self, value: float) -> str:
        return f"{_number(value)} {self.unit}".rstrip()


@dataclass
class _Scene:
    """One period of a plan, and what the sums are taken from."""

    agreement: Agreement
    plan: Plan
    period: str
    planned: PlannedPeriod
    days: Span = field(init=False)

    def __post_init__(self) -> None:
        self.days = span(self.period, self.agreement.company.fiscal_year_start_month)

    @property
    def currency(self) -> str:
        return self.plan.currency or self.agreement.company.base_currency

    @property
    def measures(self) -> Iterator[tuple[tuple[str, ...], str, Targets]]:
        """Where the targets of each measure stand, and what they are counted in."""
        yield (), self.currency, self.planned
        yield ("deals",), "deals", self.planned.deals


def told(agreement: Agreement) -> list[str]:
    """What the latest version of the plan adds up to: a line for each difference, and one for all that fits in a period."""
    if not agreement.plans:
        return []
    file = next(file for file in agreement.files if file.name == NAME)
    number, plan = max(enumerate(agreement.plans), key=lambda numbered: numbered[1].version)
    lines = []
    for period, planned in plan.periods.items():
        at = ("plans", number, "periods", period)
        compared = list(comparisons(agreement, plan, period, planned))
        lines += [file.at((*at, *one.place), one.in_words()) for one in compared if not one.fits]
        if fitting := [one.in_short() for one in compared if one.fits]:
            lines.append(file.at(at, f"adds up: {'; '.join(fitting)}"))
    return lines


def comparisons(agreement: Agreement, plan: Plan, period: str, planned: PlannedPeriod) -> Iterator[Comparison]:
    """Everything in one period of a plan that ought to be the same as something else."""
    scene = _Scene(agreement, plan, period, planned)
    return chain(_owners(scene), _company(scene), _shorter_periods(scene), _products(scene), _leads(scene))


def _owners(scene: _Scene) -> Iterator[Comparison]:
    """Owners to their teams; to the company where no team has a target."""
    for place, unit, targets in scene.measures:
        by_team: dict[str, float] = {}
        for owner, value in targets.owners.items():
            team = scene.plan.team_of(owner)
            if team in targets.teams:
                by_team[team] = by_team.get(team, 0) + value
        for team, total in by_team.items():
            yield Comparison(
                (*place, "owners"), f"the owners of {team} add up to", f"owners of {team}", total,
                "the team's target is", "team", targets.teams[team], unit,
            )  # fmt: skip
        if targets.owners and not targets.teams:
            yield from _to_company(place, "owners", unit, targets)


def _company(scene: _Scene) -> Iterator[Comparison]:
    """Teams, and regions, to the company."""
    for place, unit, targets in scene.measures:
        for level in ("teams", "regions"):
            if getattr(targets, level):
                yield from _to_company(place, level, unit, targets)


def _to_company(place: tuple[str, ...], level: str, unit: str, targets: Targets) -> Iterator[Comparison]:
    if targets.company is not None:
        yield Comparison(
            (*place, level), f"the {level} add up to", level, sum(getattr(targets, level).values()),
            "the company's target is", "company", targets.company, unit,
        )  # fmt: skip


def _shorter_periods(scene: _Scene) -> Iterator[Comparison]:
    """Months to their quarter, quarters to their year: where all of them have a target."""
    start_month = scene.agreement.company.fiscal_year_start_month
    for length, name in ((1, "months"), (3, "quarters")):
        inside = [
            planned
            for period, planned in scene.plan.periods.items()
            for days in [span(period, start_month)]
            if days.months == length < scene.days.months and scene.days.start <= days.start < scene.days.end
        ]
        if not inside or length * len(inside) != scene.days.months:
            continue
        for place, unit, targets in scene.measures:
            parts = [(planned.deals if place else planned).company for planned in inside]
            stated = [part for part in parts if part is not None]
            if targets.company is not None and len(stated) == len(parts):
                yield Comparison(
                    (*place, "company"), f"the {name} of {scene.period} add up to", name, sum(stated),
                    "its own target is", scene.period, targets.company, unit,
                )  # fmt: skip


def _products(scene: _Scene) -> Iterator[Comparison]:
    """Units × price to revenue."""
    products, company = scene.planned.products, scene.planned.company
    if products and company is not None:
        yield Comparison(
            ("products",), "units × price of the products come to", "products",
            sum(product.units * product.price for product in products.values()),
            "the company's target is", "company", company, scene.currency, ESTIMATED,
            over="more is planned to be made than to be sold", under="so much is to be sold of no product",
        )  # fmt: skip


def _leads(scene: _Scene) -> Iterator[Comparison]:
    """The promised leads to revenue, to the people who work them, and to the briefs that promise them."""
    leads, capacity, company = scene.planned.leads, scene.planned.capacity, scene.planned.company
    if leads is None:
        return
    if company is not None:
        factors = f"{_number(100 * leads.expected_conversion)} % × {_number(leads.average_revenue)} {scene.currency}"
        formula = f"{leads.promised:,} leads × {factors}"
        yield Comparison(
            ("leads",), f"{formula} come to", f"{formula} =", leads.promised * leads.expected_conversion * leads.average_revenue,
            "the company's target is", "company", company, scene.currency, ESTIMATED,
            over="more than is to be sold", under="so much has to come from elsewhere than from leads",
        )  # fmt: skip
    owners = {*scene.planned.owners, *scene.planned.deals.owners}
    if capacity and owners:
        each = capacity.leads_per_owner_per_month * scene.days.months
        yield Comparison(
            ("leads",), "the promised leads are", "leads", leads.promised,
            f"{len(owners)} owners × {_number(each)} leads each are", f"{len(owners)} owners × {_number(each)} =", len(owners) * each,
            over="more than can be worked", under=None,
        )  # fmt: skip
    goals = list(_goals(scene.agreement, scene.days))
    listed = ", ".join(f"{name} {_number(goal)} {unit}" for name, goal, unit in goals) or "none is in force"
    yield Comparison(
        ("leads",), f"the goals of the briefs ({listed}) add up to", "goals of the briefs", sum(goal for _, goal, _ in goals),
        "the plan counts on", "plan", leads.promised, "leads", ESTIMATED,
        over="marketing promises more than the plan needs", under="nobody has promised so many",
    )  # fmt: skip


def _goals(agreement: Agreement, days: Span) -> Iterator[tuple[str, float, str]]:
    """Brief, goal and unit of each brief that is in force in a period, by the share of its days; a deadline counts in its period."""
    for brief in agreement.briefs:
        if brief.volume.due is not None:
            if days.start <= brief.volume.due.date() < days.end:
                yield brief.id, brief.volume.goal, brief.volume.unit
            continue
        first, end = max(brief.valid_from, days.start), min(agreement.ends(brief) or date.max, days.end)
        if first < end:
            share = (end - first).days / (days.end - days.start).days
            yield (
                brief.id,
                brief.volume.goal * days.months / _MONTHS[brief.volume.per or "month"] * share,
                brief.volume.unit,
            )


def _number(value: float) -> str:
    """1234.5 as 1,234.5 and 100.0 as 100."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")
