"""Planted defects of deliveries: at least five of every rule, and as many that come near and do not break it.

Belongs here: which leads get what is planted (see `plants`), and what takes more than one lead: duplicates, bursts. Does not belong here:
the story's breaks (see `story`), deals and outcomes (see `defects_of_deals`). Everything planted is told in the key; what a plant breaks
beside its own rule is told there as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from orchestration.extract.demo import agreed, browsers, plants_of_forms, plants_of_introductions
from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Build, Kind, Lead
from orchestration.extract.demo.calendar import LAST
from orchestration.extract.demo.layout import local, utc
from orchestration.extract.demo.marketing import ORIGINS
from orchestration.extract.demo.plants import BROKEN, FAIRS, LEFT_OUT, NEARLY, NEARLY_LEFT_OUT, V1, V2, Brief, Plant

CHANNELS = {origin.word: origin.channel for origin in ORIGINS}


class Planter:
    """Takes leads that are nobody's yet, and tells the key what it did to them."""

    def __init__(self, build: Build) -> None:
        self.build = build
        seen = Counter(lead.person for lead in build.leads)
        self._free: dict[Brief, list[Lead]] = {}
        for lead in build.stream("planting").shuffled(build.leads):
            if lead.told or seen[lead.person] > 1 or lead.at > LAST - timedelta(days=2):
                continue
            row = lead.row
            brief = agreed.brief(CHANNELS[row["channel"]], row["vendor"], lead.at)
            # A value that is missing by chance would be a second thing to tell of the lead.
            if (
                row["country"]
                and (row["employees"] or 0) >= agreed.FEWEST
                and (row["ip_country"] or not row["ip_address"])
            ):
                self._free.setdefault(brief, []).append(lead)

    def take(self, brief: Brief, fits: Callable[[Lead], bool]) -> Lead:
        """A lead under a brief; nothing else is planted there."""
        for place, lead in enumerate(self._free.get(brief, [])):
            if fits(lead):
                lead.told = True
                return self._free[brief].pop(place)
        raise ValueError(f"no lead is left to plant under {brief}: ask for more leads than {self.build.size}")

    def take_all(self, leads: Sequence[Lead]) -> None:
        for lead in leads:
            lead.told = True
            next(free for free in self._free.values() if lead in free).remove(lead)

    def free(self, brief: Brief) -> list[Lead]:
        return self._free.get(brief, [])

    def set(self, lead: Lead, columns: dict[str, Any]) -> None:
        """Set columns of a lead; `{domain}` in a text is its company's."""
        row = lead.row
        for column, value in columns.items():
            row[column] = value.format(domain=lead.person.company.domain) if isinstance(value, str) else value
        # The contact that a lead becomes has what the lead brought.
        lead.person.email, lead.person.phone = row["email"], row["phone"]

    def tell(self, rule: str, lead: Lead, kind: Kind, note: str) -> None:
        self.build.tell(rule, "lead", lead.row["lead_id"], kind, note)


def _anybody(_: Lead) -> bool:
    return True


def _without_deal(lead: Lead) -> bool:
    return lead.deal is None


def _is_nobodys(lead: Lead) -> bool:
    return not lead.told and lead.deal is None


def _has_phone(lead: Lead) -> bool:
    return lead.row["phone"] is not None


def _with_phone(fits: Callable[[Lead], bool]) -> Callable[[Lead], bool]:
    return lambda lead: fits(lead) and _has_phone(lead)


def plant_deliveries(build: Build) -> Planter:
    """Plant what is wrong with single leads as they come in, duplicates and bursts; returns who has leads left for more."""
    planter = Planter(build)
    _values(planter, DEFECT, BROKEN)
    _values(planter, NEAR_MISS, NEARLY)
    _not_contactable(planter)
    _duplicates(planter)
    _bursts(planter)
    _values(planter, DEFECT, LEFT_OUT)
    _values(planter, NEAR_MISS, NEARLY_LEFT_OUT)
    return planter


