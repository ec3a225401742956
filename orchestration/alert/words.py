"""How figures, days, rules and scopes are written in a message.

Belongs here: single words and numbers. Does not belong here: what a message says (see `digest`).
"""

from __future__ import annotations

import re
from datetime import date

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
RECORDS = {"leads": ("lead", "leads"), "deals": ("deal", "deals"), "data": ("row", "rows")}
WITHHELD = "(withheld)"


def number(value: int) -> str:
    return f"{value:,}"


def share(part: int, whole: int) -> str:
    """A share of a whole: 8 %, 0.4 %, and nothing rounded up to all or down to none."""
    percent = 100 * part / whole
    if 0 < percent < 1 or 99 < percent < 100:
        return f"{percent:.1f} %" if 0.05 <= percent < 99.95 else ("under 0.1 %" if percent < 1 else "over 99.9 %")
    return f"{percent:.0f} %"


def of(part: int, whole: int | None, subject: str) -> str:
    """So many of how many: 112 of 140 leads."""
    one, many = RECORDS[subject]
    if not whole:
        return f"{number(part)} {one if part == 1 else many}"
    return f"{number(part)} of {number(whole)} {one if whole == 1 else many}"


def day(value: date, as_of: date) -> str:
    """A day: 15 Aug, with its year where it is not that of the message."""
    text = f"{value.day} {MONTHS[value.month - 1]}"
    return text if value.year == as_of.year else f"{text} {value.year}"


def rule(subject: str, rule_id: str) -> str:
    """A rule by its id, in a few words: `burst_from_one_address` is 'burst from one address'."""
    if rule_id == "rejected_rows":
        return "unreadable"
    if subject == "data":
        return f"failed check ({rule_id.replace('_', ' ')})"
    if rule_id.startswith("clause_"):
        return f"not as briefed ({rule_id.removeprefix('clause_').replace('_', ' ')})"
    if rule_id.startswith("excluded_"):
        return f"left out by the brief ({rule_id.removeprefix('excluded_')})"
    return rule_id.replace("_", " ")


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def scope(kind: str, value: str) -> str:
    """A scope as a name: vendors and teams by theirs, a channel and a source with what they are, a table without its schema."""
    name = plain(value)
    if kind == "channel":
        return f"channel {name.replace('_', ' ')}"
    if kind == "source":
        return f"source {name}"
    if kind == "team":
        return f"team {name}"
    return name.removeprefix("intermediate.").removeprefix("marts.")


def plain(value: str) -> str:
    """A text of the data on one line, unless it reads like an e-mail address or an international phone number.

    No scope and no campaign holds either. This is the last line: it holds when the columns of a delivery were shuffled.
    """
    if re.search(r"[^@\s]+@[^@\s]+[.][A-Za-z]", value) or re.search(r"[+][0-9][0-9 ()/.-]{7,}", value):
        return WITHHELD
    return " ".join(value.split())
