"""Two warehouses table by table: the same columns, the same rows as multisets, doubles nearly so; and what differs, in words to act on.

Belongs here: comparing, and the one list of what need not agree. Does not belong here: how the warehouses were made (see `run`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

RELATIVE = 1e-9
EXAMPLES = 3
SHOWN = 120  # characters of a value that a message shows

# What need not agree, and why: `column` of every table, or `table.column`.
EXEMPT = {
    "build_id": "names the build that made the row, and no two builds have one name",
}

# Money that doubles make, `table.column`: it agrees to the cent below 20 trillions, and above as far as a double has digits. On the way
# from a decimal to a double DuckDB rounds twice, and Java once.
OF_DOUBLES = {
    "fct_deals.amount_base": "amount * rate",
    "mart_source_quality.cost_per_lead": "cost / leads",
    "mart_source_quality.cost_per_conforming_lead": "cost / leads",
    "mart_source_quality.cac": "cost / customers",
}
PART = Decimal("5e-16")

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Side:
    """One of the two: how messages call it, and where its tables are (table: what stands after FROM)."""

    name: str
    tables: Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """One thing that differs in one table.

    Attributes:
        what: `column amount`, `rows only in spark`, `type of amount`, `empty in duckdb`, …
        rows: how many rows it concerns; 0 where it is no matter of rows.
        examples: some of them: key, and the value on either side.
    """

    table: str
    what: str
    rows: int = 0
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        counted = f": {self.rows:,} rows" if self.rows else ""
        return "\n    ".join([f"{self.table}: {self.what}{counted}", *self.examples])


def attached(connection: duckdb.DuckDBPyConnection, name: str, file: Path, schema: str = "marts") -> Side:
    """The tables of one schema of a DuckDB file, which is attached under the name."""
    connection.execute(f"attach '{file}' as {_quoted(name)} (read_only)")
    return tables_of(connection, name, schema)


def tables_of(connection: duckdb.DuckDBPyConnection, name: str, schema: str) -> Side:
    """The tables and views of one schema of a database that is attached under the name, found by listing."""
    found = connection.execute(
        "select distinct table_name from duckdb_columns() where database_name = ? and schema_name = ? order by 1",
        [name, schema],
    ).fetchall()
    return Side(name, {table: f"{_quoted(name)}.{schema}.{_quoted(table)}" for (table,) in found})


def parquet_folders(name: str, folder: Path) -> Side:
    """The tables of a folder that has a folder of Parquet files for each."""
    tables = sorted(path.name for path in folder.iterdir() if any(path.rglob("*.parquet")))
    return Side(name, {table: f"read_parquet('{folder / table}/**/*.parquet')" for table in tables})


def differences(
    connection: duckdb.DuckDBPyConnection,
    one: Side,
    other: Side,
    *,
    exempt: Mapping[str, str] = EXEMPT,
    may_be_empty: Mapping[str, str] | None = None,
) -> list[Difference]:
    """Everything in which two warehouses differ; nothing where they agree.

    Args:
        exempt: columns that need not agree, with the reason of each.
        may_be_empty: tables that may have no rows, with the reason of each; None: emptiness is not looked at.
    """
    found = [
        Difference(table, f"only in {side.name}")
        for side, against in ((one, other), (other, one))
        for table in side.tables
        if table not in against.tables
    ]
    if not one.tables and not other.tables:
        found.append(Difference("*", "neither has a table"))
    for table, relation in one.tables.items():
        if table in other.tables:
            pair = _Pair(connection, table, (one.name, other.name), (relation, other.tables[table]), exempt)
            if may_be_empty is not None and table not in may_be_empty:
                found += pair.emptiness()
            found += pair.shape()
            found += pair.rows()
    return found


def report(found: Sequence[Difference]) -> str:
    """All differences in one text; empty where there are none."""
    return "\n".join(["", *(str(difference) for difference in found)]) if found else ""


@dataclass
class _Pair:
    """One table on both sides."""

    connection: duckdb.DuckDBPyConnection
    table: str
    names: tuple[str, str]
    relations: tuple[str, str]
    exempt: Mapping[str, str]
    types: list[dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.types = [
            {column: kind for column, kind, *_ in self._all(f"describe select * from {relation}")}
            for relation in self.relations
        ]

    def emptiness(self) -> list[Difference]:
        return [
            Difference(self.table, f"empty in {name}")
            for name, relation in zip(self.names, self.relations, strict=True)
            if not self._all(f"select 1 from {relation} limit 1")
        ]

    def shape(self) -> list[Difference]:
        """Columns, their order and types; those of exempt columns as well."""
        one, other = self.types
        found = [
            Difference(self.table, f"column {column} only in {name}")
            for name, columns, against in zip(self.names, (one, other), (other, one), strict=True)
            for column in columns
            if column not in against
        ]
        common = [column for column in one if column in other]
        if common != [column for column in other if column in one]:
            orders = tuple(
                f"{name}: {', '.join(columns)}" for name, columns in zip(self.names, self.types, strict=True)
            )
            found.append(Difference(self.table, "order of the columns", examples=orders))
        return found + [
            Difference(
                self.table,
                f"type of {column}: {self.names[0]} {one[column]}, {self.names[1]} {other[column]}",
            )
            for column in common
            if one[column] != other[column]
        ]

    def rows(self) -> list[Difference]:
        """Rows of either side that the other one has not, as often; by the columns that both have in one type."""
        one, other = self.types
        columns = [
            column
            for column in one
            if one[column] == other.get(column)
            and column not in self.exempt
            and f"{self.table}.{column}" not in self.exempt
        ]
        if not columns:
            counts = [self._all(f"select count(*) from {relation}")[0][0] for relation in self.relations]
            return [] if counts[0] == counts[1] else [Difference(self.table, f"number of rows: {counts}")]
        listed = ", ".join(_quoted(column) for column in columns)
        left, right = (f"select {listed} from {relation}" for relation in self.relations)
        # Most rows are equal to the bit and never leave the engine; the rest is paired here.
        rest = self._all(f"{left} except all {right}"), self._all(f"{right} except all {left}")
        doubles = [
            place
            for place, column in enumerate(columns)
            if one[column] in ("DOUBLE", "FLOAT") or f"{self.table}.{column}" in OF_DOUBLES
        ]
        return self._told(columns, *_unmatched(*rest, doubles))

    def _told(self, columns: list[str], left: list[Row], right: list[Row]) -> list[Difference]:
        """Rows without a match, side by side by their key: which columns differ, and which rows are on one side only."""
        if not left and not right:
            return []
        width = self._key_width(columns)
        by_key: dict[Row, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
        for place, rows in enumerate((left, right)):
            for row in rows:
                by_key[row[:width]][place].append(row)
        columns_differ: dict[str, list[str]] = defaultdict(list)
        alone: tuple[list[str], list[str]] = ([], [])
        for key, (mine, theirs) in by_key.items():
            named = ", ".join(f"{column} {_shown(value)}" for column, value in zip(columns, key, strict=False))
            for one, other in zip(sorted(mine, key=repr), sorted(theirs, key=repr), strict=False):
                for place, column in enumerate(columns):
                    if not _near(one[place], other[place], f"{self.table}.{column}" in OF_DOUBLES):
                        values = f"{self.names[0]} {_shown(one[place])}, {self.names[1]} {_shown(other[place])}"
                        columns_differ[column].append(f"{named}: {values}")
            common = min(len(mine), len(theirs))
            for place, rows in enumerate((mine, theirs)):
                alone[place].extend([named] * (len(rows) - common))
        found = [
            Difference(self.table, f"column {column}", len(told), tuple(sorted(told)[:EXAMPLES]))
            for column, told in columns_differ.items()
        ]
        for name, told in zip(self.names, alone, strict=True):
            if told:
                found.append(Difference(self.table, f"only in {name}", len(told), tuple(sorted(told)[:EXAMPLES])))
        return found

    def _key_width(self, columns: list[str]) -> int:
        """How many columns, from the first, know a row: ids stand first. All of them where none do."""
        for width in range(1, len(columns)):
            listed = ", ".join(_quoted(column) for column in columns[:width])
            for relation in self.relations:
                [(rows, keys)] = self._all(
                    f"select count(*), (select count(*) from (select distinct {listed} from {relation})) from {relation}"
                )
                if rows == keys and rows:
                    return width
        return len(columns)

    def _all(self, sql: str) -> list[Row]:
        return self.connection.execute(sql).fetchall()


def _unmatched(left: list[Row], right: list[Row], doubles: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """The rows that cannot be paired with a row whose doubles are near and whose other values are the same."""
    if not doubles:
        return left, right

    def rest_of(row: Row) -> Row:
        return tuple(value for place, value in enumerate(row) if place not in doubles)

    groups: dict[Row, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for place, rows in enumerate((left, right)):
        for row in rows:
            groups[rest_of(row)][place].append(row)
    alone: tuple[list[Row], list[Row]] = ([], [])
    for mine, theirs in groups.values():
        pairs = _pairs(mine, theirs, doubles)
        alone[0].extend(row for place, row in enumerate(mine) if place not in pairs.values())
        alone[1].extend(row for place, row in enumerate(theirs) if place not in pairs)
    return alone


def _pairs(mine: list[Row], theirs: list[Row], doubles: Sequence[int]) -> dict[int, int]:
    """As many pairs as there can be (augmenting paths): place in theirs -> place in mine. Nearness is not transitive."""
    pairs: dict[int, int] = {}

    def seek(start: int, seen: set[int]) -> bool:
        for place, row in enumerate(theirs):
            if place not in seen and all(_near(mine[start][at], row[at]) for at in doubles):
                seen.add(place)
                if place not in pairs or seek(pairs[place], seen):
                    pairs[place] = start
                    return True
        return False

    for start in range(len(mine)):
        seek(start, set())
    return pairs


def _near(one: Any, other: Any, is_of_doubles: bool = True) -> bool:
    if is_of_doubles and isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) <= PART * abs(one)
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=0) or (math.isnan(one) and math.isnan(other))
    return one == other


def _shown(value: Any) -> str:
    text = "null" if value is None else repr(value) if isinstance(value, str | float) else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
