"""What happened at the company, with its dates. Each part says in its docstring what it tells and where it is told.

Belongs here: the parts that concern leads. Deals' part is told where deals are made (`selling`, `orders`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from orchestration.extract.demo import agreed
from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Build, Lead
from orchestration.extract.demo.calendar import is_workday
from orchestration.extract.demo.marketing import CHEAP

CAFE_FROM, CAFE_UNTIL = date(2025, 7, 14), date(2025, 12, 19)
CAFE_ADDRESS, CAFE_COUNTRY = "203.0.113.77", "IN"
CAFE_SHARE = 0.044  # of all leads
SESSIONS = (6, 3, 14, 5, 8, 2, 11, 4, 7, 9)  # leads in one sitting, over and over
SMALL_FROM, SMALL_UNTIL = agreed.CHANGED, date(2025, 10, 2)


def cafe_sessions(build: Build) -> list[list[datetime]]:
    """The internet café.

    Until 13 July 2025 Brightleads delivers people who read a white paper. From the 14th on all its leads come from one address in
    Bangalore: somebody sits there, opens the form, and fills in names of German, Austrian and Swiss companies, up to 14 an hour.
    Marketing sees the country that the form says and pays; sales calls, and rejects nearly all. Version 2 of the brief asks where the form
    was filled in and how many leads one address may bring. In December 2025 the contract ends.

    Returns:
        When each lead of each sitting was filled in. A sitting lasts at most 50 minutes; two are at least three hours apart.
    """
    stream = build.stream("cafe")
    days = [CAFE_FROM + timedelta(days=number) for number in range((CAFE_UNTIL - CAFE_FROM).days + 1)]
    days = [day for day in days if is_workday(day)]
    wanted = round(CAFE_SHARE * build.size)
    sizes: list[int] = []
    while wanted > 0:
        sizes.append(min(SESSIONS[len(sizes) % len(SESSIONS)], wanted))
        wanted -= sizes[-1]
    sittings = []
    for number, size in enumerate(sizes):
        # Spread over the days; a day has room for four.
        turn, round_ = number * len(days) // len(sizes), 0
        if len(sizes) > len(days):
            turn, round_ = number % len(days), number // len(days)
        begins = datetime.combine(days[turn], time(5)) + timedelta(hours=3.5 * round_, seconds=stream.below(1500))
        step = 3000 // 14
        sittings.append([begins + timedelta(seconds=place * step + stream.below(step - 20)) for place in range(size)])
    return sittings[: 4 * len(days)]


def tell_cafe(build: Build, sittings: list[list[Lead]]) -> None:
    """The key of the café: what it brought before version 2 conforms, what it brought afterwards breaks two rules."""
    for leads in sittings:
        for lead in leads:
            row = lead.row
            if lead.at.date() < agreed.CHANGED:
                build.tell(
                    "clause_ip_in_our_countries",
                    "lead",
                    row["lead_id"],
                    NEAR_MISS,
                    "café, before version 2 asked for it",
                )
                if len(leads) > agreed.BURST:
                    build.tell(
                        "burst_from_one_address",
                        "lead",
                        row["lead_id"],
                        NEAR_MISS,
                        "café, before version 2 had a limit",
                    )
                continue
            build.tell("clause_ip_in_our_countries", "lead", row["lead_id"], DEFECT, "story: the café")
            kind = DEFECT if len(leads) > agreed.BURST else NEAR_MISS
            build.tell(
                "burst_from_one_address",
                "lead",
                row["lead_id"],
                kind,
                f"story: {len(leads)} in one sitting at the café",
            )


def is_small(build: Build, vendor: str | None, delivered: date) -> bool:
    """The quarrel goes on: for seven weeks after version 2 the cheapest vendor goes on delivering workshops of a few people, as always."""
    return vendor == CHEAP and SMALL_FROM <= delivered <= SMALL_UNTIL and build.stream("small").chance(0.9)
