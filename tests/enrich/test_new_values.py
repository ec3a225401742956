"""Only values that were not seen before are looked up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.enrich.new_values import look_up_new
from orchestration.warehouse import open_warehouse

SCHEMA = pa.schema([("value", pa.string()), ("length", pa.int64())])


def test_a_value_is_looked_up_once_and_again_when_the_library_changed(tmp_path: Path) -> None:
    asked: list[str] = []

    def look_up(value: str) -> dict[str, Any]:
        asked.append(value)
        return {"value": value, "length": len(value)}

    with open_warehouse(tmp_path / "leadline.duckdb") as warehouse:

        def run(wanted: str, by: str) -> int:
            return look_up_new(warehouse, "reference.lengths", SCHEMA, ("value",), wanted, look_up, by)

        assert run("select * from (values ('b'), ('aa')) as wanted (value)", "library 1") == 2
        assert run("select * from (values ('aa'), ('ccc')) as wanted (value)", "library 1") == 1
        assert run("select 'x' as value where false", "library 1") == 0
        assert asked == ["aa", "b", "ccc"]
        assert run("select 'aa' as value", "library 2") == 1
        assert warehouse.rows("select value, length, looked_up_by from reference.lengths") == [
            {"value": "aa", "length": 2, "looked_up_by": "library 2"}
        ]


def test_a_table_of_other_columns_is_made_anew(tmp_path: Path) -> None:
    def look_up(value: str) -> dict[str, Any]:
        return {"value": value, "length": len(value)}

    with open_warehouse(tmp_path / "leadline.duckdb") as warehouse:
        warehouse.write("reference.lengths", "select 'a' as value, 'library' as looked_up_by")
        wanted = "select 'bb' as value"
        assert look_up_new(warehouse, "reference.lengths", SCHEMA, ("value",), wanted, look_up, "library") == 1
        assert warehouse.rows("select * from reference.lengths") == [
            {"value": "bb", "length": 2, "looked_up_by": "library"}
        ]


def test_a_key_may_have_several_rows(tmp_path: Path) -> None:
    def look_up(value: str) -> list[dict[str, Any]]:
        return [{"value": value, "length": length} for length in range(len(value))]

    with open_warehouse(tmp_path / "leadline.duckdb") as warehouse:
        wanted = "select * from (values ('aaa'), ('b')) as wanted (value)"
        assert look_up_new(warehouse, "reference.lengths", SCHEMA, ("value",), wanted, look_up, "library") == 2
        assert look_up_new(warehouse, "reference.lengths", SCHEMA, ("value",), wanted, look_up, "library") == 0
        assert warehouse.rows("select value, length from reference.lengths order by all") == [
            {"value": "aaa", "length": 0}, {"value": "aaa", "length": 1}, {"value": "aaa", "length": 2}, {"value": "b", "length": 0},
        ]  # fmt: skip
