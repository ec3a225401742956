"""Which entity a file is, and which heading is which of Leadline's columns.

Belongs here: choosing among headings, and by what values look like. Does not belong here: the words themselves (see `headings`), how dates
and amounts are written (see `written`).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.commands.draft import headings
from orchestration.commands.draft.looks import Look, Sheet
from orchestration.commands.draft.tables import Mapped
from orchestration.extract.entities import ENTITIES, Column

LIKELY = 0.8  # share of values that must look like an e-mail address or a phone number
FEWEST = 3  # headings that must be known where the file's name says nothing
# Columns that two headings of an export may share: the first that is filled counts.
SEVERAL = {"phone"}


@dataclass(frozen=True)
class Guess:
    """An entity for a file, with its columns; `why` is None where the file's name says it."""

    entity: str
    columns: list[Mapped]
    why: str | None

    @property
    def missing(self) -> list[str]:
        there = {mapped.column.name for mapped in self.columns}
        return [column.name for column in ENTITIES[self.entity].columns if column.required and column.name not in there]


def entities_of(sheet: Sheet) -> list[Guess]:
    """What a sheet may be, the likeliest first: by its or its file's name where the required columns are there, then by its headings.

    Without either, what its name says, although something is missing.
    """
    named: dict[str, Guess] = {}
    for stem in sheet.stems:
        for entity, _ in headings.file_words(stem):
            named.setdefault(entity, Guess(entity, columns_of(sheet, entity), None))
    whole = [guess for guess in named.values() if not guess.missing]
    others = [_by_headings(sheet, entity) for entity in ENTITIES if entity not in {guess.entity for guess in whole}]
    found = [*whole, *sorted(filter(None, others), key=lambda guess: -_weight(guess.columns))]
    return found or list(named.values())[:1]


def _by_headings(sheet: Sheet, entity: str) -> Guess | None:
    columns = columns_of(sheet, entity)
    sure = [mapped for mapped in columns if mapped.guess is None]
    is_whole = not Guess(entity, sure, None).missing
    return Guess(entity, columns, "by its headings") if is_whole and len(sure) >= FEWEST else None


def _weight(columns: list[Mapped]) -> float:
    """Columns that few entities have say more."""
    return sum(1 / sum(mapped.column.name in entity.by_name for entity in ENTITIES.values()) for mapped in columns)


def columns_of(sheet: Sheet, entity: str) -> list[Mapped]:
    """Leadline's columns of an entity with the headings that they come from, in Leadline's order."""
    forms = [(look, headings.headings_of(entity, look.name)) for look in sheet.looks]
    found: dict[str, Mapped] = {}
    for is_guess in (False, True):
        taken = {place for mapped in found.values() for place in mapped.places}
        for column in ENTITIES[entity].columns:
            if column.name in found:
                continue
            fits = _fits(entity, column, forms, is_guess)
            if is_guess and column.name not in ("name", "owner_id") and not column.in_key:
                fits = [look for look in fits if look.place not in taken]
            if fits:
                found[column.name] = _chosen(column, fits, is_guess)
    _by_looks(sheet, entity, found)
    _ask_what_closes(entity, found)
    return [found[column.name] for column in ENTITIES[entity].columns if column.name in found]


def _fits(entity: str, column: Column, forms: list[tuple[Look, set[str]]], is_guess: bool) -> list[Look]:
    """Columns of the file that a word names, the likeliest first; those without a value last."""
    fits = [
        look
        for word, guessed in headings.words(entity)[column.name]
        if guessed == is_guess
        for look, names in forms
        if word in names and (column.type != "boolean" or look.filled == 0 or look.booleans or look.distinct <= 10)
    ]
    return sorted(dict.fromkeys(fits), key=lambda look: look.filled == 0)


def _chosen(column: Column, fits: list[Look], is_guess: bool) -> Mapped:
    chosen = [look for look in fits if look.filled] if column.name in SEVERAL else []
    chosen = chosen if len(chosen) > 1 else fits[:1]
    guess = "by its heading" if is_guess else None
    if is_guess and column.in_key:
        guess = "by its heading; every value differs" if chosen[0].is_unique else "by its heading"
    mapped = Mapped(column, [look.name for look in chosen], [look.place for look in chosen], guess)
    if column.name == "email" and chosen[0].filled and chosen[0].emails < chosen[0].filled / 2:
        mapped.question = (
            f"only {_share(chosen[0].emails, chosen[0].filled)} look like e-mail addresses: is it the right column?"
        )
    return mapped


def _ask_what_closes(entity: str, found: dict[str, Mapped]) -> None:
    """Many CRMs keep one column for the day a deal is expected to close and the day it did."""
    closed = found.get("closed_at")
    if entity != "deals" or closed is None or "expected_close_date" in found:
        return
    if headings.plain(closed.headings[0]) in ("close date", "closedate"):
        closed.question = (
            f"is {closed.headings[0]} the day a deal closed, or the day it is expected to? Read here as both: the day it closed in a "
            "closed stage, the day expected in an open one"
        )


def _by_looks(sheet: Sheet, entity: str, found: dict[str, Mapped]) -> None:
    """E-mail addresses and phone numbers show what they are whatever their heading says."""
    by_name = ENTITIES[entity].by_name
    taken = {place for mapped in found.values() for place in mapped.places}
    for name, what in (("email", "e-mail addresses"), ("phone", "phone numbers")):
        if name not in by_name or name in found:
            continue
        for look in sheet.looks:
            count = look.emails if name == "email" else look.phones
            if look.place not in taken and look.filled >= FEWEST and count >= LIKELY * look.filled:
                guess = f"{_share(count, look.filled)} look like {what}"
                found[name] = Mapped(by_name[name], [look.name], [look.place], guess)
                break
    [key, *others] = ENTITIES[entity].key or ("",)
    if key and not others and key not in found:
        for look in sheet.looks:
            last = headings.plain(look.name).split()[-1:]
            if (
                look.is_unique
                and look.filled == sheet.sampled
                and last in (["id"], ["nr"], ["no"], ["number"], ["key"], ["code"])
            ):
                found[key] = Mapped(by_name[key], [look.name], [look.place], "every value differs")
                break


def _share(count: int, of: int) -> str:
    return f"{count / of:.0%} of {of:,} values".replace("%", " %")
