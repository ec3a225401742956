"""How deals move: stages, amounts, expected close dates, forecast categories, and how they end.

Belongs here: the course of a deal, and the habits of reps in it. Does not belong here: which deals there are (see `deals`), what
surrounds them (see `trail`).

The habits (who has them: see `team`):
- the skippers leave out a stage in every third deal; the log says so when the next one is entered.
- the pusher expects every deal at the end of the quarter, and when that day comes, at the end of the next.
- the puller, with a month to go to the quarter's end, gives 10 to 18 % off and closes early.
- the sandbagger keeps deals small and out of the forecast until the contract is out; then they close big.
- the optimist commits from the quote on.
- who has left leaves open deals behind, that nobody moves or dates anew.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

from orchestration.extract.demo import agreed, deals, team
from orchestration.extract.demo.agreed import LOST, WON
from orchestration.extract.demo.build import DEFECT, Build, Deal
from orchestration.extract.demo.calendar import LAST, LAST_DAY, quarter_end, workday, workday_before, working

SKIPPED = {1: ("discovery", "solution"), 2: ("discovery", "feasibility")}
LEFT_AT = datetime.combine(team.LEFT_ON, datetime.min.time()) + timedelta(hours=16)
REASONS = {
    "early": {"no need after all": 4, "no budget": 3, "no answer any more": 4, "not decided": 2},
    "late": {"price": 5, "competitor": 4, "not decided": 2, "delivery time": 2, "payment terms": 1},
}
STEPS = (
    "send revised quote",
    "call purchasing",
    "visit the plant",
    "confirm delivery date",
    "wait for the budget round",
    "trial run",
)
TERMS = {"30 days net": 62, "14 days net": 15, "60 days net": 17, "90 days net": 6}
TERMS_OF_PULLER = {"30 days net": 40, "60 days net": 25, "90 days net": 35}


def fill(build: Build) -> None:
    """Let every deal run its course, up to the last day."""
    for deal in build.deals:
        Course(build, deal).run()
        build.tables["deals"].append(deal.row)
    build.tables["deal_stage_history"].sort(key=lambda row: row["entered_at"])
    build.tables["deal_field_history"].sort(key=lambda row: row["changed_at"])


class Course:
    """One deal on its way."""

    def __init__(self, build: Build, deal: Deal) -> None:
        self.build = build
        self.deal = deal
        self.stream = build.stream("selling")
        self.end = min(LAST, LEFT_AT) if deal.owner == team.LEFT else LAST
        self.final = deals.total(deal)
        share = 0.62 if deal.owner == team.SANDBAGGER else 0.75 + 0.5 * self.stream.share()
        self.amount = float(max(100, 100 * round(share * self.final / 100)))
        self.expected = self._date(deal.created.date() + timedelta(days=round(self.stream.around(82, 0.25))))
        self.category = "Pipeline"
        self.pulled: date | None = None
        self.skipped: str | None = None

    def run(self) -> None:
        deal = self.deal
        if deal.forced:
            self._forced(deal.forced)
        else:
            self._natural()
        if deal.closed is None:
            self._push_until(self.end)
            if deal.owner == team.LEFT and self.expected < LAST_DAY:
                deal.told = True
                self.build.tell("close_date_in_past", "deal", deal.id, DEFECT, "story: the owner has left")
        self._finish()

    # how it goes

    def _natural(self) -> None:
        stages, moment = agreed.STAGES[self.deal.version], self.deal.created
        leaves_out = self._leaves_out()
        odds = 0.0
        for stage, (_, chance, days) in stages.items():
            if stage == leaves_out:
                self.skipped = stage
                continue
            if not self._enter(stage, moment):
                return
            if stage in ("proposal", "negotiation"):
                odds += self._pull(moment)
            moment = self._leave(moment, days)
            age = (moment - self.deal.created).days
            logit = math.log(chance / (1 - chance)) + self.deal.need + team.skill(self.deal.owner, moment.date())
            logit += odds - (0.6 if age > 130 else 0.25 if age > 95 else 0.0)
            if not self.stream.chance(1 / (1 + math.exp(-logit))):
                self._close(LOST, moment, "early" if stage in ("qualified", "discovery", "solution") else "late")
                return
            if stage == "negotiation" and self.stream.chance(0.05):
                # Back to the drawing board, once.
                if not (self._enter("proposal", moment) and self._enter(stage, moment := self._leave(moment, 6))):
                    return
                moment = self._leave(moment, 4)
        self._close(WON, moment)

    def _forced(self, what: str) -> None:
        """A deal of the story: evenly through the stages, to an end on its day."""
        stages = list(agreed.STAGES[self.deal.version])
        closes = deals.SHORT_WON if what == "won" else datetime.combine(
            deals.OVER_LOST[int(what.removeprefix("lost "))], datetime.min.time()
        ) + timedelta(hours=11, minutes=20)  # fmt: skip
        span = closes - self.deal.created
        for place, stage in enumerate(stages):
            self._enter(
                stage, working(self.deal.created + span * (place / (len(stages) + 0.5)), self.stream).replace(second=0)
            )
        self._close(WON if what == "won" else LOST, closes, "late")

    def _leave(self, moment: datetime, days: float) -> datetime:
        """When a stage is left again: larger deals take longer, some reps too."""
        size = (max(self.final, 500) / 15000) ** 0.1
        stay = self.stream.around(days, 0.55) * team.BY_ID[self.deal.owner].pace * size
        if self.pulled is not None:
            stay = min(stay, max(0.2, (self.pulled - moment.date()).days / 3))
        later = moment + timedelta(days=max(stay, 0.15), seconds=self.stream.below(20000))
        return working(later, self.stream).replace(second=0)

    def _leaves_out(self) -> str | None:
        if self.deal.owner in (team.SKIPPER, team.NEW_SKIPPER) and self.stream.chance(0.33):
            return self.stream.pick(SKIPPED[self.deal.version])
        return None

    def _pull(self, moment: datetime) -> float:
        """The puller's discount; returns how much it raises the odds."""
        ends = workday_before(quarter_end(moment.date()) + timedelta(days=1))
        if (
            self.deal.owner != team.PULLER
            or self.pulled
            or self.expected <= ends
            or not 2 <= (ends - moment.date()).days <= 31
            or not self.stream.chance(0.85)
        ):
            return 0.0
        discount = 0.10 + 0.08 * self.stream.share()
        for row in self.deal.lines:
            row["unit_price"] = round(row["unit_price"] * (1 - discount), 2)
        self.final = deals.total(self.deal)
        self.pulled = ends
        at = moment + timedelta(minutes=25)
        self._change("amount", self.amount, self.final, at)
        self._change("expected_close_date", self.expected, ends, at)
        self.amount, self.expected = self.final, ends
        return 0.5

    # what the CRM keeps of it

    def _enter(self, stage: str, moment: datetime) -> bool:
        """Enter a stage, unless the story ends before."""
        if moment > self.end:
            return False
        deal = self.deal
        self._push_until(moment)
        is_late = stage in ("contract", WON) or (stage in ("proposal", "negotiation") and deal.owner != team.SANDBAGGER)
        if is_late and self.amount != self.final:
            self._change("amount", self.amount, self.final, moment)
            self.amount = self.final
        category = self._category(stage)
        if category != self.category:
            self._change("forecast_category", self.category, category, moment)
            self.category = category
        if self.skipped is not None and stage not in (LOST,):
            deal.told = True
            self.build.tell("stage_skipped", "deal", deal.id, DEFECT, f"story: {self.skipped} left out")
            self.skipped = None
        deal.stages.append((stage, moment))
        late_entry = (
            timedelta(days=self.stream.between(2, 9)) if deal.told else timedelta(minutes=self.stream.below(30))
        )
        self.build.add(
            "deal_stage_history",
            deal_id=deal.id,
            stage=agreed.word(stage, deal.version),
            entered_at=moment,
            changed_by=deal.owner,
            amount=self.amount,
            expected_close_date=self.expected,
            forecast_category=category,
            probability=agreed.PROBABILITY[deal.version][stage],
            recorded_at=min(moment + late_entry, LAST),
        )
        return True

    def _close(self, stage: str, moment: datetime, when: str = "late") -> None:
        if self._enter(stage, moment) and stage == LOST:
            self.deal.row["loss_reason"] = self.stream.weighted(REASONS[when])

    def _category(self, stage: str) -> str:
        owner = self.deal.owner
        if owner == team.SANDBAGGER and stage in ("proposal", "negotiation"):
            return "Pipeline"
        if owner == team.OPTIMIST and stage in ("proposal", "negotiation"):
            return "Zusage"
        return agreed.FORECAST.get(stage, "Pipeline")

    def _push_until(self, moment: datetime) -> None:
        """Every day that passes without a close moves the expected one."""
        while self.expected < min(moment.date(), LAST_DAY):
            at = datetime.combine(self.expected, datetime.min.time()) + timedelta(
                hours=16, minutes=self.stream.below(60)
            )
            if at > self.end:
                return
            later = self._date(self.expected + timedelta(days=round(self.stream.around(27, 0.5)) + 1))
            self._change("expected_close_date", self.expected, later, at)
            self.expected = later

    def _date(self, day: date) -> date:
        if self.deal.owner == team.PUSHER:
            return workday_before(quarter_end(day) + timedelta(days=1))
        return workday(day)

    def _change(self, field: str, before: Any, after: Any, moment: datetime) -> None:
        if before == after:
            return
        self.build.add(
            "deal_field_history",
            deal_id=self.deal.id,
            field=field,
            changed_at=moment,
            old_value=_text(before),
            new_value=_text(after),
            changed_by=self.deal.owner,
            recorded_at=min(moment + timedelta(minutes=self.stream.below(4)), LAST),
        )

    def _finish(self) -> None:
        deal, stage = self.deal, self.deal.stages[-1][0]
        is_open = deal.closed is None
        reached = {name for name, _ in deal.stages}
        terms = TERMS_OF_PULLER if deal.owner == team.PULLER else TERMS
        deal.row |= {
            "stage": agreed.word(stage, deal.version),
            "amount": self.amount,
            "updated_at": deal.stages[-1][1],
            "expected_close_date": self.expected,
            "closed_at": deal.closed,
            "status": "Offen" if is_open else "Gewonnen" if deal.is_won else "Verloren",
            "probability": agreed.PROBABILITY[deal.version][stage],
            "forecast_category": self.category,
            "payment_terms": self.stream.weighted(terms)
            if reached & {"proposal", "negotiation", "contract", WON}
            else None,
        }
        if is_open and deal.owner != team.LEFT:
            next_day = workday(LAST_DAY + timedelta(days=1 + self.stream.below(14)))
            deal.row |= {
                "next_step": self.stream.pick(STEPS),
                "next_step_at": datetime.combine(next_day, datetime.min.time())
                + timedelta(hours=self.stream.between(9, 16)),
            }
        if reached & {"proposal", "negotiation", "contract", WON}:
            self.build.tables["deal_lines"] += deal.lines


def _text(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else value.isoformat() if isinstance(value, date) else str(value)
