"""Leads as they come in: when, from where, who.

Belongs here: what a delivery brings. Does not belong here: what becomes of it (see `funnel`), planted defects (see `defects`).
Everything here keeps to the brief in force, except the story's café and small workshops.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from orchestration.extract.demo import agreed, browsers, story
from orchestration.extract.demo.build import DEFECT, Build, Company, Lead, Person, Row
from orchestration.extract.demo.calendar import DAYS, LAST, LAST_DAY, clock, quarter, weight
from orchestration.extract.demo.catalogue import INDUSTRIES
from orchestration.extract.demo.marketing import (
    CAFE,
    CHEAP,
    FAIRS,
    MITTELSTAND,
    ORIGINS,
    RESELLERS,
    WEBINARS,
    Campaigns,
    Fair,
    Origin,
)  # fmt: skip
from orchestration.extract.demo.names import COUNTRY_WORDS
from orchestration.extract.demo.people import COUNTRIES, Makers
from orchestration.extract.demo.team import DACH, DESK

Brief = tuple[str, int] | None

RESELLER_COUNTRIES = dict(zip(RESELLERS, ("DE", "AT", "NL"), strict=True))
SENIORITY_NEEDS = {"c_level": 0.15, "director": 0.35, "manager": 0.1, "specialist": -0.15, "assistant": -0.6}
IN_CAFE = Origin("Content syndication", "other", 0.0, -4.0, 0, CAFE, "F-partner", "/white-papers")


@dataclass(frozen=True)
class Slot:
    """One lead to be: when it was created and delivered, and in which of the story's places."""

    delivered: datetime
    created: datetime
    origin: Origin
    vendor: str | None
    fair: Fair | None = None
    sitting: int | None = None

    @property
    def brief(self) -> Brief:
        return agreed.brief(self.origin.channel, self.vendor, self.delivered)


def fill(build: Build, makers: Makers) -> None:
    """All leads, in the order in which they were delivered."""
    slots = sorted(_slots(build), key=lambda slot: (slot.delivered, slot.created))
    campaigns = Campaigns(build)
    people = _People(build, makers)
    sittings: dict[int, list[Lead]] = {}
    for number, slot in enumerate(slots, start=1):
        person = people.of(slot)
        lead = Lead(_row(build, f"L-{number:06}", slot, person, campaigns), person)
        lead.need = _need(build, slot.origin, person)
        build.leads.append(lead)
        if slot.sitting is not None:
            lead.told = True
            sittings.setdefault(slot.sitting, []).append(lead)
        elif slot.brief == ("default", 2) and (lead.row["employees"] or agreed.FEWEST) < agreed.FEWEST:
            lead.told = True
            build.tell("clause_enough_people", "lead", lead.row["lead_id"], DEFECT, "story: workshops as before")
    story.tell_cafe(build, list(sittings.values()))
    build.tables["leads"] = [lead.row for lead in build.leads]


def _slots(build: Build) -> list[Slot]:
    sittings = story.cafe_sessions(build)
    slots = [
        Slot(moment + timedelta(seconds=90), moment, IN_CAFE, CAFE, sitting=number)
        for number, moments in enumerate(sittings)
        for moment in moments
    ]
    left, shares = build.size - len(slots), sum(origin.share for origin in ORIGINS)
    for origin in ORIGINS:
        count = round(left * origin.share / shares)
        left, shares = left - count, shares - origin.share
        slots += _fair_slots(build, origin, count) if origin.channel == "event" else _origin_slots(build, origin, count)
    return slots


def _origin_slots(build: Build, origin: Origin, count: int) -> list[Slot]:
    stream = build.stream(f"when {origin.word} {origin.vendor}")
    days = [day for day in DAYS if origin.begins <= day <= origin.ends]
    sums = list(accumulate(weight(day, 0.3 if origin.is_form else 0.0) for day in days))
    slots = []
    for _ in range(count):
        day = days[min(bisect_right(sums, stream.share() * sums[-1]), len(days) - 1)]
        is_live = origin.channel == "email" and stream.chance(0.7)
        if is_live:
            day = stream.pick(WEBINARS)
        created = _created(build, origin, day, is_live)
        slots.append(Slot(_delivered(build, origin, created), created, origin, _vendor(build, origin)))
    return slots


