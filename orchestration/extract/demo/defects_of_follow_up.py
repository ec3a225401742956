"""Planted defects of the follow-up: answers that came too late, leads that were given up too early, returns that nobody nurtured.

Belongs here: what is wrong with when and how often a lead was worked on, by the promises of its brief. Does not belong here: what sales
decided (see `defects_of_outcomes`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from orchestration.extract.demo import agreed, funnel
from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Build, Kind, Lead, Row
from orchestration.extract.demo.calendar import LAST, working
from orchestration.extract.demo.defects import CHANNELS
from orchestration.extract.demo.defects_of_outcomes import rejected

SPOKE = ("talked", "replied", "held")
DAY = timedelta(days=1)


class Desk:
    """What was done with each lead, and what is added to it."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.done: dict[str, list[Row]] = defaultdict(list)
        for row in build.tables["activities"]:
            if row.get("lead_id"):
                self.done[row["lead_id"]].append(row)

    def free(self, topic: str) -> list[Lead]:
        """Leads that are nobody's yet, in a random order."""
        return self.build.stream(topic).shuffled([lead for lead in self.build.leads if not lead.told and not lead.deal])

    def add(
        self, lead: Lead, at: datetime, kind: str = "Mail", *, is_automatic: bool = False, **values: object
    ) -> None:
        """An activity that went out and came to nothing, unless the values say otherwise."""
        row: Row = {
            "kind": kind, "occurred_at": at, "status": "done", "owner_id": None if is_automatic else lead.row["owner_id"],
            "lead_id": lead.row["lead_id"], "direction": "out", "outcome": {"Mail": "no_reply", "Phone call": "no answer"}.get(kind),
            "channel": "phone" if kind == "Phone call" else "e-mail", "is_automatic": is_automatic,
        }  # fmt: skip
        self.done[lead.row["lead_id"]].append(self.build.add("activities", **row | values))

    def drop(self, lead: Lead, rows: Iterable[Row]) -> None:
        for row in list(rows):
            self.build.tables["activities"].remove(row)
            self.done[lead.row["lead_id"]].remove(row)

    def tell(self, rule: str, lead: Lead, kind: Kind, note: str) -> None:
        lead.told = True
        self.build.tell(rule, "lead", lead.row["lead_id"], kind, note)


def plant_follow_up(build: Build) -> None:
    """Plant everything that is wrong with how leads were followed up."""
    desk = Desk(build)
    _late(desk)
    _in_time(desk)
    _given_up(desk)
    _returned(desk)


def _late(desk: Desk) -> None:
    """Leads that nobody had answered get an answer, to the second, or something that is none."""
    minutes = agreed.PROMISES["default", 2].respond_within_minutes
    assert minutes
    free = [
        lead
        for lead in desk.free("late")
        if lead.row.get("first_response_at") is None
        and lead.row["assigned_at"]
        and _brief(lead) == ("default", 2)
        and lead.at < LAST - timedelta(days=14)
    ]

    def answer(seconds: int) -> Lead:
        lead = free.pop()
        at = agreed.after(lead.row["assigned_at"], seconds)
        desk.add(lead, at)
        lead.row |= {"first_response_at": at, "updated_at": at}
        return lead

    def by_a_machine(lead: Lead) -> Lead:
        at = lead.at + timedelta(seconds=45)
        desk.add(lead, at, is_automatic=True)
        lead.row |= {"first_response_at": at, "updated_at": max(at, lead.row["updated_at"])}
        return lead

    def nothing(kind: str, outcome: str | None, note: str) -> None:
        lead = free.pop()
        desk.add(lead, agreed.after(lead.row["assigned_at"], 1800), kind, outcome=outcome)
        desk.tell("response_late", lead, DEFECT, note)

    promise, late = 60 * minutes, "a second later than promised"
    for _ in range(2):
        desk.tell("response_late", answer(promise + 1), DEFECT, late)
    desk.tell("response_late", by_a_machine(answer(promise + 1)), DEFECT, f"a machine at once, a person {late}")
    desk.tell("response_late", by_a_machine(free.pop()), DEFECT, "a machine, and nobody else")
    nothing("task", None, "a task, and no answer")
    nothing("meeting", "cancelled", "a meeting that was cancelled")
    for _ in range(2):
        desk.tell("response_late", answer(promise), NEAR_MISS, "to the second in time")
    desk.tell("response_late", by_a_machine(answer(promise - 60)), NEAR_MISS, "a machine at once, a person in time")


