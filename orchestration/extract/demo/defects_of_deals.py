"""Planted defects of deals, and deals that were merged or deleted.

Belongs here: what is wrong after the sale. Does not belong here: leads (see `defects`, `defects_of_outcomes`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from orchestration.extract.demo import agreed
from orchestration.extract.demo.agreed import LOST
from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Build, Deal, Kind, Row
from orchestration.extract.demo.calendar import FIRST_DAY, LAST, LAST_DAY

Wanted = Callable[[Deal], bool]


class Planter:
    """Takes deals that are nobody's yet, and tells the key what it did to them."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._free = [deal for deal in build.stream("planting deals").shuffled(build.deals) if not deal.told]
        self.history: dict[str, list[Row]] = {}
        for row in build.tables["deal_stage_history"]:
            self.history.setdefault(row["deal_id"], []).append(row)

    def take(self, wanted: Wanted) -> Deal:
        for place, deal in enumerate(self._free):
            if wanted(deal):
                deal.told = True
                return self._free.pop(place)
        raise ValueError(f"no deal is left to plant: ask for more leads than {self.build.size}")

    def plant(self, rule: str, kind: Kind, wanted: Wanted, note: str, **columns: Any) -> Deal:
        """Set columns of a deal that is wanted, and tell the key."""
        deal = self.take(wanted)
        deal.row |= columns
        self.tell(rule, deal, kind, note)
        return deal

    def tell(self, rule: str, deal: Deal, kind: Kind, note: str) -> None:
        self.build.tell(rule, "deal", deal.id, kind, note)


def is_open(deal: Deal) -> bool:
    return deal.closed is None


def is_won(deal: Deal) -> bool:
    return deal.is_won


def is_lost(deal: Deal) -> bool:
    return deal.closed is not None and not deal.is_won


def _at(stage: str) -> Wanted:
    return lambda deal: is_open(deal) and deal.stages[-1][0] == stage


def plant_deals(build: Build) -> None:
    """Plant everything that is wrong with deals."""
    planter = Planter(build)
    # What few deals are fit for comes first.
    _skipping(planter)
    _stages(planter)
    _before_the_lead(planter)
    _closings(planter)
    _entries(planter)
    _values(planter)
    _gone(planter)


