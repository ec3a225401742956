"""Types of the tables that models start from.

Belongs here: what extract lands and Python rooms hand over, as the words of the lake and the tests' world have it.
Does not belong here: types of models, which follow from their SQL (see `typed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

from orchestration.extract import agreement
from orchestration.extract.entities import ENTITIES, lake_schema
from orchestration.lake import OWN
from tests.dbt.world import HANDED_OVER, OWN_RECORDS, own_schema

# Table -> column -> type, in the words of contracts.
Types = Mapping[str, Mapping[str, str]]

_WORDS = {
    pa.string(): "string",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
}


def sources() -> dict[str, dict[str, str]]:
    """Every table that a model reads and no model makes: `schema.table` -> column -> type."""
    schemas = {f"spreadsheets.{name}": lake_schema(entity) for name, entity in ENTITIES.items()}
    schemas |= {f"{OWN}.{name}": own_schema(name) for name in OWN_RECORDS}
    schemas |= {f"{OWN}.{name}": schema for name, schema in agreement.SCHEMAS.items()}
    schemas |= {name: pa.schema(list(columns.items())) for name, columns in HANDED_OVER.items()}
    found = {name: _columns(schema) for name, schema in schemas.items()}
    for name in ENTITIES:
        found[f"spreadsheets.{name}"]["source"] = "string"  # the folder's partition
    return found | {"reference.run": {"build_id": "string", "as_of": "timestamp"}}


def _columns(fields: Iterable[pa.Field]) -> dict[str, str]:
    return {field.name: _word(field.type) for field in fields}


def _word(kind: pa.DataType) -> str:
    return f"decimal({kind.precision}, {kind.scale})" if pa.types.is_decimal(kind) else _WORDS[kind]
