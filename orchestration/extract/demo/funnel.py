"""What becomes of a lead: who answers when, what sales decides, which leads turn into deals.

Belongs here: answers, decisions, the lead's status history, calls to leads. Does not belong here: deals (see `selling`).
Causes that are true here, for later analyses to find: the first answer's delay, the hour of the first call, several channels before the
form, industry, size, seniority, channel and vendor, and who at the desk answers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestration.extract.demo import agreed
from orchestration.extract.demo.build import Build, Lead
from orchestration.extract.demo.calendar import LAST, working
from orchestration.extract.demo.marketing import CAFE
from orchestration.extract.demo.team import BY_ID, ILL, ILL_SINCE

UNTOUCHED, WORKING, ACCEPTED, REJECTED, RECYCLED, QUALIFIED, CONVERTED = (
    "Untouched", "In progress", "Sales accepted", "Rejected", "Back to marketing", "Qualified", "Converted",
)  # fmt: skip
BASE = -1.25  # logits of converting, before everything else
AN_HOUR = 0.3  # logits lost when the first answer comes an hour later; each doubling of the delay loses as much again
REACHED, NOT_REACHED = 0.45, -0.3
GOOD_HOURS = ((9.0, 11.5), (16.0, 17.5))
REACH = {True: 0.66, False: 0.40}  # chance that somebody picks up, in the good hours and in the others


@dataclass(frozen=True)
class Opening:
    """A lead that became a deal, and when."""

    at: datetime
    lead: Lead


def fill(build: Build) -> list[Opening]:
    """Work every lead; returns the deals to be, in order."""
    openings = []
    for lead in build.leads:
        opened = _work(build, lead)
        if opened is not None:
            openings.append(Opening(opened, lead))
    return sorted(openings, key=lambda opening: (opening.at, opening.lead.row["lead_id"]))


def _work(build: Build, lead: Lead) -> datetime | None:
    """Answer one lead and decide on it; returns when it became a deal."""
    row, stream = lead.row, build.stream("work")
    rep = BY_ID[row["owner_id"]]
    row["assigned_at"] = _until(lead.at + timedelta(seconds=60 + stream.below(900)))
    _status(build, lead, UNTOUCHED, lead.at, "system")
    if row["assigned_at"] is None or stream.chance(0.05):
        return None
    if rep.id == ILL and lead.at.date() >= ILL_SINCE:
        return None
    minutes = stream.around(rep.answers, 0.9)
    answered = _until(working(working(row["assigned_at"], stream) + timedelta(minutes=minutes), stream))
    if answered is None:
        return None
    row["first_response_at"] = answered
    _status(build, lead, WORKING, answered, rep.id)
    hour = answered.hour + answered.minute / 60
    is_call = row["phone"] is not None and stream.chance(0.8)
    is_good = any(begins <= hour < ends for begins, ends in GOOD_HOURS)
    reached = is_call and stream.chance(REACH[is_good])
    _call(build, lead, answered, is_call, reached)
    hours = (answered - lead.at).total_seconds() / 3600
    odds = BASE + lead.need + rep.skill - AN_HOUR * math.log2(1 + hours)
    odds += (REACHED if reached else NOT_REACHED) if is_call else 0.0
    return _decide(build, lead, answered, stream.chance(1 / (1 + math.exp(-odds))), reached)


def _decide(build: Build, lead: Lead, answered: datetime, buys: bool, reached: bool) -> datetime | None:
    row, stream, rep = lead.row, build.stream("decide"), lead.row["owner_id"]
    moment = answered

    def then(low: float, high: float) -> datetime:
        days = low + (high - low) * stream.share()
        return working(moment + timedelta(days=days, seconds=120), stream)

    if buys:
        for status, high in ((ACCEPTED, 3.0), (QUALIFIED, 5.0), (CONVERTED, 6.0)):
            moment = then(0.1, high)
            if not _status(build, lead, status, moment, rep):
                return None
        row["converted_at"] = moment
        return moment
    attempts = stream.below(4)
    for _ in range(attempts):
        again = then(0.6, 2.5)
        if again > LAST:
            return None
        moment = again
        is_call = row["phone"] is not None and stream.chance(0.6)
        _call(build, lead, moment, is_call, is_call and stream.chance(0.35))
    fate = stream.weighted(_fates(lead, reached))
    if fate == REJECTED:
        if _status(build, lead, REJECTED, then(0.1, 4.0), rep):
            row["rejection_reason"] = lead.history[-1]["reason"] = _reason(build, lead, reached)
    elif fate == RECYCLED:
        moment = then(1.0, 6.0)
        _status(build, lead, ACCEPTED, moment, rep)
        moment = then(5.0, 20.0)
        if _status(build, lead, RECYCLED, moment, rep):
            _nurture(build, lead, moment)
    elif fate == ACCEPTED:
        _status(build, lead, ACCEPTED, then(0.2, 5.0), rep)
    return None


def _fates(lead: Lead, reached: bool) -> dict[str, float]:
    row = lead.row
    if row["vendor"] == CAFE and row["ip_country"] == "IN":
        return {REJECTED: 0.9, RECYCLED: 0.06, WORKING: 0.04}
    is_small = (row["employees"] or agreed.FEWEST) < agreed.FEWEST
    rejected = 0.30 + (0.25 if is_small else 0.0) - 0.08 * lead.need + (0.0 if reached else 0.06)
    return {REJECTED: max(rejected, 0.05), RECYCLED: 0.38, ACCEPTED: 0.22, WORKING: 0.06}


def _reason(build: Build, lead: Lead, reached: bool) -> str:
    row, stream = lead.row, build.stream("reasons")
    if row["ip_country"] == "IN":
        return stream.weighted({"fake contact": 6, "cannot be reached": 3, "no need": 1})
    if (row["employees"] or agreed.FEWEST) < agreed.FEWEST and stream.chance(0.7):
        return "too small"
    if not reached and stream.chance(0.5):
        return "cannot be reached"
    return stream.weighted({"no need": 5, "no budget": 3, "competitor": 1.4})


def _status(build: Build, lead: Lead, status: str, moment: datetime, by: str) -> bool:
    """Set a status, unless the story ends before."""
    if moment > LAST:
        return False
    lead.history.append(
        build.add("lead_status_history", lead_id=lead.row["lead_id"], status=status, changed_at=moment, changed_by=by)
    )
    lead.row |= {"status": status, "updated_at": moment}
    return True


def _call(build: Build, lead: Lead, moment: datetime, is_call: bool, reached: bool) -> None:
    stream = build.stream("calls")
    minutes = stream.between(4, 22) if reached else 1
    build.add(
        "activities",
        kind="Phone call" if is_call else "Mail",
        occurred_at=moment,
        duration_minutes=minutes if is_call else None,
        starts_at=moment if is_call else None,
        ends_at=min(moment + timedelta(minutes=minutes), LAST) if is_call else None,
        status="done",
        owner_id=lead.row["owner_id"],
        lead_id=lead.row["lead_id"],
        direction="out",
        outcome=("talked" if reached else "no answer")
        if is_call
        else ("replied" if stream.chance(0.22) else "no_reply"),
        channel="phone" if is_call else "e-mail",
        content_id=None if is_call else stream.pick(("W-04", "W-09", "W-20")),
        is_automatic=False,
    )


def _nurture(build: Build, lead: Lead, moment: datetime) -> None:
    """A mail a fortnight later that nobody wrote by hand."""
    sent = moment + timedelta(days=14)
    if sent <= LAST:
        build.add(
            "activities", kind="Mail", occurred_at=sent, status="done", owner_id=None, lead_id=lead.row["lead_id"], direction="out",
            outcome="no_reply", channel="e-mail", content_id="W-19", is_automatic=True,
        )  # fmt: skip


def _until(moment: datetime) -> datetime | None:
    return moment if moment <= LAST else None
