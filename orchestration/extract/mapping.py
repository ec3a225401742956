"""A table's text columns, and which of them the mapping names.

Belongs here: finding the mapped columns in a file or query. Does not belong here: typing their values (see `columns`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from orchestration.extract.entities import ENTITIES, Column
from orchestration.extract.sources import ColumnMap, Source, SourceError, Table, closest


@dataclass
class TextTable:
    """What a table is read from: `relation` has row, file, line, epoch, d0, d1, …; `rejects` has file, line, raw_row, reason."""

    label: str  # source and entity, as errors name them
    origin: str  # file, or query
    relation: str
    rejects: str
    names: list[str]
    places: dict[str, int]  # of the columns that the mapping names
    has_epoch: bool  # some rows come from a workbook
    is_text: bool  # all rows come from text files
    files: list[str]  # base names
    notices: list[str] = field(default_factory=list)


@dataclass
class MappedColumn:
    """One column of the entity with its mapping, and what a look at all its values told."""

    column: Column
    mapped: ColumnMap
    places: list[int]
    null_words: list[str]
    zone: str
    values: dict[str, str | None]
    vocabulary: list[str]
    is_all_midnight: bool = False
    first: datetime | None = None
    last: datetime | None = None

    @property
    def decimal(self) -> str:
        return self.mapped.decimal or "."


def places_of(label: str, table: Table, origin: str, names: list[str], twice: dict[str, list[str]]) -> dict[str, int]:
    """Places of the columns that a mapping names, in one file or query.

    Raises:
        SourceError: a column is missing, or stands there more than once.
    """
    wanted = {(name, origin_) for name, mapped in table.columns.items() for origin_ in mapped.columns}
    wanted |= {("features", name) for name in table.features}
    found: dict[str, int] = {}
    for name, column in sorted(wanted):
        squeezed = " ".join(column.split())
        renamed = twice.get(squeezed, [squeezed])
        if len(renamed) > 1:
            raise SourceError(
                f"{label} {name}: column '{column}' stands {len(renamed)} times in the header of {origin}: "
                f"map one of {', '.join(renamed)}"
            )
        if renamed[0] not in names:
            raise SourceError(
                f"{label} {name}: column '{column}' is not in {origin} ({closest(column, names, 'it has')})"
            )
        found[column] = names.index(renamed[0])
    return found


def mapped_columns(source: Source) -> list[tuple[str, str]]:
    """Entity and column of everything that a source says something about."""
    found = []
    for name, table in source.tables.items():
        columns = set(table.columns)
        if source.currency and "currency" in ENTITIES[name].by_name and name != "exchange_rates":
            columns.add("currency")
        found += [(name, column) for column in sorted(columns)]
    return found
