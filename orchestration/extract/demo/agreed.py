"""What the company's agreement says that the story turns on: the generator keeps to it, except where the story or the key says otherwise.

`expectations/agreement/` is the agreement itself; a test compares the two.
"""

from __future__ import annotations

from datetime import date, datetime

from orchestration.extract.demo.marketing import BRIEFED, MITTELSTAND

WRITTEN_DOWN = date(2025, 1, 1)  # before this day there was no brief
CHANGED = date(2025, 8, 15)  # version 2 of the default brief
PROCESS_CHANGED = date(2026, 1, 12)  # version 2 of the sales process

LEFT_OUT = ("ES", "PT")  # of version 2
LIMITS = {"default": 90, "events": 30, "introductions": 180, "dach_kontakt": 365}  # days to look back
NO_REASON = (("default", 1), ("introductions", 1))  # rejections need no reason there
BURST = 5  # leads from one address within an hour, from version 2 on
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
