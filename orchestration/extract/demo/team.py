"""The people who sell, and what each is known for.

Belongs here: the team, how well and how fast each sells, coaching. The story's reps (see `story`) are marked by what they do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.extract.demo.build import Build
from orchestration.extract.demo.calendar import clock, workday

HEAD, DACH_LEAD, WEST_LEAD, DESK_LEAD = "R-01", "R-02", "R-03", "R-04"
STAR, SKIPPER, PUSHER, PULLER, SANDBAGGER, COACHED = "R-10", "R-11", "R-12", "R-13", "R-14", "R-15"
OPTIMIST, LEFT, NEW_SKIPPER, NORTH, OVERSEAS = "R-16", "R-17", "R-18", "R-19", "R-20"

LEFT_ON = date(2026, 2, 27)
COACHED_FROM, COACHED_UNTIL = date(2025, 9, 3), date(2026, 2, 18)

DACH = ("DE", "AT", "CH")
WEST = ("NL", "BE", "FR", "IT", "ES", "PT")


@dataclass(frozen=True)
class Rep:
    """One of the team. `skill` shifts the odds of every step (in logits), `pace` stretches how long it takes."""

    id: str
    name: str
    team: str
    region: str
    manager: str | None
    role: str
    hired: date
    skill: float = 0.0
    pace: float = 1.0
    answers: float = 120.0  # at the desk: median minutes to the first answer


REPS = [
    Rep(HEAD, "Vera Stolzenrath", "Sales", "Europe", None, "head", date(2016, 4, 1)),
    Rep(DACH_LEAD, "Henrik Eichbrink", "Sales DACH", "DACH", HEAD, "manager", date(2018, 9, 1)),
    Rep(WEST_LEAD, "Marit Wendström", "Sales International", "West", HEAD, "manager", date(2019, 2, 1)),
    Rep(DESK_LEAD, "Onno Tannbach", "Desk", "Europe", HEAD, "manager", date(2020, 6, 1)),
    Rep("R-05", "Pia Feldhorst", "Desk", "Europe", DESK_LEAD, "desk", date(2022, 1, 10), 0.15, 1.0, 35),
    Rep("R-06", "Till Grauwick", "Desk", "Europe", DESK_LEAD, "desk", date(2023, 3, 1), 0.0, 1.0, 140),
    Rep("R-07", "Runa Lohmeister", "Desk", "Europe", DESK_LEAD, "desk", date(2021, 8, 1), 0.1, 1.0, 70),
    Rep("R-08", "Ivo Sandkamp", "Desk", "Europe", DESK_LEAD, "desk", date(2024, 5, 1), -0.15, 1.0, 320),
    Rep(STAR, "Jette Nordthal", "Sales DACH", "DACH", DACH_LEAD, "account executive", date(2017, 3, 1), 0.35, 0.9),
    Rep(SKIPPER, "Falk Blumhof", "Sales DACH", "DACH", DACH_LEAD, "account executive", date(2019, 10, 1), -0.05, 0.75),
    Rep(PUSHER, "Gesa Rothkamp", "Sales DACH", "DACH", DACH_LEAD, "account executive", date(2020, 1, 15), -0.1, 1.2),
    Rep(PULLER, "Malte Heinauer", "Sales DACH", "DACH", DACH_LEAD, "account executive", date(2018, 5, 1), 0.05),
    Rep(SANDBAGGER, "Ragna Kernloh", "Sales DACH", "DACH", DACH_LEAD, "account executive", date(2016, 11, 1), 0.2),
    Rep(COACHED, "Nils Waldrath", "Sales DACH", "DACH", DACH_LEAD, "account executive", date(2023, 9, 1), -0.55, 1.15),
    Rep(OPTIMIST, "Cedric Klarstein", "Sales International", "West", WEST_LEAD, "account executive", date(2021, 4, 1), -0.1),
    Rep(LEFT, "Dario Ostmann", "Sales International", "West", WEST_LEAD, "account executive", date(2022, 7, 1), 0.0, 1.1),
    Rep(NEW_SKIPPER, "Lene Brandgart", "Sales International", "North", WEST_LEAD, "account executive", date(2025, 6, 2), -0.1, 0.9),
    Rep(NORTH, "Arne Dornwick", "Sales International", "North", WEST_LEAD, "account executive", date(2019, 1, 7), 0.1),
    Rep(OVERSEAS, "Fiona Markdahl", "Sales International", "North", WEST_LEAD, "account executive", date(2020, 9, 1), 0.15),
]  # fmt: skip
BY_ID = {rep.id: rep for rep in REPS}
DESK = {"R-05": 1.0, "R-06": 1.0, "R-07": 1.0, "R-08": 0.8}
ILL, ILL_SINCE = "R-08", date(2026, 5, 26)  # nobody takes over what comes in for them
TOPICS = ("qualifying questions", "who decides", "price conversation", "next step with a date")


def seller(build: Build, country: str, day: date) -> str:
    """Who gets a new deal of a country on a day: neither somebody who left nor somebody who is yet to come."""
    if country in DACH:
        weights = {STAR: 1.3, SKIPPER: 1.0, PUSHER: 1.0, PULLER: 1.35, SANDBAGGER: 0.9, COACHED: 0.9}
    elif country in WEST:
        weights = {OPTIMIST: 1.0, LEFT: 1.0 if day < LEFT_ON - timedelta(days=10) else 0.0}
    else:
        weights = {NEW_SKIPPER: 1.0 if day >= BY_ID[NEW_SKIPPER].hired else 0.0, NORTH: 1.0, OVERSEAS: 1.1}
    return build.stream("sellers").weighted({rep: share for rep, share in weights.items() if share})


def skill(rep: str, day: date) -> float:
    """How well somebody sells on a day. Coaching takes half a year to work in full, and it stays."""
    base = BY_ID[rep].skill
    if rep != COACHED or day <= COACHED_FROM:
        return base
    learnt = min(1.0, (day - COACHED_FROM).days / (COACHED_UNTIL - COACHED_FROM).days)
    return base + 0.95 * learnt


def fill(build: Build) -> None:
    """Owners, and coaching: every second week for the one who needed it, now and then for the others."""
    for rep in REPS:
        build.add(
            "owners",
            owner_id=rep.id,
            name=rep.name,
            email=f"{rep.name.lower().replace(' ', '.').replace('ö', 'oe')}@lindwerk.demo",
            team=rep.team,
            region=rep.region,
            manager_id=rep.manager,
            role=rep.role,
            is_active=rep.id != LEFT,
            hired_on=rep.hired,
        )
    stream = build.stream("coaching")
    held = [(workday(COACHED_FROM + timedelta(days=14 * turn)), COACHED, TOPICS[turn % 4]) for turn in range(13)]
    held += [(workday(date(2025, 2 + 3 * turn, 11)), rep, TOPICS[0]) for turn in range(4) for rep in (NORTH, OPTIMIST)]
    for number, (day, rep, topic) in enumerate(sorted(held), start=1):
        build.add(
            "coaching_sessions",
            session_id=f"B-{number:03}",
            owner_id=rep,
            topic=topic,
            held_at=clock(day, stream).replace(second=0),
            kind="one to one" if rep == COACHED else "ride along",
        )
