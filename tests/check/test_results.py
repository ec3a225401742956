"""What was checked is kept, run after run; the gate adds its own rows to the table that it guards."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from expectations import raw
from expectations.rules import Rule, Suite, at_most, filled
from orchestration.check import steps
from orchestration.check.engine import SuiteError
from tests.check import world
from tests.check.conftest import Checked

RESULTS = "select build_id, suite, expectation, success, unexpected_count from quality.check_results order by all"


def test_results_of_all_runs_are_in_one_table(checked: Checked) -> None:
    checked.run(1, deals=[world.deal(stages_skipped=1)])
    checked.run(2, deals=[world.deal()])
    found = checked.query(
        "select build_id, suite, asset, severity, success, observed, unexpected_count, checked_at from quality.check_results "
        "where expectation = 'stage_skipped' order by checked_at"
    )
    assert found == [
        (
            world.build(number).id, "deals", "intermediate.int_deals_signals", "soft", number == 2,
            "1" if number == 1 else "0", 2 - number, datetime(2026, 3, number, 6, 0),
        )
        for number in (1, 2)
    ]  # fmt: skip


def test_results_have_one_row_for_each_rule_of_each_suite(checked: Checked) -> None:
    outcomes = checked.run(1)
    assert checked.query(
        "select count(*), count(distinct suite || asset || expectation) from quality.check_results"
    ) == [(len(outcomes), len(outcomes))]
    assert {row[0] for row in checked.query("select distinct suite from quality.check_results")} == {"leads", "deals"}


def test_results_on_what_came_in_stand_beside_those_on_leads(checked: Checked) -> None:
    world.warehouse(checked.file)
    suite = Suite("raw", "intermediate.int_deals_signals", [_rule("keys", "hard")], key=("deal_id",))
    steps.check_raw(checked.file, checked.lake, world.build(1), [suite])
    checked.run(1)
    assert (world.build(1).id, "raw", "keys", True, 0) in checked.query(RESULTS)


def test_the_gate_adds_its_rows_to_the_mart_and_says_what_blocks(checked: Checked) -> None:
    checked.run(1, deals=[world.deal(stages_skipped=1)])
    _marts(checked)
    suite = Suite(
        "marts",
        "marts.numbers",
        [_rule("news", "soft", 0), _rule("gate", "blocking", 0), _rule("kept", "blocking", 1)],
        key=("number",),
    )
    steps.gate(checked.file, checked.lake, world.build(1), [suite])
    outcomes = steps.gate(checked.file, checked.lake, world.build(1), [suite])  # run again, it replaces its own rows
    assert [outcome.rule.id for outcome in steps.blocking(outcomes)] == ["gate"]
    expected = [
        ("gate", "marts.numbers", "blocking", False, 1, datetime(2026, 3, 1, 6, 0)),
        ("kept", "marts.numbers", "blocking", True, 0, datetime(2026, 3, 1, 6, 0)),
        ("news", "marts.numbers", "soft", False, 1, datetime(2026, 3, 1, 6, 0)),
    ]
    for table in ("quality.check_results", "marts.check_results"):
        found = checked.query(
            "select expectation, asset, severity, success, unexpected_count, checked_at "
            f"from {table} where suite = 'marts' order by expectation"
        )
        assert found == expected
    assert checked.logged("check_results", "expectation, suite")[-1] == ("won_without_amount", "deals")
    assert checked.query("select count(*) from marts.check_results where suite = 'deals'") == [(12,)]


def test_a_broken_gate_is_an_error_and_not_a_pass(checked: Checked) -> None:
    checked.run(1)
    _marts(checked)
    broken = Suite("marts", "marts.numbers", [Rule("gone", "?", filled("gone"), "blocking", "?")], key=("number",))
    with pytest.raises(SuiteError, match="rule 'gone'"):
        steps.gate(checked.file, checked.lake, world.build(1), [broken])


@pytest.mark.parametrize("suite", raw.SUITES, ids=lambda suite: suite.table)
def test_every_raw_suite_blocks_on_keys_and_never_on_references(suite: Suite) -> None:
    severities = {rule.id: rule.severity for rule in suite.rules}
    assert all(severity == "soft" for rule, severity in severities.items() if rule.endswith("_known"))
    assert all(
        severity == "blocking" for rule, severity in severities.items() if rule.endswith(("_key", "_once", "_typed"))
    )


def _rule(name: str, severity: str, limit: int = 0) -> Rule:
    expect = at_most("number", limit) if name != "keys" else filled("deal_id")
    return Rule(name, "No number above the limit.", expect, severity, "Take a smaller one.")  # type: ignore[arg-type]


def _marts(checked: Checked) -> None:
    """Two marts as dbt leaves them: the one that is judged, and check_results as it was before the gate."""
    with duckdb.connect(str(checked.file)) as connection:
        connection.execute("create schema if not exists marts")
        connection.execute("create table marts.numbers as select 1 as number")
        connection.execute("create table marts.check_results as select * from quality.check_results")
