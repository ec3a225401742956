"""Opening, querying and writing the warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from orchestration.warehouse import WarehouseError, open_warehouse, scratch


def test_arrow_and_queries_replace_a_table_and_say_its_rows(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w" / "leadline.duckdb") as warehouse:
        assert warehouse.write("reference.run", pa.table({"build_id": ["a", "b"]})) == 2
        assert warehouse.write("reference.run", "select 'c' as build_id") == 1
        warehouse.append("reference.run", pa.table({"build_id": ["d"]}))
        assert warehouse.rows("select * from reference.run order by 1") == [{"build_id": "c"}, {"build_id": "d"}]
        assert warehouse.query("select build_id from reference.run where build_id = ?", ["d"]).num_rows == 1
        assert warehouse.tables("reference") == ["run"]


def test_the_file_is_free_after_the_block(tmp_path: Path) -> None:
    file = tmp_path / "leadline.duckdb"
    with open_warehouse(file) as warehouse:
        warehouse.write("reference.run", "select 1 as build_id")
    with open_warehouse(file, read_only=True) as warehouse:
        assert warehouse.rows("select * from reference.run") == [{"build_id": 1}]


def test_reading_a_warehouse_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseError, match="there is no warehouse at .* yet: run `leadline run` first"),
        open_warehouse(tmp_path / "leadline.duckdb", read_only=True),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_downloaded_at_run_time(tmp_path: Path) -> None:
    with scratch(tmp_path, ["excel"]) as connection:
        assert connection.sql("select loaded from duckdb_extensions() where extension_name = 'excel'").fetchall() == [
            (True,)
        ]
        with pytest.raises(duckdb.Error, match="(?i)extension"):
            connection.execute("load httpfs")
    with scratch(tmp_path) as connection, pytest.raises(duckdb.Error):
        connection.execute("select * from read_xlsx('nothing.xlsx')")
