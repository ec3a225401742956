"""What the company's agreement says that the story turns on: the generator keeps to it, except where the story or the key says otherwise.

`expectations/agreement/` is the agreement itself; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from orchestration.extract.demo.marketing import BRIEFED, MITTELSTAND

WRITTEN_DOWN = date(2025, 1, 1)  # before this day there was no brief
CHANGED = date(2025, 8, 15)  # version 2 of the default brief
PROCESS_CHANGED = date(2026, 1, 12)  # version 2 of the sales process

LEFT_OUT = ("ES", "PT")  # of version 2
LIMITS = {"default": 90, "events": 30, "introductions": 180, "dach_kontakt": 365}  # days to look back
NO_REASON = (("default", 1), ("introductions", 1))  # rejections need no reason there
BURST = 5  # leads from one address within an hour, from version 2 on
ONE_FORM = 15  # leads from one form within an hour, and the other limits of version 2
RHYTHM = 4  # leads in a row at equal gaps
STALE, GRACE = 7, 14  # days until it is delivered, days before or after its campaign
FEWEST, MOST = 20, 250  # people: version 2, and DACH-Kontakt
SENIORITIES = ("c_level", "director", "manager", "specialist")  # at trade fairs
REASONS = (
    "fake contact",
    "cannot be reached",
    "outside our countries",
    "too small",
    "no need",
    "no budget",
    "duplicate",
    "competitor",
)


@dataclass(frozen=True)
class Promise:
    """What the two teams owe each other for a lead of a brief; None: nothing."""

    respond_within_minutes: int | None
    attempts: int | None
    nurture_within_days: int | None


PROMISES = {
    ("default", 2): Promise(240, 5, 14),
    ("events", 1): Promise(960, 3, None),
    ("dach_kontakt", 1): Promise(480, 4, None),
}
HOURS = {
    0: (510, 1020),
    1: (510, 1020),
    2: (510, 1020),
    3: (510, 1020),
    4: (510, 900),
}  # minutes of the day, by weekday
HOLIDAYS = {
    date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 29), date(2025, 6, 9), date(2025, 10, 3),
    date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
    date(2026, 5, 25), date(2026, 10, 3), date(2026, 12, 25), date(2026, 12, 26),
}  # fmt: skip

# Stages with the CRM's words, how likely a deal is to get past each, and how many days a healthy one stays.
STAGES = {
    1: {
        "qualified": ("Qualification", 0.78, 10), "discovery": ("Needs analysis", 0.80, 14), "solution": ("Demo", 0.82, 13),
        "proposal": ("Quote sent", 0.66, 16), "negotiation": ("Negotiation", 0.83, 11), "contract": ("Contract sent", 0.95, 6),
    },
    2: {
        "qualified": ("Qualification", 0.78, 10), "discovery": ("Needs analysis", 0.80, 14), "solution": ("Solution fit", 0.82, 12),
        "feasibility": ("Feasibility check", 0.92, 5), "proposal": ("Quote sent", 0.70, 14), "negotiation": ("Negotiation", 0.85, 10),
        "contract": ("Contract sent", 0.97, 6),
    },
}  # fmt: skip
WON, LOST = "closed_won", "closed_lost"
WORDS = {WON: "Won", LOST: "Lost"} | {
    stage: word for version in (1, 2) for stage, (word, _, _) in STAGES[version].items()
}
PROBABILITY = {
    1: {"qualified": 0.1, "discovery": 0.2, "solution": 0.35, "proposal": 0.5, "negotiation": 0.7, "contract": 0.9, WON: 1.0, LOST: 0.0},
    2: {"qualified": 0.1, "discovery": 0.2, "solution": 0.35, "feasibility": 0.45, "proposal": 0.6, "negotiation": 0.75, "contract": 0.9,
        WON: 1.0, LOST: 0.0},
}  # fmt: skip
FORECAST = {"proposal": "Best case", "negotiation": "Best case", "contract": "Zusage", WON: "Closed", LOST: "Omitted"}


def word(stage: str, version: int) -> str:
    """What the CRM calls a stage in a version of the process."""
    return STAGES[version][stage][0] if stage in STAGES[version] else WORDS[stage]


def process(day: date) -> int:
    """The version that a deal which begins on a day follows."""
    return 2 if day >= PROCESS_CHANGED else 1


def brief(channel: str, vendor: str | None, delivered: datetime) -> tuple[str, int] | None:
    """The brief that a lead is judged by: id and version; `channel` is Leadline's word."""
    day = delivered.date()
    if vendor == MITTELSTAND and day >= BRIEFED:
        return "dach_kontakt", 1
    if day < WRITTEN_DOWN:
        return None
    if channel == "event":
        return "events", 1
    if channel in ("partner", "referral", "outbound"):
        return "introductions", 1
    return "default", 2 if day >= CHANGED else 1


def owes_reason(brief: tuple[str, int] | None) -> bool:
    """Whether sales says why it rejects a lead: where the brief asks for it, and where there is none."""
    return brief not in NO_REASON


def after(moment: datetime, seconds: int) -> datetime:
    """The moment when so many working seconds have passed since another one."""
    while True:
        opens, closes = _hours(moment.date())
        begins = max(moment, opens)
        if begins + timedelta(seconds=seconds) <= closes:
            return begins + timedelta(seconds=seconds)
        seconds -= max(0, int((closes - begins).total_seconds()))
        moment = datetime.combine(moment.date() + timedelta(days=1), time())


def worked(begins: datetime, ends: datetime) -> float:
    """Working seconds from one moment to another."""
    days = (begins.date() + timedelta(days=number) for number in range((ends.date() - begins.date()).days + 1))
    hours = (_hours(day) for day in days)
    return sum(max(0.0, (min(ends, closes) - max(begins, opens)).total_seconds()) for opens, closes in hours)


def _hours(day: date) -> tuple[datetime, datetime]:
    """When people begin and end; the same on a day on which nobody works."""
    opens, closes = (0, 0) if day in HOLIDAYS else HOURS.get(day.weekday(), (0, 0))
    midnight = datetime.combine(day, time())
    return midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