def _values(planter: Planter) -> None:
    """Amounts, reasons, products, probabilities, words: one value each."""
    lists: list[tuple[str, Kind, Wanted, str, dict[str, Any]]] = [
        ("won_without_amount", DEFECT, is_won, "no amount", {"amount": None}),
        ("won_without_amount", DEFECT, is_won, "no amount", {"amount": None}),
        ("won_without_amount", DEFECT, is_won, "zero", {"amount": 0.0}),
        ("won_without_amount", DEFECT, is_won, "zero", {"amount": 0.0}),
        ("won_without_amount", DEFECT, is_won, "a credit", {"amount": -250.0}),
        ("won_without_amount", NEAR_MISS, is_won, "a cent", {"amount": 0.01}),
        ("won_without_amount", NEAR_MISS, is_won, "a cent", {"amount": 0.01}),
        ("won_without_amount", NEAR_MISS, is_lost, "lost, no amount", {"amount": None}),
        ("won_without_amount", NEAR_MISS, is_lost, "lost, zero", {"amount": 0.0}),
        ("won_without_amount", NEAR_MISS, is_open, "open, no amount", {"amount": None}),
        *(("lost_without_reason", DEFECT, is_lost, "no reason", {"loss_reason": None}) for _ in range(4)),
        ("lost_without_reason", DEFECT, is_lost, "a word for nothing", {"loss_reason": "n/a"}),
        ("lost_without_reason", NEAR_MISS, is_lost, "a sign", {"loss_reason": "?"}),
        ("lost_without_reason", NEAR_MISS, is_lost, "one word", {"loss_reason": "other"}),
        ("lost_without_reason", NEAR_MISS, is_lost, "one letter", {"loss_reason": "x"}),
        ("lost_without_reason", NEAR_MISS, is_won, "won, no reason", {"loss_reason": None}),
        ("lost_without_reason", NEAR_MISS, is_open, "open, no reason", {"loss_reason": None}),
        ("product_unknown", DEFECT, is_open, "not on the price list", {"product_id": "P-999"}),
        ("product_unknown", DEFECT, is_lost, "not on the price list", {"product_id": "P-999"}),
        ("product_unknown", DEFECT, is_won, "without its dash", {"product_id": "P110"}),
        ("product_unknown", DEFECT, is_lost, "a name for an article", {"product_id": "Controller LC 5"}),
        ("product_unknown", DEFECT, is_open, "one digit too many", {"product_id": "P-1000"}),
        ("product_unknown", NEAR_MISS, is_open, "no product yet", {"product_id": None}),
        ("product_unknown", NEAR_MISS, is_lost, "no product", {"product_id": None}),
        ("product_unknown", NEAR_MISS, is_won, "sold on its own by nobody else", {"product_id": "P-900"}),
        ("product_unknown", NEAR_MISS, is_lost, "sold on its own by nobody else", {"product_id": "P-900"}),
        ("product_unknown", NEAR_MISS, is_open, "spaces around it", {"product_id": " P-200 "}),
        *(("won_probability_below_one", DEFECT, is_won, "left at that of the contract", {"probability": 0.9}) for _ in range(3)),
        ("won_probability_below_one", DEFECT, is_won, "nearly", {"probability": "99,9"}),
        ("won_probability_below_one", DEFECT, is_won, "zero", {"probability": 0.0}),
        ("won_probability_below_one", NEAR_MISS, is_won, "1.00", {"probability": "100,00"}),
        ("won_probability_below_one", NEAR_MISS, is_won, "with its sign", {"probability": "100 %"}),
        ("won_probability_below_one", NEAR_MISS, is_won, "none", {"probability": None}),
        ("won_probability_below_one", NEAR_MISS, is_won, "none", {"probability": None}),
        ("won_probability_below_one", NEAR_MISS, is_open, "open, below one", {"probability": 0.9}),
        *(("lost_probability_above_zero", DEFECT, is_lost, "left at that of the stage", {"probability": 0.5}) for _ in range(3)),
        ("lost_probability_above_zero", DEFECT, is_lost, "hardly", {"probability": "0,1"}),
        ("lost_probability_above_zero", DEFECT, is_lost, "certain", {"probability": 1.0}),
        ("lost_probability_above_zero", NEAR_MISS, is_lost, "0.00", {"probability": "0,00"}),
        ("lost_probability_above_zero", NEAR_MISS, is_lost, "with its sign", {"probability": "0 %"}),
        ("lost_probability_above_zero", NEAR_MISS, is_lost, "none", {"probability": None}),
        ("lost_probability_above_zero", NEAR_MISS, is_lost, "none", {"probability": None}),
        ("lost_probability_above_zero", NEAR_MISS, is_open, "open, above zero", {"probability": 0.1}),
        ("unmapped_value", DEFECT, is_open, "a forecast category that nobody mapped", {"forecast_category": "Upside"}),
        ("unmapped_value", DEFECT, is_open, "a forecast category that nobody mapped", {"forecast_category": "Strong"}),
        ("unmapped_value", DEFECT, is_open, "a status that nobody mapped", {"status": "On hold"}),
        ("unmapped_value", DEFECT, is_lost, "a channel that nobody mapped", {"channel": "LinkedIn Ads"}),
        ("unmapped_value", DEFECT, is_won, "a channel that nobody mapped", {"channel": "Print"}),
        ("unmapped_value", NEAR_MISS, is_open, "capitals", {"forecast_category": "BEST CASE"}),
        ("unmapped_value", NEAR_MISS, is_open, "Leadline's own word", {"forecast_category": "commit"}),
        ("unmapped_value", NEAR_MISS, is_open, "Leadline's own word, capitals", {"status": "OPEN"}),
        ("unmapped_value", NEAR_MISS, is_lost, "spaces around it", {"channel": "  trade fair "}),
        ("unmapped_value", NEAR_MISS, is_won, "no channel", {"channel": None}),
    ]  # fmt: skip
    for rule, kind, wanted, note, columns in lists:
        planter.plant(rule, kind, wanted, note, **columns)


def _stages(planter: Planter) -> None:
    """Words for stages: what the process does not know, and other ways to write what it does."""
    for word in ("Verbal OK", "Parked", "Waiting for budget", "Quote sent?", "Trial"):
        deal = planter.plant("stage_unknown", DEFECT, is_open, "a stage of nobody's process", stage=word)
        planter.history[deal.id][-1]["stage"] = word
    near = [
        ("proposal", "QUOTE SENT", "capitals"),
        ("negotiation", " Negotiation ", "spaces around it"),
        ("qualified", "qualified", "Leadline's own word"),
        ("discovery", "needs ANALYSIS", "capitals"),
        ("solution", "Demo", "the word of version 1, mapped in version 2 as well"),
    ]
    for stage, word, note in near:
        deal = planter.plant("stage_unknown", NEAR_MISS, _at(stage), note, stage=word)
        planter.history[deal.id][-1]["stage"] = word


def _entries(planter: Planter) -> None:
    """Entries before the deal was there, after it was closed, and in days to come."""
    rule = "stage_dates_out_of_order"
    for _ in range(2):
        deal = planter.plant(
            rule, DEFECT, lambda deal: len(deal.stages) > 2, "the first entry four days before the deal"
        )
        planter.history[deal.id][0]["entered_at"] = deal.created - timedelta(days=4)
    for _ in range(2):
        deal = planter.plant(rule, DEFECT, _lost_long_ago, "an open stage two days after the close")
        assert deal.closed is not None
        planter.history[deal.id][-2]["entered_at"] = deal.closed + timedelta(days=2)
    for number in range(2):
        deal = planter.plant(rule, DEFECT, is_open, "an entry in days to come")
        planter.history[deal.id][-1]["entered_at"] = datetime(2026, 6, 3 + 7 * number, 9, 30)
    for _ in range(3):
        deal = planter.plant(rule, NEAR_MISS, _lost_long_ago, "an open stage on the day of the close")
        assert deal.closed is not None
        planter.history[deal.id][-2]["entered_at"] = deal.closed - timedelta(minutes=4)
    for _ in range(3):
        # The CRM knows only the day on which a deal was created: a time before it on that day is no contradiction.
        deal = planter.plant(
            rule, NEAR_MISS, lambda deal: len(deal.stages) > 1, "the first entry on the deal's day, at eight"
        )
        planter.history[deal.id][0]["entered_at"] = deal.created.replace(hour=8, minute=0)


