"""Small words of SQL that every step of extracting needs: names, texts, types."""

from __future__ import annotations

import pyarrow as pa

_TYPES = {
    pa.string(): "varchar",
    pa.timestamp("us"): "timestamp",
    pa.date32(): "date",
    pa.float64(): "double",
    pa.int64(): "bigint",
    pa.bool_(): "boolean",
    pa.decimal128(38, 2): "decimal(38, 2)",
}


def name(value: str) -> str:
    """An identifier, quoted."""
    return '"' + value.replace('"', '""') + '"'


def text(value: object) -> str:
    """A literal text, quoted."""
    return "'" + str(value).replace("'", "''") + "'"


def literal(value: object) -> str:
    """A number, text, instant or null as a literal."""
    if value is None:
        return "null"
    return str(value) if isinstance(value, int) else text(value)


def type_of(type_: pa.DataType) -> str:
    """The engine's name of a type of the lake."""
    return _TYPES[type_]


def empty(schema: pa.Schema) -> str:
    """A SELECT without rows. (To register an empty Arrow table instead makes DuckDB import pandas: two seconds.)"""
    return f"select {', '.join(f'cast(null as {type_of(field.type)}) as {name(field.name)}' for field in schema)} where false"


def as_json(pairs: list[tuple[str, str]]) -> str:
    """SQL of a JSON text of names and values (SQL of a text each), without the null ones; null where all are."""
    if not pairs:
        return "null::varchar"
    entries = ", ".join(f"{{'k': {text(key)}, 'v': {value}}}" for key, value in pairs)
    return f"nullif(cast(to_json(map_from_entries(list_filter([{entries}], lambda x: x.v is not null))) as varchar), '{{}}')"
