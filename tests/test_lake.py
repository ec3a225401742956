"""The lake: a load is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from orchestration.lake import COMMIT, Lake, LakeError

ROWS = pa.table({"id": ["1", "2"], "amount": [1.5, None]})


def read(lake: Lake, table: str = "deals") -> list[tuple[object, ...]]:
    return duckdb.sql(f"select * from ({lake.select('spreadsheets', table, 'acme')}) order by all").fetchall()


def test_a_load_lands_all_its_tables_in_the_stated_layout(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with lake.load("L1") as load:
        assert load.write(ROWS, "spreadsheets", "deals", "acme") == 2
        load.write(ROWS.slice(1), "spreadsheets", "leads", "acme")
        assert lake.is_empty()
    files = sorted(path.relative_to(lake.root).as_posix() for path in lake.root.rglob("*.parquet"))
    assert files == ["spreadsheets/deals/source=acme/L1.parquet", "spreadsheets/leads/source=acme/L1.parquet"]
    assert read(lake) == [("1", 1.5), ("2", None)]
    assert lake.sources("spreadsheets") == ["acme"]
    assert not lake.is_empty()


def test_a_load_that_ends_with_an_error_leaves_nothing(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with pytest.raises(ZeroDivisionError), lake.load("L1") as load:
        load.write(ROWS, "spreadsheets", "deals", "acme")
        raise ZeroDivisionError
    assert list(lake.root.rglob("*.parquet")) == []
    assert lake.recover() == []


def test_a_query_is_written_inside_the_engine_and_no_row_makes_no_file(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with duckdb.connect() as connection, lake.load("L1") as load:
        assert load.write_query(connection, "select 7 as id", "spreadsheets", "deals", "acme") == 1
        assert load.write_query(connection, "select 7 as id where false", "spreadsheets", "leads", "acme") == 0
    assert read(lake) == [(7,)]
    assert list(lake.folder("spreadsheets", "leads", "acme").glob("*")) == []


def test_a_table_without_rows_can_be_read_and_columns_that_come_later_are_null_before(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with lake.load("L1") as load:
        load.ensure(pa.schema([("id", pa.string())]), "spreadsheets", "deals", "acme")
    assert read(lake) == []
    with lake.load("L2") as load:
        load.ensure(ROWS.schema, "spreadsheets", "deals", "acme")
        load.write(pa.table({"id": ["9"]}), "spreadsheets", "deals", "acme")
    assert read(lake) == [("9", None)]
    with lake.load("L3") as load:
        load.ensure(ROWS.schema, "spreadsheets", "deals", "acme")
    assert len(list(lake.folder("spreadsheets", "deals", "acme").iterdir())) == 3


def killed_load(lake: Lake, load_id: str, committed: bool) -> None:
    """What a process that is killed leaves: one table in place, one still aside."""
    aside = lake.incoming / load_id
    with lake.load("other") as load:
        load.write(ROWS, "spreadsheets", "deals", "acme")
    left = aside / "spreadsheets" / "leads" / "source=acme" / f"{load_id}.parquet"
    left.parent.mkdir(parents=True)
    (lake.folder("spreadsheets", "deals", "acme") / "other.parquet").rename(left)
    if committed:
        (aside / COMMIT).touch()


@pytest.mark.parametrize(("committed", "rows"), [(True, 2), (False, 0)], ids=["committed", "not committed"])
def test_a_kill_before_the_commit_forgets_the_load_and_after_it_finishes_it(
    tmp_path: Path, committed: bool, rows: int
) -> None:
    lake = Lake(tmp_path / "lake")
    killed_load(lake, "L1", committed)
    assert lake.recover() == (["L1"] if committed else [])
    assert not (lake.incoming / "L1").exists()
    assert len(list(lake.root.glob("*/leads/*/*.parquet"))) == (1 if rows else 0)
    assert lake.recover() == []


def test_writing_a_table_twice_in_one_load_is_refused_by_name(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with (
        pytest.raises(LakeError, match="load 'L1' writes spreadsheets/deals/source=acme twice"),
        lake.load("L1") as load,
    ):
        load.write(ROWS, "spreadsheets", "deals", "acme")
        load.write(ROWS, "spreadsheets", "deals", "acme")


def test_runs_are_numbered_in_the_order_they_landed_and_a_run_keeps_its_number(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    assert lake.build_number("ffffffff") == 1
    with lake.load("20180101T000000Z-000001-ffffffff-agreement") as load:
        load.write(ROWS, "leadline", "agreement_company")
    assert lake.build_number("ffffffff") == 1
    assert lake.build_number("00000000") == 2
