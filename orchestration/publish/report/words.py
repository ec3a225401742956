"""Figures in words: numbers, shares, days, the names of what is counted.

Belongs here: how one figure reads, as plain text. Does not belong here: which figures are worth a sentence (see `headline`), HTML.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

_TENTHS = ("", "One of ten", "Two of ten", "Three of ten", "Four of ten", "Five of ten", "Six of ten", "Seven of ten",
           "Eight of ten", "Nine of ten", "Nearly all")  # fmt: skip

STEPS = {
    "delivered": "Delivered",
    "conforming": "Keep the brief",
    "accepted": "Accepted by sales",
    "deal": "Became a deal",
    "won": "Won",
}
VERDICTS = {
    "conforming": "Keep the brief",
    "non_conforming": "Break the brief",
    "unknown": "Cannot be judged",
    "no_brief": "No brief in force",
}
# The same of a single lead.
VERDICT_OF_ONE = {
    "conforming": "keeps the brief",
    "non_conforming": "breaks the brief",
    "unknown": "cannot be judged",
    "no_brief": "no brief in force",
}
SUITES = {"raw": "What came in", "leads": "Leads", "deals": "Deals", "marts": "Marts, before publishing"}


def number(value: float | Decimal) -> str:
    """With separators of thousands."""
    return f"{value:,.0f}"


def money(value: float | Decimal, currency: str | None) -> str:
    """A rounded amount: `EUR 19,600`, `EUR 2.1 M`."""
    amount = float(value)
    for size, unit in ((1e9, " bn"), (1e6, " M")):
        if abs(amount) >= size:
            shown = f"{amount / size:,.1f}{unit}"
            break
    else:
        shown = number(amount)
    return (f"{currency} {shown}" if currency else f"{shown} in base currency").replace(" ", "\u00a0")


def percent(part: int, whole: int) -> str:
    """A share, never rounded to all or nothing: `62%`, `<1%`, `>99%`; a dash without a whole."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 1:
        return "<1%"
    if 99 < share < 100:
        return ">99%"
    return f"{share:.0f}%"


def count(value: int, one: str, many: str | None = None) -> str:
    """`1 lead`, `12 leads`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def share_of(part: int, whole: int, things: str, one: str, many: str) -> str:
    """A share as a sentence begins: `Four of ten Brightleads leads break`, `3 of the 8 deals are`, `All 5 leads break`.

    Args:
        things: what is counted, in the plural.
        one, many: the verb after a single thing and after several.
    """
    if part == 0:
        return f"None of the {number(whole)} {things} {one}"
    if part == whole:
        return f"All {number(whole)} {things} {many}"
    tenths = round(10 * part / whole)
    if whole < 20 or tenths == 0:
        return f"{number(part)} of the {number(whole)} {things} {one if part == 1 else many}"
    return f"{_TENTHS[tenths]} {things} {one if tenths == 1 else many}"


def days(value: int) -> str:
    """How long something waits: `for 12 days`."""
    return "since today" if value == 0 else f"for {count(value, 'day')}"


def span(minutes: float, kind: str = "") -> str:
    """How long something takes, as people say it: `40 minutes`, `3.5 working hours` (kind `working`), `4 days` (by the calendar only).

    Args:
        kind: `working` for minutes of somebody's working hours; their days differ, so they stay hours.
    """
    what = f"{kind} " if kind else ""
    if minutes < 1:
        return f"less than a {what}minute"
    if minutes < 60:
        return count(round(minutes), f"{what}minute")
    if minutes < 48 * 60 or kind:
        return _rounded(minutes / 60, f"{what}hour")
    return _rounded(minutes / (24 * 60), "day")


def of_hundred(share: float) -> str:
    """A share as so many of a hundred, below ten to the tenth: `4.5`, `12`, `−0.3`."""
    value = round(100 * share, 1 if abs(share) < 0.1 else None)
    return f"{value + 0:g}".replace("-", "−")


def _rounded(value: float, one: str) -> str:
    """To the tenth below ten."""
    shown = round(value, 1) if value < 10 else round(value)
    return f"{shown:,g} {one if shown == 1 else one + 's'}"


def day(value: date | None) -> str:
    """`1 Dec 2024`."""
    return f"{value.day} {value:%b %Y}" if value else "not known"


def moment(value: datetime) -> str:
    """`29 May 2026, 20:00`."""
    return f"{day(value.date())}, {value:%H:%M}"


def period(value: date, length: str) -> str:
    """`Dec 2024`, `Q4 2024`."""
    return f"Q{(value.month + 2) // 3} {value.year}" if length == "quarter" else f"{value:%b %Y}"


def stage(value: str) -> str:
    """A stage's id as a title; a CRM's word that no stage has stays in quotation marks."""
    if value.startswith("?"):
        return f"“{value[1:]}” (not in the process)"
    return value.replace("_", " ").capitalize()


def rule(rule_id: str, says: str | None) -> str:
    """A rule in its own words, else its id in plain letters."""
    return says or rule_id.removeprefix("clause_").replace("_", " ").capitalize()


def channel(value: str | None) -> str:
    """A channel of the vocabulary in plain letters."""
    return value.replace("_", " ") if value else "not stated"


def owner(name: str | None, is_active: bool) -> str:
    """Who owns a record; who has left cannot answer it."""
    if name is None:
        return "nobody"
    return name if is_active else f"{name} (has left)"