def _created(build: Build, origin: Origin, day: date, is_live: bool) -> datetime:
    stream = build.stream("hours")
    latest = 16.5 if day == LAST_DAY else 22.0
    if is_live:  # before, during and after the webinar at ten
        return clock(day, stream, 8.0, 14.0)
    if not origin.is_form:
        return clock(day, stream, 8.6, min(latest, 17.0))
    early, late = clock(day, stream, 6.5, latest), clock(day, stream, 6.5, latest)
    return early + (late - early) / 2 if early < late else late + (early - late) / 2


def _delivered(build: Build, origin: Origin, created: datetime) -> datetime:
    """Forms at once; white papers of vendors by a list on the next morning."""
    if origin.vendor in (CHEAP, MITTELSTAND, CAFE):
        listed = datetime.combine(created.date() + timedelta(days=1), time(7, 0))
        if listed < LAST:
            return listed + timedelta(seconds=build.stream("lists").below(240))
    return (created + timedelta(seconds=45 + build.stream("lists").below(150))).replace(microsecond=0)


def _vendor(build: Build, origin: Origin) -> str | None:
    return (
        build.stream("resellers").weighted(dict(zip(RESELLERS, (5, 3, 2), strict=True)))
        if origin.channel == "partner"
        else origin.vendor
    )


def _fair_slots(build: Build, origin: Origin, count: int) -> list[Slot]:
    """Talked to on one of the days, all uploaded in one minute."""
    stream = build.stream("fairs")
    slots = []
    for number in range(count):
        fair = FAIRS[0] if number < FAIRS[0].share * count else FAIRS[1]
        day = fair.begins + timedelta(days=stream.below((fair.ends - fair.begins).days + 1))
        slots.append(
            Slot(datetime.combine(fair.uploaded, time(16, 40)), clock(day, stream, 9.5, 17.5), origin, None, fair)
        )
    return slots


class _People:
    """Who comes: somebody new, a colleague, now and then somebody who was here before."""

    def __init__(self, build: Build, makers: Makers) -> None:
        self._build = build
        self._makers = makers
        self._stream = build.stream("who")
        self._last: dict[Person, date] = {}

    def of(self, slot: Slot) -> Person:
        person = (None if slot.sitting is not None else self._returning(slot)) or self._new(slot)
        self._last[person] = slot.delivered.date()
        return person

    def _returning(self, slot: Slot) -> Person | None:
        """Somebody whose last lead is older than the brief looks back."""
        if slot.brief is None or len(self._build.leads) < 100 or not self._stream.chance(0.04):
            return None
        for _ in range(4):
            earlier = self._stream.pick(self._build.leads)
            gap = (slot.delivered.date() - self._last[earlier.person]).days
            if not earlier.told and gap > agreed.LIMITS[slot.brief[0]] + 5 and self._fits(slot, earlier.person.company):
                return earlier.person if _senior_enough(slot, earlier.person) else None
        return None

    def _new(self, slot: Slot) -> Person:
        company = None
        if self._build.companies and self._stream.chance(0.22):
            company = self._stream.pick(self._build.companies)
            if not self._fits(slot, company):
                company = None
        seniorities = agreed.SENIORITIES if slot.brief == ("events", 1) else ()
        return self._makers.person(company or self._company(slot), seniorities)

    def _company(self, slot: Slot) -> Company:
        countries = _countries(slot)
        if slot.brief == ("default", 2):
            small = slot.sitting is None and story.is_small(self._build, slot.vendor, slot.delivered.date())
        else:
            small = slot.sitting is None and slot.brief != ("dach_kontakt", 1) and self._stream.chance(0.07)
        largest = agreed.MOST if slot.brief == ("dach_kontakt", 1) else 5000
        return self._makers.company(countries, largest=largest, small=small)

    @staticmethod
    def _fits(slot: Slot, company: Company) -> bool:
        if company.country not in _countries(slot):
            return False
        if slot.brief == ("dach_kontakt", 1):
            return agreed.FEWEST <= company.employees <= agreed.MOST
        return slot.brief != ("default", 2) or company.employees >= agreed.FEWEST


