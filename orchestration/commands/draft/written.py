"""How the values of a drafted column are written: the formats of dates, decimal signs, percentages; what cannot be told is asked.

Belongs here: turning counts (see `looks`) into options and questions. Does not belong here: reading values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration.commands.draft.looks import Dates, Numbers, Sheet, dates_of, numbers_of
from orchestration.commands.draft.tables import Draft, Mapped
from orchestration.extract import sql

MOST = 0.8  # share of a column's values that must be readable
NUMERIC = ("amount", "number", "integer", "share")
KINDS = {"amount": "amounts", "number": "numbers", "integer": "whole numbers", "share": "shares or percentages"}
YES_OR_NO = 12  # more words than these are no yes and no


def state(drafts: Sequence[Draft]) -> None:
    """Find out how the columns of a source's tables are written. What one column leaves open, another of the source may tell."""
    dated: list[tuple[Draft, Mapped, Dates]] = []
    doubtful: list[tuple[Draft, Mapped]] = []
    for draft in drafts:
        for mapped in draft.columns:
            if mapped.column.type in ("date", "timestamp"):
                dated.append((draft, mapped, dates_of(draft.sheet, mapped.places[0])))
            elif mapped.column.type in NUMERIC:
                if _is_open(mapped, numbers(draft.sheet, mapped)):
                    doubtful.append((draft, mapped))
            elif mapped.column.type == "boolean":
                _ask_yes_or_no(draft.sheet, mapped)
    _state_dates(dated)
    _state_points(drafts, doubtful)


def numbers(sheet: Sheet, mapped: Mapped) -> Numbers:
    """A look at the values of a column of numbers."""
    return numbers_of(sheet, mapped.places[0], mapped.column.type)


def _is_open(mapped: Mapped, found: Numbers) -> bool:
    """State decimal sign and unit; returns whether the sign cannot be told from the column itself."""
    if found.nothing:
        mapped.options["null_words"] = list(found.nothing)
    best = max(found.point, found.comma)
    if best < MOST * found.given:
        mapped.asks(
            f"{best:,} of {found.given:,} values can be read as {KINDS[mapped.column.type]}: is it the right column?"
        )
        return False
    if found.comma > found.point:
        mapped.options["decimal"] = ","
    if mapped.column.type == "share" and found.above_one and not found.with_percent:
        mapped.options["unit"] = "percent"
    return found.is_doubtful and mapped.column.type != "share" and found.comma == found.point


def _state_points(drafts: Sequence[Draft], doubtful: list[tuple[Draft, Mapped]]) -> None:
    for draft, mapped in doubtful:
        # Of its own file first, then of the whole source.
        others = [other for other in draft.columns if other.options.get("decimal") == ","]
        others = others or [other for one in drafts for other in one.columns if other.options.get("decimal") == ","]
        if others:
            mapped.options["decimal"] = ","
            mapped.guess = _and(mapped.guess, f"decimal comma, as in {others[0].headings[0]}")
        else:
            ways = [{**mapped.options, "decimal": sign} for sign in (",", ".")]
            mapped.asks("is 1.234 more than a thousand (decimal comma), or a little over one (decimal point)?", *ways)


def _ask_yes_or_no(sheet: Sheet, mapped: Mapped) -> None:
    look = sheet.looks[mapped.places[0]]
    if look.booleans == look.filled:
        return
    words = [word for word, _ in sheet.top(look.place, YES_OR_NO)]
    says = f"which of its words mean yes, and which no: {', '.join(words)}? (`values:` maps words to true and false)"
    mapped.asks(says if look.distinct <= YES_OR_NO else "is it a yes or no?")


def _state_dates(dated: list[tuple[Draft, Mapped, Dates]]) -> None:
    undecided: list[tuple[Draft, Mapped, list[str]]] = []
    decided: list[tuple[Draft, Mapped, str]] = []
    for draft, mapped, dates in dated:
        if dates.nothing:
            mapped.options["null_words"] = list(dates.nothing)
        if dates.iso == dates.given:
            continue
        fits = _different(draft.sheet, mapped.places[0], dates.fits)
        if len(fits) == 1:
            mapped.options["format"] = fits[0]
            decided.append((draft, mapped, fits[0]))
        elif fits:
            undecided.append((draft, mapped, fits))
        else:
            _state_most(mapped, dates)
    for draft, mapped, fits in undecided:
        _state_alike(draft, mapped, fits, decided)


def _state_alike(draft: Draft, mapped: Mapped, fits: list[str], decided: list[tuple[Draft, Mapped, str]]) -> None:
    """Of formats that all fit, the one with days and months as in another column; else a question."""
    nearest = [one for one in decided if one[0] is draft] or decided
    orders = {_order(form) for _, _, form in nearest}
    alike = [form for form in fits if _order(form) in orders]
    if len(alike) == 1:
        mapped.options["format"] = alike[0]
        other = next(one for one in nearest if _order(one[2]) == _order(alike[0]))
        place = "" if other[0] is draft else f" of {other[0].sheet.label}"
        mapped.guess = _and(
            mapped.guess, f"other formats fit too; days and months stand as in {other[1].headings[0]}{place}"
        )
    else:
        ways = [{**mapped.options, "format": form} for form in fits]
        mapped.asks("every date of this file fits more than one format: which is it?", *ways)


def _state_most(mapped: Mapped, dates: Dates) -> None:
    best, count = max(dates.most, key=lambda found: found[1], default=("", 0))
    if dates.iso >= max(count, MOST * dates.given):
        best, count = "", dates.iso
    if count < MOST * dates.given:
        mapped.asks(
            f"{max(count, dates.iso):,} of {dates.given:,} values can be read as dates: is it the right column?"
        )
        return
    if best:
        mapped.options["format"] = best
    odd = dates.given - count
    ends = "is written otherwise, and its row" if odd == 1 else "are written otherwise, and their rows"
    mapped.question = f"{odd:,} of {dates.given:,} dates {ends} will be rejected: is that right?"


def _different(sheet: Sheet, place: int, forms: Sequence[str]) -> list[str]:
    """Formats that read some value differently; of those that never do, the first."""
    kept: list[str] = []
    for form in forms:
        same = False
        for other in kept:
            row = sheet.connection.execute(
                f"select count(*) from (select {sheet.value(place)} as value from {sheet.text.relation}) "
                f"where try_strptime(value, {sql.text(form)}) is distinct from try_strptime(value, {sql.text(other)})"
            ).fetchone()
            same = same or (row is not None and row[0] == 0)
        if not same:
            kept.append(form)
    return kept


def _order(form: str) -> tuple[str, ...]:
    """Order of day, month and year in a format."""
    kinds = {"d": "day", "m": "month", "b": "month", "B": "month", "y": "year", "Y": "year"}
    return tuple(kinds[letter] for letter in re.findall(r"%-?([dmbByY])", form))


def _and(first: str | None, second: str) -> str:
    return f"{first}; {second}" if first else second
