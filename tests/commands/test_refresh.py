"""`leadline run --full-refresh`: the lake and the sources give back all that a warehouse held."""

from __future__ import annotations

import duckdb

from tests.company import Company


def test_a_warehouse_that_was_deleted_gives_the_same_marts_again(copied: Company) -> None:
    marts = copied.every_mart()
    assert sum(len(rows) for rows in marts.values()) > 50
    file = copied.data / "warehouse" / "leadline.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table marts.left_over as select 1")
    done = copied.leadline("run", "--full-refresh")
    assert done.returncode == 0, done.stderr
    assert f"deleted    {file}" in done.stderr
    assert copied.warehouse("select count(*) from duckdb_tables() where table_name = 'left_over'") == [(0,)]
    assert copied.every_mart() == marts
    assert (copied.data / "publish" / "current").readlink().name == "v0002"


def test_wrong_sources_cost_no_warehouse(copied: Company) -> None:
    copied.sources.write_text("sources: []\n")
    done = copied.leadline("run", "--full-refresh")
    assert done.returncode == 2
    assert (copied.data / "warehouse" / "leadline.duckdb").exists()
