"""Planted defects of when leads came: together, in a rhythm, late, outside their campaign.

Belongs here: what takes a time, or more than one lead. Does not belong here: single values (see `plants`, `plants_of_forms`), bursts from
one address (see `defects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from orchestration.extract.demo import agreed
from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Kind, Lead
from orchestration.extract.demo.defects import Planter, of_one_week
from orchestration.extract.demo.layout import local, utc
from orchestration.extract.demo.plants import INTRODUCED, V1, V2, Brief

# A form of its own each, so that nothing else comes in between. Seconds after the first.
FORMS: list[tuple[str, Sequence[int], Kind, str]] = [
    (
        "F-raffle",
        (0, 210, 455, 600, 840, 1011, 1230, 1502, 1775, 1900, 2210, 2415, 2640, 2811, 3005, 3190),
        DEFECT,
        "sixteen within an hour",
    ),
    (
        "F-quiz",
        (0, 240, 500, 704, 990, 1211, 1450, 1702, 1985, 2120, 2411, 2655, 2840, 3015, 3420),
        NEAR_MISS,
        "fifteen within an hour",
    ),
]
RHYTHMS: list[tuple[str, Sequence[int], Kind, str]] = [
    ("F-survey", (0, 437, 874, 1311, 1748, 2185), DEFECT, "six, 437 seconds apart each"),
    ("F-poll", (0, 437, 874, 1311, 1749), NEAR_MISS, "the fifth a second late"),
    ("F-vote", (0, 0, 0, 0, 0), NEAR_MISS, "five at once"),
]


def plant_timing(planter: Planter) -> None:
    """Plant everything that is wrong with when leads came."""
    _groups(planter, "burst_from_one_form", FORMS)
    _groups(planter, "inhuman_rhythm", RHYTHMS)
    _twins(planter)
    _stale(planter)
    _outside_campaigns(planter)


def _groups(planter: Planter, rule: str, groups: Sequence[tuple[str, Sequence[int], Kind, str]]) -> None:
    for form, seconds, kind, note in groups:
        for lead, moment in _together(planter, seconds):
            lead.row["form_id"] = form
            _deliver(lead, moment)
            planter.tell(rule, lead, kind, note)


def _together(planter: Planter, seconds: Sequence[int]) -> list[tuple[Lead, datetime]]:
    leads = of_one_week(planter, len(seconds))
    planter.take_all(leads)
    begins = leads[0].at.replace(hour=7, minute=12, second=5)
    return [(lead, begins + timedelta(seconds=offset)) for lead, offset in zip(leads, seconds, strict=True)]


def _deliver(lead: Lead, moment: datetime) -> None:
    lead.row |= {"created_at": moment - timedelta(seconds=50), "delivered_at": moment}


PAYLOAD = ("first_name", "last_name", "company", "title")
# Seconds apart, what the second has of the first, whether both give one address.
TWINS: list[tuple[int, tuple[str, ...], Kind, str]] = [
    (45, PAYLOAD, DEFECT, "three quarters of a minute apart"),
    (1300, PAYLOAD, DEFECT, "twenty minutes apart"),
    (3599, PAYLOAD, DEFECT, "a second less than an hour apart"),
    (3600, PAYLOAD, NEAR_MISS, "an hour apart"),
    (600, PAYLOAD[:3], NEAR_MISS, "another title"),
    (600, PAYLOAD[2:], NEAR_MISS, "another name"),
]


def _twins(planter: Planter) -> None:
    """Somebody fills in the same again, and makes up an address for it."""
    for seconds, same, kind, note in TWINS:
        (first, begins), (second, moment) = _together(planter, (0, seconds))
        for lead, title in ((first, "Plant Manager"), (second, "Head of Dosing")):
            lead.row |= {"first_name": lead.person.first, "title": title}
        second.row |= {name: first.row[name] for name in same}
        for lead, at in ((first, begins), (second, moment)):
            _deliver(lead, at)
            planter.tell("identical_payloads", lead, kind, note)


def _stale(planter: Planter) -> None:
    """Leads that lay somewhere: longer than the brief allows, just as long, or under a brief that does not say."""
    limit, weeks = timedelta(days=agreed.STALE), timedelta(days=20)
    late: list[tuple[timedelta, Brief, Kind, str]] = [
        (limit + timedelta(seconds=1), V2, DEFECT, "a second more than the limit"),
        (limit + timedelta(days=1), V2, DEFECT, "a day more than the limit"),
        (weeks, V2, DEFECT, "three weeks"),
        (timedelta(days=31), V2, DEFECT, "a month"),
        (timedelta(days=55), V2, DEFECT, "eight weeks"),
        (limit, V2, NEAR_MISS, "exactly the limit"),
        (limit - timedelta(seconds=1), V2, NEAR_MISS, "a second less than the limit"),
        (limit - timedelta(days=1), V2, NEAR_MISS, "a day less than the limit"),
        (weeks, V1, NEAR_MISS, "three weeks, before version 2 asked for it"),
        (weeks, INTRODUCED, NEAR_MISS, "three weeks, introduced"),
    ]
    for gap, brief, kind, note in late:
        lead = planter.take(brief, lambda lead: lead.at.day > 3)
        lead.row["created_at"] = local(utc(lead.at) - gap)
        planter.tell("stale_on_arrival", lead, kind, note)


def _outside_campaigns(planter: Planter) -> None:
    """Leads of a campaign that is over, or did not begin yet: a day beyond the days of grace, and the last of them."""
    beside: list[tuple[int, Kind, str]] = [
        (agreed.GRACE + 1, DEFECT, "a day beyond the grace"),
        (agreed.GRACE, NEAR_MISS, "the last day of grace"),
    ]
    for days, kind, note in beside:
        for _ in range(5):
            lead, campaign = _beside_a_campaign(planter, days)
            planter.take_all((lead,))
            lead.row["campaign_id"] = campaign
            planter.tell("outside_campaign_dates", lead, kind, note)


def _beside_a_campaign(planter: Planter, days: int) -> tuple[Lead, str]:
    for lead in planter.free(V2):
        day = lead.at.date()
        for campaign in planter.build.tables["campaigns"]:
            after = campaign["ends_on"] is not None and (day - campaign["ends_on"]).days == days
            if after or (campaign["starts_on"] - day).days == days:
                return lead, campaign["campaign_id"]
    raise ValueError(f"no lead is {days} days beside a campaign: ask for more leads than {planter.build.size}")
