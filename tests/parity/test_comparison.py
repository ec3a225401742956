"""The comparer on small hand-made warehouses: it must see every planted difference, and nothing where there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.parity.comparison import Difference, attached, differences, parquet_folders, report, tables_of

# `fct_deals` as one engine made it, and with what a test changes.
DEALS = """
    create schema marts;
    create table marts.fct_deals (
        deal_id varchar, owner_id varchar, amount decimal(38, 2), probability double, closed_at timestamp, is_won boolean, build_id varchar
    );
    insert into marts.fct_deals values
        ('a:1', 'a:ann', 10.00, 0.3, '2026-01-01 00:00:00', true, 'b1'),
        ('a:2', null, -0.01, 1e-300, '2026-01-01 00:00:00.000001', false, 'b1'),
        ('a:3', 'a:ann', null, null, null, true, 'b1'),
        ('a:4', 'a:bob', 12345678901234567890.12, 'nan', '9999-12-31', null, 'b1');
    create table marts.mart_weeks (week date, value double, other double);
    insert into marts.mart_weeks values ('2026-01-05', 1, 5), ('2026-01-05', 1, 3), ('2026-01-05', 1, 3);
"""


def compare(change: str = "", first: str = "", **options: Any) -> list[Difference]:
    """What differs between a warehouse (with what `first` does to it) and one with a change."""
    with duckdb.connect() as connection:
        for name, more in (("duckdb", first), ("spark", change)):
            connection.execute(f"attach ':memory:' as {name}; use {name}; {DEALS} {more}")
        one, other = (tables_of(connection, name, "marts") for name in ("duckdb", "spark"))
        return differences(connection, one, other, **options)


def test_equal_warehouses_have_no_difference() -> None:
    assert compare(may_be_empty={}) == []


def test_what_is_exempt_may_differ_and_nothing_else() -> None:
    change = "update marts.fct_deals set build_id = 'b2', owner_id = 'a:cy' where deal_id = 'a:1'"
    assert compare(change) == [
        Difference("fct_deals", "column owner_id", 1, ("deal_id 'a:1': duckdb 'a:ann', spark 'a:cy'",))
    ]


def test_rows_in_another_order_and_doubles_within_the_tolerance_are_equal() -> None:
    change = """
        create table marts.again as select * from marts.mart_weeks order by other; drop table marts.mart_weeks;
        alter table marts.again rename to mart_weeks;
        update marts.mart_weeks set value = value * (1 + 1e-10), other = other * (1 - 1e-10);
        update marts.fct_deals set probability = probability * (1 + 9e-10);
    """
    assert compare(change) == []


@pytest.mark.parametrize(
    ("amount", "other", "is_same"),
    [
        ("135107988821114.88", "135107988821114.90", True),
        ("9007199254740992.00", "9007199254740994.56", True),
        ("-19000000000000.00", "-19000000000000.01", False),
        ("0.01", "0.02", False),
        ("0.00", "-0.01", False),
        ("9007199254740992.00", "9007199254740999.00", False),
    ],
)
def test_money_that_doubles_make_agrees_as_far_as_a_double_goes(amount: str, other: str, is_same: bool) -> None:
    add = (
        "alter table marts.fct_deals add column amount_base decimal(38, 2); update marts.fct_deals set amount_base = {}"
    )
    found = compare(add.format(other), add.format(amount))
    assert [difference.what for difference in found] == ([] if is_same else ["column amount_base"])


def test_near_rows_are_paired_so_that_all_of_them_find_one() -> None:
    """1.0 is near both others, 1 + 8e-10 only the first: who takes the first that fits leaves one over."""
    rows = "delete from marts.mart_weeks; insert into marts.mart_weeks values ('2026-01-05', {}, 1), ('2026-01-05', {}, 1);"
    one, other = rows.format("1.0", "1.0000000008"), rows.format("1.0000000006", "0.9999999999")
    assert compare(other, one) == []


PLANTED = {
    "a missing row": (
        "delete from marts.fct_deals where deal_id = 'a:2'",
        [Difference("fct_deals", "only in duckdb", 1, ("deal_id 'a:2'",))],
    ),
    "a further row": (
        "insert into marts.fct_deals (deal_id) values ('a:5')",
        [Difference("fct_deals", "only in spark", 1, ("deal_id 'a:5'",))],
    ),
    "a duplicate": (
        "insert into marts.fct_deals from marts.fct_deals where deal_id = 'a:3'",
        [Difference("fct_deals", "only in spark", 1, ("deal_id 'a:3'",))],
    ),
    "a duplicate of a row that is there twice": (
        "insert into marts.mart_weeks values ('2026-01-05', 1, 3)",
        [Difference("mart_weeks", "only in spark", 1, ("week 2026-01-05, value 1.0, other 3.0",))],
    ),
    "a value that became null": (
        "update marts.fct_deals set owner_id = null where deal_id = 'a:1'",
        [Difference("fct_deals", "column owner_id", 1, ("deal_id 'a:1': duckdb 'a:ann', spark null",))],
    ),
    "a null that became empty": (
        "update marts.fct_deals set owner_id = '' where deal_id = 'a:2'",
        [Difference("fct_deals", "column owner_id", 1, ("deal_id 'a:2': duckdb null, spark ''",))],
    ),
    "a null that became a number": (
        "update marts.fct_deals set probability = 0 where deal_id = 'a:3'",
        [Difference("fct_deals", "column probability", 1, ("deal_id 'a:3': duckdb null, spark 0.0",))],
    ),
    "not a number that became null": (
        "update marts.fct_deals set probability = null where deal_id = 'a:4'",
        [Difference("fct_deals", "column probability", 1, ("deal_id 'a:4': duckdb nan, spark null",))],
    ),
    "a double off by 1e-8": (
        "update marts.fct_deals set probability = probability * (1 + 1e-8) where deal_id = 'a:1'",
        [Difference("fct_deals", "column probability", 1, ("deal_id 'a:1': duckdb 0.3, spark 0.30000000299999996",))],
    ),
    "a tiny double that became zero": (
        "update marts.fct_deals set probability = 0 where deal_id = 'a:2'",
        [Difference("fct_deals", "column probability", 1, ("deal_id 'a:2': duckdb 1e-300, spark 0.0",))],
    ),
    "a cent": (
        "update marts.fct_deals set amount = amount + 0.01 where deal_id = 'a:4'",
        [
            Difference(
                "fct_deals",
                "column amount",
                1,
                ("deal_id 'a:4': duckdb 12345678901234567890.12, spark 12345678901234567890.13",),
            )
        ],
    ),
    "a microsecond": (
        "update marts.fct_deals set closed_at = closed_at - interval 1 microsecond where deal_id = 'a:2'",
        [
            Difference(
                "fct_deals",
                "column closed_at",
                1,
                ("deal_id 'a:2': duckdb 2026-01-01 00:00:00.000001, spark 2026-01-01 00:00:00",),
            )
        ],
    ),
    "a composed letter that was taken apart": (
        "update marts.fct_deals set owner_id = 'a:ann' || chr(769) where deal_id = 'a:1'",
        [Difference("fct_deals", "column owner_id", 1, ("deal_id 'a:1': duckdb 'a:ann', spark 'a:ann\u0301'",))],
    ),
    "a type": (
        "alter table marts.mart_weeks alter column week type timestamp",
        [Difference("mart_weeks", "type of week: duckdb DATE, spark TIMESTAMP")],
    ),
    "digits of a decimal": (
        "alter table marts.fct_deals alter column amount type decimal(38, 3)",
        [Difference("fct_deals", "type of amount: duckdb DECIMAL(38,2), spark DECIMAL(38,3)")],
    ),
    "the type of an exempt column": (
        "alter table marts.fct_deals drop column build_id; alter table marts.fct_deals add column build_id bigint",
        [Difference("fct_deals", "type of build_id: duckdb VARCHAR, spark BIGINT")],
    ),
    "a further column": (
        "alter table marts.mart_weeks add column note varchar",
        [Difference("mart_weeks", "column note only in spark")],
    ),
    "a column less": (
        "alter table marts.mart_weeks drop column other",
        [Difference("mart_weeks", "column other only in duckdb")],
    ),
    "a table less": ("drop table marts.mart_weeks", [Difference("mart_weeks", "only in duckdb")]),
    "a further table": ("create table marts.more as select 1 as n", [Difference("more", "only in spark")]),
}


@pytest.mark.parametrize(("change", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_planted_difference_is_found_from_either_side(change: str, expected: list[Difference]) -> None:
    assert compare(change) == expected
    assert len(compare("", change)) == len(expected)


def test_columns_in_another_order_are_told() -> None:
    change = """
        create table marts.again as select week, other, value from marts.mart_weeks; drop table marts.mart_weeks;
        alter table marts.again rename to mart_weeks;
    """
    orders = ("duckdb: week, value, other", "spark: week, other, value")
    assert compare(change) == [Difference("mart_weeks", "order of the columns", examples=orders)]


@pytest.mark.parametrize(
    ("may_be_empty", "expected"),
    [
        ({}, [Difference("mart_weeks", "empty in duckdb"), Difference("mart_weeks", "empty in spark")]),
        ({"mart_weeks": "There is no week yet."}, []),
        (None, []),
    ],
    ids=["must have rows", "may be empty", "not asked"],
)
def test_a_mart_that_is_empty_on_both_sides_is_told_unless_it_may_be(
    may_be_empty: dict[str, str] | None, expected: list[Difference]
) -> None:
    nothing = "delete from marts.mart_weeks;"
    assert compare(nothing, nothing, may_be_empty=may_be_empty) == expected


def test_two_warehouses_without_a_table_do_not_pass() -> None:
    nothing = "drop table marts.fct_deals; drop table marts.mart_weeks;"
    assert compare(nothing, nothing) == [Difference("*", "neither has a table")]


def test_folders_of_parquet_are_tables(tmp_path: Path) -> None:
    folder = tmp_path / "marts.db" / "mart_weeks"
    folder.mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "one.duckdb")) as made:
        made.execute(DEALS + "drop table marts.fct_deals")
        made.execute(f"copy marts.mart_weeks to '{folder}/part-0.parquet'")
        made.execute("update marts.mart_weeks set other = 4 where other = 5")
    with duckdb.connect() as connection:
        one = attached(connection, "duckdb", tmp_path / "one.duckdb")
        other = parquet_folders("spark", tmp_path / "marts.db")
        found = differences(connection, one, other)
    assert report(found) == (
        "\nmart_weeks: only in duckdb: 1 rows\n    week 2026-01-05, value 1.0, other 4.0"
        "\nmart_weeks: only in spark: 1 rows\n    week 2026-01-05, value 1.0, other 5.0"
    )
