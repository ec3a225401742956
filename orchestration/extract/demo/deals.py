"""Deals as they begin: who wants what, how much of it, and who sells it.

Belongs here: which deals there are. Does not belong here: how they move (see `selling`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from orchestration.extract.demo import agreed, team
from orchestration.extract.demo.build import Build, Company, Deal, Lead, Person, Row
from orchestration.extract.demo.calendar import DAYS, LAST_DAY, clock, weight
from orchestration.extract.demo.catalogue import (
    ANALYSER,
    BY_ID,
    CONTROLLER,
    CURRENCIES,
    PRODUCTS,
    SERVICE_KIT,
    in_currency,
)  # fmt: skip
from orchestration.extract.demo.crm import Crm
from orchestration.extract.demo.funnel import Opening
from orchestration.extract.demo.marketing import ORIGINS
from orchestration.extract.demo.people import Makers

PER_LEAD = 0.24  # deals a lead
WORDS = {origin.word for origin in ORIGINS}
ROLES = {"decides": 5, "uses": 4, "buys": 3, "advises": 2}
SHORT_FROM, SHORT_WON, SHORT_UNITS = date(2025, 8, 25), datetime(2025, 11, 24, 14, 10), 60
OVER_FROM, OVER_LOST, OVER_UNITS = date(2025, 10, 6), (date(2026, 2, 10), date(2026, 2, 12), date(2026, 2, 19)), 14


@dataclass(frozen=True)
class _Plan:
    at: datetime
    company: Company
    person: Person
    kind: str
    channel: str | None
    lead: Lead | None


def fill(build: Build, makers: Makers, crm: Crm, openings: Sequence[Opening]) -> None:
    """All deals in the order in which they were created: those that leads became, and those of customers and cold calls."""
    plans = [
        _Plan(
            opening.at,
            opening.lead.person.company,
            opening.lead.person,
            "new_business",
            opening.lead.row["channel"],
            opening.lead,
        )
        for opening in openings
    ]
    for plan in plans:
        if plan.company in crm.by_company and crm.by_company[plan.company]["is_customer"]:
            plans[plans.index(plan)] = _Plan(plan.at, plan.company, plan.person, "expansion", plan.channel, plan.lead)
    plans += _without_lead(build, makers, round(PER_LEAD * build.size) - len(plans))
    plans.sort(key=lambda plan: (plan.at, plan.company.domain))
    for number, plan in enumerate(plans, start=1):
        build.deals.append(_deal(build, crm, f"D-{number:05}", plan))
    _tell_commits(build)


def _without_lead(build: Build, makers: Makers, count: int) -> list[_Plan]:
    stream = build.stream("without lead")
    sums = list(accumulate(weight(day, 0.0) for day in DAYS))
    plans = []
    for _ in range(count):
        day = DAYS[min(bisect_right(sums, stream.share() * sums[-1]), len(DAYS) - 1)]
        at = clock(day, stream, 8.6, 15.0 if day == LAST_DAY else 17.0).replace(second=0)
        if stream.chance(0.68):
            company = stream.pick(build.customers)
            person = stream.pick(company.people)
            kind = "expansion" if stream.chance(0.7) else "replacement"
            plans.append(_Plan(at, company, person, kind, None, None))
        else:
            company = makers.company()
            plans.append(_Plan(at, company, makers.person(company), "new_business", "Cold call", None))
    return plans


def _deal(build: Build, crm: Crm, deal_id: str, plan: _Plan) -> Deal:
    stream, company, lead = build.stream("deals"), plan.company, plan.lead
    currency = CURRENCIES.get(company.country, "EUR")
    account, contact = crm.account(company, plan.at), crm.contact(plan.person, plan.at)
    crm.by_company[company]["_used"] = crm.by_person[plan.person]["_used"] = True
    product = _product(build, company)
    owner = team.seller(build, company.country, plan.at.date())
    row: Row = {
        "deal_id": deal_id,
        "name": f"{company.name}: {BY_ID[product].name}",
        "pipeline": "partner" if lead and lead.row["vendor"] and plan.channel == "Reseller" else "direct",
        "kind": plan.kind,
        "channel": plan.channel if plan.channel in WORDS else None,  # not every word of a lead is one of the CRM
        "currency": currency,
        "created_at": plan.at,
        "owner_id": owner,
        "account_id": account,
        "contact_id": contact,
        "lead_id": lead.row["lead_id"] if lead else None,
        "campaign_id": lead.row["campaign_id"] if lead else None,
        "product_id": product,
        "is_deleted": False,
    }
    need = (0.22 * lead.need if lead else 0.25 if plan.kind != "new_business" else -0.25) + 0.25 * stream.normal()
    deal = Deal(row, company, owner, plan.at, need, lead, plan.person, agreed.process(plan.at.date()))
    deal.lines = _lines(build, deal_id, product, currency)
    if lead is not None:
        lead.deal = deal
        lead.row |= {"converted_deal_id": deal_id, "converted_contact_id": contact, "converted_account_id": account}
    _contacts(build, crm, deal)
    return deal


def _product(build: Build, company: Company) -> str:
    weights = {
        product.id: product.weight * (2.2 if company.industry in product.fits else 1.0)
        for product in PRODUCTS
        if product.weight
    }
    return build.stream("products").weighted(weights)


def _lines(build: Build, deal_id: str, product: str, currency: str) -> list[Row]:
    """What would be delivered: the product, sometimes another, often service kits."""
    stream = build.stream("lines")
    wanted = {product: max(1, round(stream.around(BY_ID[product].quantity, 0.65)))}
    if stream.chance(0.14):
        other = stream.pick(("P-100", "P-110", "P-200", "P-210"))
        wanted.setdefault(other, stream.between(1, 6))
    if stream.chance(0.3):
        wanted[SERVICE_KIT] = stream.between(1, 12)
    discount = stream.pick((0.0, 0.0, 0.0, 0.03, 0.05, 0.08))
    return [line(deal_id, item, quantity, currency, discount) for item, quantity in wanted.items()]


def line(deal_id: str, product: str, quantity: int, currency: str, discount: float) -> Row:
    """One line of a deal, at the list price less a discount."""
    price = round(in_currency(BY_ID[product].price, currency) * (1 - discount), 2)
    return {"deal_id": deal_id, "product_id": product, "quantity": quantity, "unit_price": price}


def total(deal: Deal) -> float:
    """What the lines of a deal add up to."""
    return round(sum(row["quantity"] * row["unit_price"] for row in deal.lines), 2)


def _contacts(build: Build, crm: Crm, deal: Deal) -> None:
    """Who has a say: the person itself, and colleagues that the CRM knows already."""
    stream = build.stream("roles")
    assert deal.person is not None
    people = [deal.person, *(one for one in deal.company.people if one.contact_id and one is not deal.person)][:3]
    for place, person in enumerate(people):
        if place and not stream.chance(0.6):
            continue
        crm.by_person[person]["_used"] = True
        build.add(
            "deal_contacts",
            deal_id=deal.id,
            contact_id=person.contact_id,
            role=stream.weighted(ROLES),
            is_primary=place == 0,
        )


def _tell_commits(build: Build) -> None:
    """Two commits that stock did not survive.

    Short: in November 2025 sixty controllers are promised to a customer for Christmas, while the warehouse holds about twenty
    (`orders`, `stock`); they do not come, a service case opens, and in January the customer cancels.
    Over: in January 2026 the optimist commits three deals over fourteen analysers each; the analysers are bought, the deals are lost.
    """
    candidates = [
        deal
        for deal in build.deals
        if deal.lead is None and deal.row["kind"] == "expansion" and deal.row["currency"] == "EUR"
    ]
    short = next(deal for deal in candidates if deal.created.date() >= SHORT_FROM and deal.company.country in team.DACH)
    _force(short, CONTROLLER, SHORT_UNITS, "won", team.PULLER)
    over = [deal for deal in candidates if deal.created.date() >= OVER_FROM and deal.company.country not in team.DACH]
    for number, deal in enumerate(over[: len(OVER_LOST)]):
        _force(deal, ANALYSER, OVER_UNITS, f"lost {number}", team.OPTIMIST)


def _force(deal: Deal, product: str, units: int, what: str, owner: str) -> None:
    deal.told, deal.forced, deal.owner = True, what, owner
    deal.row |= {"owner_id": owner, "product_id": product, "name": f"{deal.company.name}: {BY_ID[product].name}"}
    deal.lines = [line(deal.id, product, units, deal.row["currency"], 0.05)]