def _countries(slot: Slot) -> tuple[str, ...]:
    """Where leads of a slot come from, so that they keep to their brief."""
    if slot.brief == ("dach_kontakt", 1) or slot.sitting is not None:
        return DACH
    if slot.vendor in RESELLER_COUNTRIES:
        return (RESELLER_COUNTRIES[slot.vendor],)
    left_out = agreed.LEFT_OUT if slot.brief == ("default", 2) else ()
    return tuple(country for country in COUNTRIES if country not in left_out)


def _senior_enough(slot: Slot, person: Person) -> bool:
    return slot.brief != ("events", 1) or person.seniority in agreed.SENIORITIES


def _need(build: Build, origin: Origin, person: Person) -> float:
    """How likely somebody buys, as logits around 0."""
    size = 0.18 * math.log(person.company.employees / 110)
    return (
        origin.need
        + INDUSTRIES[person.company.industry][1]
        + SENIORITY_NEEDS[person.seniority]
        + size
        + 0.6 * build.stream("need").normal()
    )


def _row(build: Build, lead_id: str, slot: Slot, person: Person, campaigns: Campaigns) -> Row:
    stream, company, brief = build.stream("forms"), person.company, slot.brief and slot.brief[0]
    is_default = brief in ("default", None)
    is_form = slot.origin.is_form
    country: str | None = COUNTRY_WORDS[company.country] if stream.chance(0.12) else company.country
    if is_default and slot.sitting is None and stream.chance(0.01):
        country = None
    ip_country: str | None = company.country if is_form else None
    if is_form and stream.chance(0.05):  # a tunnel that nobody can place, or somebody on the road
        ip_country = stream.pick((None, None, "DE", "FR", "NL"))
    first: str | None = person.first
    if is_form and stream.chance(0.02):
        first = None
    campaign = campaigns.of(slot.origin.word, slot.vendor, slot.created.date())
    employees: int | None = company.employees
    if is_default and slot.sitting is None and company.employees >= agreed.FEWEST and stream.chance(0.04):
        employees = None
    row: Row = {
        "_file": slot.fair.file if slot.fair else f"leads_{quarter(slot.delivered.date())}.csv",
        "lead_id": lead_id,
        "created_at": slot.created.replace(microsecond=0),
        "delivered_at": slot.delivered,
        "email": person.email,
        "phone": person.phone,
        "first_name": first,
        "last_name": person.last,
        "company": company.name,
        "domain": None if stream.chance(0.15) else company.domain,
        "title": None if stream.chance(0.08) else person.title,
        "seniority": None if brief != "events" and stream.chance(0.06) else person.seniority,
        "country": country,
        "region": None if stream.chance(0.1) else company.region,
        "city": None if stream.chance(0.25) else company.city,
        "industry": company.industry,
        "employees": employees,
        "campaign_id": campaign,
        "vendor": slot.vendor,
        "channel": slot.origin.word,
        "owner_id": build.stream("desk").weighted(DESK),
        "consent": True if is_form or stream.chance(0.7) else None,
        "do_not_contact": stream.chance(0.01),
        "ip_address": company.ip if is_form else None,
        "ip_country": ip_country,
        **(browsers.told(build.stream("browsers"), company.country) if is_form else {}),
        "form_id": slot.origin.form,
        "landing_page": slot.origin.page,
        "is_test": False,
        "is_deleted": False,
    }
    if slot.sitting is not None:
        row |= {"ip_address": story.CAFE_ADDRESS, "ip_country": story.CAFE_COUNTRY, "country": company.country}
        row |= browsers.told(build.stream("browsers"), story.CAFE_COUNTRY)
    return row