def _lost_long_ago(deal: Deal) -> bool:
    return (
        is_lost(deal) and len(deal.stages) > 2 and deal.closed is not None and deal.closed < LAST - timedelta(days=30)
    )


def _closings(planter: Planter) -> None:
    """Close dates: before the creation, and in the past of what is open."""
    for days in (1, 2, 3, 30, 5):
        deal = planter.plant(
            "closed_before_created", DEFECT, _lost_long_ago, f"closed {days} days before it was created"
        )
        deal.row["closed_at"] = deal.created - timedelta(days=days)
        planter.tell("stage_dates_out_of_order", deal, DEFECT, "its entries are after that close")
    for _ in range(5):
        deal = planter.plant("closed_before_created", NEAR_MISS, _lost_at_once, "closed on the day it was created")
        last = planter.history[deal.id][-1]
        at = deal.created + timedelta(minutes=20)
        last |= {"entered_at": at, "recorded_at": at}
        deal.row |= {"closed_at": at, "updated_at": at}
        deal.stages[-1] = (LOST, at)
    for days in (1, 2, 10, 45, 140):
        planter.plant(
            "close_date_in_past",
            DEFECT,
            is_open,
            f"expected {days} days ago",
            expected_close_date=LAST_DAY - timedelta(days=days),
        )
    near: list[tuple[Wanted, date | None, str]] = [
        (is_open, LAST_DAY, "expected today"),
        (is_open, LAST_DAY, "expected today"),
        (is_open, LAST_DAY + timedelta(days=1), "expected tomorrow"),
        (is_open, None, "no date"),
        (is_lost, LAST_DAY - timedelta(days=200), "lost, long past"),
    ]
    for wanted, expected, note in near:
        planter.plant("close_date_in_past", NEAR_MISS, wanted, note, expected_close_date=expected)


def _lost_at_once(deal: Deal) -> bool:
    """Lost from the first stage, before its expected date was moved, and created before five."""
    return (
        is_lost(deal)
        and len(deal.stages) == 2
        and deal.created.hour < 17
        and (deal.stages[-1][1] - deal.created).days < 40
    )


def _before_the_lead(planter: Planter) -> None:
    def moved(deal: Deal, days: int) -> datetime:
        assert deal.lead is not None
        return deal.lead.at - timedelta(days=days)

    def has_lead(deal: Deal) -> bool:
        """A move changes neither the process that holds nor the order of things."""
        if deal.lead is None or deal.lead.told or moved(deal, 10).date() < FIRST_DAY:
            return False
        return agreed.process(moved(deal, 10).date()) == deal.version and deal.lead.at.date() < deal.created.date()

    for days in (1, 2, 3, 7, 10):
        deal = planter.plant("deal_before_lead", DEFECT, has_lead, f"{days} days before its lead")
        deal.row["created_at"] = moved(deal, days)
    for _ in range(5):
        deal = planter.plant("deal_before_lead", NEAR_MISS, has_lead, "on the day of its lead")
        deal.row["created_at"] = moved(deal, 0)


def _skipping(planter: Planter) -> None:
    """No stage is skipped that the process in force does not have, and nobody skips by losing."""
    change = datetime.combine(agreed.PROCESS_CHANGED, datetime.min.time())

    def bridges(deal: Deal) -> bool:
        quoted = [moment for stage, moment in deal.stages if stage == "proposal"]
        return deal.version == 1 and bool(quoted) and quoted[0] > change

    for _ in range(3):
        planter.plant(
            "stage_skipped", NEAR_MISS, bridges, "no feasibility: its process has none, although the next one does"
        )
    for _ in range(3):
        planter.plant(
            "stage_skipped",
            NEAR_MISS,
            lambda deal: is_lost(deal) and len(deal.stages) == 2,
            "lost from the first stage",
        )
    for _ in range(2):
        planter.plant("stage_skipped", NEAR_MISS, _went_back, "back to the proposal, and on again")


def _went_back(deal: Deal) -> bool:
    return sum(stage == "proposal" for stage, _ in deal.stages) == 2


def _gone(planter: Planter) -> None:
    """Deals that were merged into another, and deals that were deleted: told by nobody."""
    for _ in range(3):
        deal = planter.take(lambda deal: is_lost(deal) and deal.lead is None)
        into = planter.take(lambda deal: is_lost(deal) and deal.lead is None)
        deal.row |= {"merged_into_id": into.id}
        planter.take(lambda deal: is_lost(deal) and deal.lead is None).row["is_deleted"] = True