def _in_time(desk: Desk) -> None:
    """Answers that look late and are not, because nobody worked in between or nothing was promised."""
    free = [lead for lead in desk.free("in time") if lead.row.get("first_response_at") and lead.row["assigned_at"]]

    def take(brief: tuple[str, int], fits: Callable[[datetime, datetime, float], bool], note: str) -> None:
        def fitting(lead: Lead) -> bool:
            begins, ends = lead.row["assigned_at"], lead.row["first_response_at"]
            return fits(begins, ends, agreed.worked(begins, ends))

        lead = _take(free, brief, fitting)
        desk.tell("response_late", lead, NEAR_MISS, note)

    def days(begins: datetime, ends: datetime) -> list[datetime]:
        return [begins + number * DAY for number in range(1, (ends.date() - begins.date()).days)]

    for _ in range(2):
        take(
            ("default", 2),
            lambda begins, ends, worked: (
                worked <= 14400 < (ends - begins).total_seconds()
                and any(day.weekday() == 6 for day in days(begins, ends))
            ),
            "a weekend between",
        )
    take(
        ("default", 2),
        lambda begins, ends, worked: (
            worked <= 14400 < (ends - begins).total_seconds()
            and any(day.date() in agreed.HOLIDAYS for day in [begins, *days(begins, ends)])
        ),
        "a holiday between",
    )
    take(("dach_kontakt", 1), lambda _begins, _ends, worked: 14400 < worked <= 28800, "a brief that promises less")
    take(("default", 1), lambda _begins, _ends, worked: worked > 28800, "before anything was promised")


# Brief, attempts of people, what there is besides, how the reason is written.
_TRIED: list[tuple[tuple[str, int], int, str | None, str, Kind, str]] = [
    (("default", 2), 4, None, "cannot be reached", DEFECT, "four times of five"),
    (("default", 2), 4, "machine", "cannot be reached", DEFECT, "four times of five, and a machine once"),
    (("default", 2), 4, "task", "cannot be reached", DEFECT, "four times of five, and a task"),
    (("default", 2), 1, None, " Cannot Be Reached", DEFECT, "once of five, capitals"),
    (("events", 1), 2, None, "cannot be reached", DEFECT, "twice of three"),
    (("default", 2), 5, None, "cannot be reached", NEAR_MISS, "five times of five"),
    (("default", 2), 6, None, "cannot be reached", NEAR_MISS, "six times of five"),
    (("events", 1), 3, None, "cannot be reached", NEAR_MISS, "three times of three"),
    (("default", 2), 1, "spoke", "cannot be reached", NEAR_MISS, "once, and the person wrote back"),
    (("default", 2), 1, None, "no need", NEAR_MISS, "once, and rejected for another reason"),
    (("default", 1), 1, None, "cannot be reached", NEAR_MISS, "once, before anything was promised"),
]


