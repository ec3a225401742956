"""The stages of a sales process, and which words of a source may mean which of them.

Belongs here: a process to begin with, its words in English and German. Does not belong here: writing it down (see `agreement`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.commands.draft.headings import plain


@dataclass(frozen=True)
class Stage:
    """One stage to begin with; `words` are plain headings (see `headings.plain`) that mean it beyond doubt."""

    id: str
    why: str
    probability: float
    forecast_category: str
    expected_days: int | None
    words: tuple[str, ...]


def _stage(id_: str, why: str, probability: float, category: str, days: int | None, words: str) -> Stage:
    return Stage(id_, why, probability, category, days, tuple(words.split(", ")))


STAGES = (
    _stage(
        "qualified", "A person who may buy has a problem that we solve, and agreed to talk about it.", 0.1, "pipeline", 14,
        "qualified, qualification, qualify, 1 qualify, prospecting, prospect, lead in, contact made, new, appointment scheduled, "
        "appointmentscheduled, qualified to buy, qualifiedtobuy, qualifiziert, qualifizierung, erstkontakt, neu",
    ),
    _stage(
        "discovery", "We know what the problem costs them, who decides, and by when it has to be solved.", 0.2, "pipeline", 21,
        "discovery, needs analysis, needs defined, develop, 2 develop, bedarfsanalyse, analyse",
    ),
    _stage(
        "solution", "The customer agrees that what we would deliver solves the problem.", 0.35, "pipeline", 21,
        "solution, demo, demo scheduled, presentation, presentation scheduled, presentationscheduled, value proposition, "
        "praesentation, loesung, konzept",
    ),
    _stage(
        "feasibility", "Operations has confirmed that we can deliver it, in that quantity, by that date.", 0.45, "pipeline", 7,
        "feasibility, operations check, machbarkeit, machbarkeitspruefung",
    ),
    _stage(
        "proposal", "The customer has a price and a scope in writing, and has said what is still missing.", 0.6, "best_case", 21,
        "proposal, propose, 3 propose, proposal made, proposal sent, proposal price quote, quote, quote sent, offer, offer sent, "
        "angebot, angebot gesendet, angebot versendet, angebotsphase",
    ),
    _stage(
        "negotiation", "Payment terms are accepted and the delivery date is confirmed.", 0.75, "best_case", 14,
        "negotiation, negotiations started, negotiation review, decision maker bought in, decisionmakerboughtin, verhandlung, "
        "in verhandlung",
    ),
    _stage(
        "contract", "The contract is with the person who signs it.", 0.9, "commit", 7,
        "contract, contract sent, contractsent, verbal, verbal commitment, close, 4 close, vertrag, vertrag versendet, "
        "muendliche zusage",
    ),
    _stage(
        "closed_won", "Signed.", 1, "closed", None,
        "won, closed won, closedwon, gewonnen, auftrag, abgeschlossen gewonnen, win",
    ),
    _stage(
        "closed_lost", "The customer said no, or we did; the reason is written down.", 0, "omitted", None,
        "lost, closed lost, closedlost, verloren, abgeschlossen verloren, dead, abgelehnt, absage",
    ),
)  # fmt: skip
CLOSED = ("closed_won", "closed_lost")


@dataclass(frozen=True)
class Found:
    """A source's words for stages, with how many deals stand in each."""

    source: str
    words: Sequence[tuple[str, int]]


def meaning(word: str) -> str | None:
    """Id of the stage that a word means; None where that is not plain."""
    return next((stage.id for stage in STAGES if plain(word) in stage.words), None)


def names(found: Sequence[Found]) -> dict[str, dict[str, list[str]]]:
    """Words by stage and source."""
    named: dict[str, dict[str, list[str]]] = {}
    for source in found:
        for word, _ in _once(source.words):
            stage = meaning(word)
            if stage:
                named.setdefault(stage, {}).setdefault(source.source, []).append(word)
    return named


def unknown(found: Sequence[Found]) -> list[tuple[str, str, int]]:
    """Source, word and deals of the words that mean no stage to begin with."""
    return [
        (source.source, word, deals) for source in found for word, deals in _once(source.words) if meaning(word) is None
    ]


def _once(words: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Words without their doubles in another case, which the agreement does not tell apart."""
    kept: dict[str, tuple[str, int]] = {}
    for word, deals in words:
        first, count = kept.get(word.casefold(), (word, 0))
        kept[word.casefold()] = (first, count + deals)
    return list(kept.values())
