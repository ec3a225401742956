"""What a deal leaves behind on its way: quotes, meetings, demos, mails.

Belongs here: quotes, and activities of deals. Does not belong here: calls to leads (see `funnel`), orders.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from orchestration.extract.demo import team
from orchestration.extract.demo.agreed import LOST, WON
from orchestration.extract.demo.build import Build, Deal
from orchestration.extract.demo.calendar import LAST, working
from orchestration.extract.demo.catalogue import from_year

QUIET = ("qualified",)
MEETINGS = {
    "discovery": ("meeting", 50),
    "solution": ("demo", 60),
    "feasibility": ("task", 30),
    "negotiation": ("meeting", 45),
}


def fill(build: Build) -> None:
    """Quotes and activities of every deal, numbered by time."""
    for deal in build.deals:
        _quotes(build, deal)
        _activities(build, deal)
    for entity, column, at in (("quotes", "quote_id", "requested_at"), ("activities", "activity_id", "occurred_at")):
        letter, digits = ("Q", 5) if entity == "quotes" else ("V", 6)
        rows = build.tables[entity]
        rows.sort(key=lambda row, at=at: row[at])
        for number, row in enumerate(rows, start=1):
            row[column] = f"{letter}-{number:0{digits}}"


def _quotes(build: Build, deal: Deal) -> None:
    """One quote at each entry of the proposal; the last one may be accepted."""
    stream = build.stream("quotes")
    sent = [moment for stage, moment in deal.stages if stage == "proposal"]
    for turn, moment in enumerate(sent):
        viewed = working(moment + timedelta(hours=stream.around(20, 0.8)), stream).replace(second=0)
        is_last = turn == len(sent) - 1
        build.add(
            "quotes",
            deal_id=deal.id,
            requested_at=moment - timedelta(hours=stream.between(3, 40)),
            sent_at=moment,
            viewed_at=viewed if viewed <= (deal.closed or LAST) and stream.chance(0.9) else None,
            accepted_at=deal.closed if deal.is_won and is_last else None,
            expires_at=moment + timedelta(days=30),
            amount=deal.row["amount"],
            currency=deal.row["currency"],
        )


def _activities(build: Build, deal: Deal) -> None:
    stream = build.stream("activities")
    ends = [moment for _, moment in deal.stages[1:]] + [LAST]
    for (stage, entered), left in zip(deal.stages, ends, strict=True):
        if stage in (WON, LOST):
            continue
        if stage in MEETINGS:
            kind, minutes = MEETINGS[stage]
            _activity(build, deal, kind, entered, left, minutes)
        if stage == "proposal":
            _activity(build, deal, "quote", entered, left, None)
        weeks = min(6, max(0, (left - entered).days // 7))
        for _ in range(weeks + (stage not in QUIET)):
            kind = stream.weighted({"Phone call": 4, "Mail": 5, "meeting": 1, "message": 1})
            _activity(build, deal, kind, entered, left, stream.between(5, 30) if kind == "Phone call" else 40)


def _activity(build: Build, deal: Deal, kind: str, begins: datetime, ends: datetime, minutes: int | None) -> None:
    stream = build.stream("activities")
    moment = working(begins + (ends - begins) * stream.share(), stream).replace(second=0)
    if not begins <= moment <= min(ends, LAST - timedelta(hours=1)):
        moment = begins
    if deal.owner == team.LEFT and moment.date() > team.LEFT_ON:
        return
    is_held = stream.chance(0.92)
    has_time = kind in ("Phone call", "meeting", "demo")
    lasts = timedelta(minutes=minutes or 0)
    outcome = {
        "Phone call": "talked" if stream.chance(0.6) else "no answer",
        "Mail": "replied" if stream.chance(0.45) else "no_reply",
        "meeting": "held" if is_held else "cancelled",
        "demo": "held" if is_held else "cancelled",
    }.get(kind)
    build.add(
        "activities",
        kind=kind,
        occurred_at=moment,
        duration_minutes=minutes if has_time and outcome != "cancelled" else None,
        starts_at=moment if has_time else None,
        ends_at=min(moment + lasts, LAST) if has_time else None,
        status="cancelled" if outcome == "cancelled" else "done",
        owner_id=deal.owner,
        contact_id=deal.row["contact_id"],
        deal_id=deal.id,
        direction="in" if kind in ("Mail", "message") and stream.chance(0.3) else "out",
        outcome=outcome,
        channel={"Phone call": "phone", "Mail": "e-mail", "message": "chat", "demo": "on site"}.get(kind, "video"),
        content_id=from_year(moment.date()) if kind == "quote" else None,
        is_automatic=False,
    )