def plant_forms(planter: Planter) -> None:
    """Plant what is wrong with how forms were filled in: in leads that became no deal, once it is known what became of all."""
    _values(planter, DEFECT, plants_of_forms.BROKEN, _without_deal)
    _values(planter, NEAR_MISS, plants_of_forms.NEARLY, _without_deal)


def plant_introductions(planter: Planter) -> None:
    """Plant what is nearly wrong with introductions: in leads that nobody else took, once all others are planted."""
    _values(planter, NEAR_MISS, plants_of_introductions.NEARLY, _is_nobodys)


def plant_browsers(build: Build) -> None:
    """What browsers tell against the stated country, of leads from forms that robots filled in."""
    robots = {row.id for row in build.key if row.kind == DEFECT and row.rule_id in browsers.ROBOTS}
    leads = iter([lead for lead in build.leads if lead.row["lead_id"] in robots and lead.row["form_id"]])
    lists: tuple[tuple[list[browsers.Odd], Kind, Kind], ...] = (
        (browsers.CLOCKS, DEFECT, NEAR_MISS),
        (browsers.TONGUES, NEAR_MISS, DEFECT),
    )
    for odds, of_zone, of_language in lists:
        for odd in odds:
            lead = next(leads)
            country = lead.person.company.country
            (zone, of_clock), (language, of_tongue) = odd.timezone, odd.language
            lead.row["timezone"] = zone.format(zone=browsers.ZONES[country][0].upper())
            lead.row["language"] = language.format(country=country)
            build.tell("time_zone_contradicts_country", "lead", lead.row["lead_id"], of_zone, of_clock)
            build.tell("language_contradicts_country", "lead", lead.row["lead_id"], of_language, of_tongue)


def _values(
    planter: Planter, kind: Kind, lists: dict[str, list[Plant]], fits: Callable[[Lead], bool] = _anybody
) -> None:
    """Values that break a rule or come near, one lead each."""
    for rule, plants in lists.items():
        for plant in plants:
            # Who loses the address keeps a number, or a second rule would break.
            loses = plant.columns.get("email", "") is None and "phone" not in plant.columns
            needs_phone = loses or (rule == "email_invalid" and kind == DEFECT)
            lead = planter.take(plant.brief, _with_phone(fits) if needs_phone else fits)
            planter.set(lead, plant.columns)
            for told in (rule, *plant.also):
                planter.tell(told, lead, kind, plant.note)


def _not_contactable(planter: Planter) -> None:
    for brief in (V1, V2, V2):
        lead = planter.take(brief, _anybody)
        planter.set(lead, {"email": None, "phone": None})
        planter.tell("not_contactable", lead, DEFECT, "neither address nor number")
    for email, phone in (("nobody@nowhere", "12"), ("none", "+49 1")):
        lead = planter.take(V2, _anybody)
        planter.set(lead, {"email": email, "phone": phone})
        for rule in ("not_contactable", "email_invalid", "phone_invalid"):
            planter.tell(rule, lead, DEFECT, "neither a valid address nor a valid number")


PERSON = tuple(
    "email phone first_name last_name company domain title seniority country region city industry employees".split()
)
NUMBER, NAME, COMPANY = ("phone",), ("first_name", "last_name"), ("company", "domain")
# How long after the earlier lead, and what the two have in common.
AGAIN: list[tuple[Kind, timedelta, tuple[str, ...], str]] = [
    (DEFECT, timedelta(days=12), PERSON, "12 days later"),
    (DEFECT, timedelta(days=45), PERSON, "45 days later"),
    (DEFECT, timedelta(days=90), PERSON, "90 days later to the second"),
    (DEFECT, timedelta(days=30), PERSON, "30 days later, the address in capitals"),
    (DEFECT, timedelta(days=60), NUMBER, "60 days later, the same number written otherwise"),
    (NEAR_MISS, timedelta(days=90, minutes=1), PERSON, "90 days and a minute later"),
    (NEAR_MISS, timedelta(days=91), PERSON, "on day 91"),
    (NEAR_MISS, timedelta(days=120), PERSON, "long after the look-back"),
    (NEAR_MISS, timedelta(days=20), NAME, "the same name, another person"),
    (NEAR_MISS, timedelta(days=15), COMPANY, "a colleague"),
]


