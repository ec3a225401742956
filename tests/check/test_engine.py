"""Suites on a real warehouse: an outcome for each rule, an error for a rule that cannot be judged, and the file left free."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from expectations.rules import Native, NoRows, Rule, Suite, at_most, filled, one_of, typed, unique
from orchestration.check.engine import SuiteError, judge
from orchestration.warehouse import WarehouseError

RULE = Rule(
    id="few", says="No number above 1.", expect=at_most("number", 1), severity="soft", remedy="Take a smaller one."
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "leadline.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.numbers as "
            "select range as number, 'n{' || range || '}' as name, timestamp '2026-03-01' as seen_at, 1.5::decimal(38, 2) as amount "
            "from range(4)"
        )
        connection.execute("insert into marts.numbers values (3, null, null, null)")
    return file


def suite(*rules: Rule) -> Suite:
    return Suite("marts", "marts.numbers", rules, key=("number",))


def rule(name: str, expect: object) -> Rule:
    return replace(RULE, id=name, expect=expect)  # type: ignore[arg-type]


def test_every_sort_of_expectation_is_judged(file: Path) -> None:
    outcomes = judge(
        file,
        [
            suite(
                RULE,
                rule("all small", at_most("number", 3)),
                rule("no five rows", NoRows("select count(*) from {batch} having count(*) <> 5")),
                rule("six rows", NoRows("select count(*) from {batch} having count(*) <> 6")),
                rule("unique", unique("number")),
                rule("unique together", unique("amount", "seen_at")),
                rule("filled", filled("name")),
                rule("one of", one_of("number", "0", "1")),
                rule("a time", typed("seen_at", "TIMESTAMP")),
                rule("no time", typed("number", "TIMESTAMP")),
                rule("exact", typed("amount", "NUMERIC")),
                rule("braces", replace(at_most("number", 3), fails="name = 'n{3}'")),
            )
        ],
    )
    assert [(outcome.rule.id, outcome.success, outcome.unexpected_count) for outcome in outcomes] == [
        ("few", False, 3),
        ("all small", True, 0),
        ("no five rows", True, 0),
        ("six rows", False, 1),
        ("unique", False, 2),
        ("unique together", False, 1),
        ("filled", False, 1),
        ("one of", False, 3),
        ("a time", True, 0),
        ("no time", False, 1),
        ("exact", True, 0),
        ("braces", False, 1),
    ]


def test_the_failing_rows_can_be_asked_for_by_the_query_that_was_judged(file: Path) -> None:
    [outcome] = judge(file, [suite(RULE)])
    with duckdb.connect(str(file)) as connection:
        assert connection.execute(f"{outcome.failing_rows} order by number").fetchall() == [
            (2, "few", "soft", "delivery", "2", "at most 1"),
            (3, "few", "soft", "delivery", "3", "at most 1"),
            (3, "few", "soft", "delivery", "3", "at most 1"),
        ]


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        (at_most("nomber", 1), 'Referenced column "nomber" not found'),
        (at_most("number >", 1), "syntax error"),
        (unique("nomber"), 'The column "nomber" in BatchData does not exist'),
        (NoRows("select * from nowhere_at_all, {batch}"), "nowhere_at_all does not exist"),
        (Native("ExpectTheImpossible"), "has no attribute 'ExpectTheImpossible'"),
        (replace(at_most("number", 1), fails="cast(name as integer) = 1"), "Could not convert string"),
    ],
    ids=[
        "a missing column",
        "no SQL",
        "a missing column of a native one",
        "a missing table",
        "no such",
        "a failing cast",
    ],
)
def test_an_expectation_that_cannot_be_judged_is_an_error_that_names_the_rule(
    file: Path, expect: object, message: str
) -> None:
    with pytest.raises(SuiteError) as error:
        judge(file, [suite(RULE, rule("broken", expect))])
    assert "rule 'broken' of suite 'marts' on marts.numbers" in str(error.value)
    assert message in str(error.value)
    with duckdb.connect(str(file)) as connection:  # the file was let go of
        connection.execute("create table marts.more as select 1 as number")


def test_a_suite_on_a_missing_table_is_an_error(file: Path) -> None:
    with pytest.raises(SuiteError, match="marts.nothing cannot be read"):
        judge(file, [replace(suite(RULE), table="marts.nothing")])


def test_two_rules_with_one_id_are_an_error(file: Path) -> None:
    with pytest.raises(SuiteError, match="rule 'few'"):
        judge(file, [suite(RULE, rule("few", at_most("number", 3)))])


def test_without_a_warehouse_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="run `leadline run` first"):
        judge(tmp_path / "leadline.duckdb", [suite(RULE)])


def test_suites_without_rules_need_no_great_expectations(file: Path) -> None:
    assert judge(file, [suite()]) == []
