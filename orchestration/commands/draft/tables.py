"""What a draft says of a file: which entity it is, which column comes from which heading, and what is only guessed or asked.

Belongs here: the parts of a draft. Does not belong here: finding them (see `guesses`, `written`), writing them down (see `render`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestration.commands.draft.looks import Sheet
from orchestration.extract.entities import ENTITIES, Column
from orchestration.extract.sources import Table


@dataclass
class Mapped:
    """One of Leadline's columns. An open one is written as a comment below its question, until somebody answers."""

    column: Column
    headings: list[str]
    places: list[int]
    guess: str | None = None
    question: str | None = None
    is_open: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    ways: list[dict[str, Any]] = field(default_factory=list)  # options to choose from, of an open one

    def asks(self, question: str, *ways: dict[str, Any]) -> None:
        """Leave the column open."""
        self.question, self.is_open, self.ways = question, True, list(ways)

    def stated(self) -> str | dict[str, Any]:
        """As sources.yml has it."""
        return self.as_stated(self.options)

    def as_stated(self, options: dict[str, Any]) -> str | dict[str, Any]:
        if len(self.headings) > 1:
            return {"first_of": self.headings, **options}
        return {"column": self.headings[0], **options} if options else self.headings[0]


@dataclass
class Word:
    """A word of a coded column that is none of Leadline's: what it may mean, where that can be guessed."""

    word: str
    rows: int
    means: str | None


@dataclass
class Draft:
    """One table of a source: an entity, and the file (or pattern) and sheet that it comes from."""

    entity: str
    sheet: Sheet
    file: str
    files: list[str]
    columns: list[Mapped]
    values: dict[str, list[Word]] = field(default_factory=dict)
    guess: str | None = None
    left_out: str | None = None  # why the whole table is written as a comment

    @property
    def mapped(self) -> list[Mapped]:
        """Columns that are not open."""
        return [mapped for mapped in self.columns if not mapped.is_open]

    @property
    def missing(self) -> list[str]:
        """Required columns that nothing was found for, or that wait for an answer."""
        there = {mapped.column.name for mapped in self.mapped}
        return [column.name for column in ENTITIES[self.entity].columns if column.required and column.name not in there]

    def table(self) -> Table:
        """As the reading code takes it."""
        stated = {mapped.column.name: mapped.stated() for mapped in self.mapped}
        values = {
            column: {word.word: word.means for word in words if word.means}
            for column, words in self.values.items()
            if column in stated
        }
        return Table.model_validate(
            {
                "file": self.file,
                "sheet": self.sheet.sheet,
                "columns": stated,
                "values": {column: words for column, words in values.items() if words},
            }
        )