def _duplicates(planter: Planter) -> None:
    """The same person again, inside and just outside the days that the brief looks back."""
    for kind, gap, same, note in AGAIN:
        earlier, later = _pair(planter, gap, needs_phone=same == NUMBER)
        shared = {name: earlier.row[name] for name in same}
        if same == NUMBER:
            shared["phone"] = shared["phone"].replace(" ", "").replace("+", "00")
        if "capitals" in note:
            shared["email"] = shared["email"].upper()
        planter.set(later, shared)
        if same == PERSON:
            later.person = earlier.person
        planter.tell("duplicate_lead", later, kind, f"{note}: {earlier.row['lead_id']}")
    # At a trade fair the brief looks back 30 days only.
    fair = planter.take(FAIRS, lambda lead: lead.at.date() == date(2025, 9, 30))
    earlier = planter.take(V2, lambda lead: 31 < (fair.at - lead.at).days < 45)
    planter.set(fair, {name: earlier.row[name] for name in PERSON if name != "seniority"})
    fair.person = earlier.person
    planter.tell("duplicate_lead", fair, NEAR_MISS, f"after the fair's 30 days: {earlier.row['lead_id']}")


def _pair(planter: Planter, gap: timedelta, needs_phone: bool) -> tuple[Lead, Lead]:
    """Two leads that are some time apart to the second: the later one is moved there."""
    for later in list(planter.free(V2)):
        if later.at.date() < agreed.CHANGED + timedelta(days=3) or later.row["vendor"]:
            continue
        for earlier in list(planter.free(V2)) + list(planter.free(V1)):
            moved = local(utc(earlier.at) + gap)
            is_near = abs((moved - later.at).total_seconds()) < 5 * 3600 and 8 <= moved.hour < 20
            fits = earlier.person.company.country not in agreed.LEFT_OUT and (_has_phone(earlier) or not needs_phone)
            if is_near and fits:
                planter.take_all((earlier, later))
                later.row |= {"created_at": moved - timedelta(seconds=70), "delivered_at": moved}
                return earlier, later
    raise ValueError(f"no two leads are {gap} apart: ask for more leads than {planter.build.size}")


def _bursts(planter: Planter) -> None:
    """Colleagues at one desk after a webinar: six within an hour are too many, five are not, nor are six within 71 minutes."""
    groups: list[tuple[tuple[int, ...], Kind, str]] = [
        ((0, 7, 15, 21, 30, 38), DEFECT, "six colleagues within 40 minutes"),
        ((0, 12, 25, 37, 52), NEAR_MISS, "five colleagues within an hour"),
        ((0, 10, 20, 30, 40, 71), NEAR_MISS, "six colleagues, never more than five within an hour"),
    ]
    for number, (minutes, kind, note) in enumerate(groups):
        leads = of_one_week(planter, len(minutes))
        planter.take_all(leads)
        begins = leads[0].at.replace(hour=11, minute=3 + number)
        for lead, offset in zip(leads, minutes, strict=True):
            delivered = begins + timedelta(minutes=offset)
            lead.row |= {
                "ip_address": f"198.51.100.{11 + number}",
                "created_at": delivered - timedelta(seconds=60),
                "delivered_at": delivered,
            }
            planter.tell("burst_from_one_address", lead, kind, note)


def of_one_week(planter: Planter, count: int) -> list[Lead]:
    """Leads from forms, of one week; they are moved to the day of the first."""
    weeks: dict[int, list[Lead]] = {}
    for lead in planter.free(V2):
        found = weeks.setdefault((lead.at.date() - agreed.CHANGED).days // 7, [])
        if lead.row["vendor"] is None and lead.row["ip_address"]:
            found.append(lead)
            if len(found) == count:
                return found
    raise ValueError(f"no week has {count} leads to plant: ask for more leads than {planter.build.size}")