def _given_up(desk: Desk) -> None:
    """Leads that were rejected because nobody could reach the person: after how many attempts?"""
    free = [
        lead
        for lead in rejected(desk.build, "given up")
        if not any(row["outcome"] in SPOKE for row in desk.done[lead.row["lead_id"]])
    ]
    for brief, attempts, besides, reason, kind, note in _TRIED:
        lead = _take(free, brief)
        first, *further = sorted(desk.done[lead.row["lead_id"]], key=lambda row: row["occurred_at"])
        desk.drop(lead, further)
        begins, ends = first["occurred_at"], lead.history[-1]["changed_at"]
        stream = desk.build.stream("given up")
        for number in range(1, attempts):
            at = min(working(begins + (ends - begins) * number / attempts, stream), ends - timedelta(minutes=number))
            desk.add(lead, at, "Phone call")
        if besides == "machine":
            desk.add(lead, ends - timedelta(minutes=30), is_automatic=True)
        if besides == "task":
            desk.add(lead, ends - timedelta(minutes=30), "task")
        if besides == "spoke":
            desk.add(lead, ends - timedelta(minutes=30), direction="in", outcome="replied")
        lead.row["rejection_reason"] = lead.history[-1]["reason"] = reason
        desk.tell("attempts_too_few", lead, kind, note)


def _returned(desk: Desk) -> None:
    """Leads that sales gave back: did marketing write to them within a fortnight?"""
    build, written = desk.build, defaultdict[str | None, int](int)
    for lead in build.leads:
        written[lead.row["email"]] += 1
    free = [
        lead
        for lead in desk.free("returned")
        if lead.row["status"] == funnel.RECYCLED
        and lead.row["email"]
        and written[lead.row["email"]] == 1
        and lead.history[-1]["changed_at"] < LAST - 20 * DAY
    ]

    def take(brief: tuple[str, int]) -> tuple[Lead, datetime]:
        lead = _take(free, brief)
        return lead, lead.history[-1]["changed_at"]

    def without(brief: tuple[str, int] = ("default", 2)) -> tuple[Lead, datetime]:
        lead, returned = take(brief)
        desk.drop(lead, [row for row in desk.done[lead.row["lead_id"]] if row["is_automatic"]])
        return lead, returned

    def touch(lead: Lead, at: datetime, **who: str) -> None:
        build.add("touches", occurred_at=at, channel="E-mail", content_id="W-19", cost=0.05, **who)
        desk.tell(
            "nurture_overdue", lead, NEAR_MISS, f"a touch of the {'lead' if 'lead_id' in who else 'address'} in time"
        )

    stream = build.stream("returned")
    for _ in range(2):
        desk.tell("nurture_overdue", without()[0], DEFECT, "forgotten")
    lead, returned = without()
    desk.add(lead, working(returned + 3 * DAY, stream), direction="in", outcome=None)
    desk.tell("nurture_overdue", lead, DEFECT, "forgotten, and the person wrote")
    lead, returned = without()
    desk.add(lead, working(returned + 3 * DAY, stream), "task")
    desk.tell("nurture_overdue", lead, DEFECT, "a task, and nothing more")
    for _ in range(2):
        lead, returned = without()
        desk.add(lead, returned + 15 * DAY, is_automatic=True)
        desk.tell("nurture_overdue", lead, DEFECT, "a day too late")
    for _ in range(2):
        desk.tell("nurture_overdue", take(("default", 2))[0], NEAR_MISS, "on the last day")
    lead, returned = without()
    touch(lead, returned + 13 * DAY, lead_id=lead.row["lead_id"])
    lead, returned = without()
    touch(lead, returned + 13 * DAY, email=lead.row["email"])
    desk.tell("nurture_overdue", without(("default", 1))[0], NEAR_MISS, "before anything was promised")


def _take(free: list[Lead], brief: tuple[str, int], fits: Callable[[Lead], bool] = lambda _: True) -> Lead:
    """The first lead of a brief that fits; nobody else gets it."""
    for place, lead in enumerate(free):
        if _brief(lead) == brief and fits(lead):
            return free.pop(place)
    raise ValueError(f"no lead is left to plant under {brief}: ask for more leads")


def _brief(lead: Lead) -> tuple[str, int] | None:
    return agreed.brief(CHANNELS[lead.row["channel"]], lead.row["vendor"], lead.at)
