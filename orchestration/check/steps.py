"""The three moments of checking in a run: what came in, the leads and deals, the marts.

Belongs here: what each moment judges, writes and appends, on one warehouse file. Does not belong here: Dagster (see `assets`).
In each, Great Expectations first has the file to itself (`engine`), then the warehouse does: one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from expectations import deals, leads, marts, raw
from expectations.rules import NoRows, Rows, Rule, Suite
from orchestration.build import Build
from orchestration.check import flags, records, results, verdicts
from orchestration.check.engine import Outcome, judge
from orchestration.lake import Lake
from orchestration.warehouse import Place, open_warehouse

_TABLE = re.compile(r"\b(staging|intermediate|reference|identity|quality|marts)\.(\w+)")


def check_raw(file: Place, lake: Lake, build: Build, suites: Sequence[Suite] = tuple(raw.SUITES)) -> list[Outcome]:
    """Judge what the sources delivered; the outcomes go to the lake, from where `check` puts them into its table.

    Raises:
        SuiteError: an expectation itself could not be judged.
    """
    outcomes = judge(file, suites)
    with lake.load(build.load_id("check-raw")) as load:
        records.ensure(load)
        results.append(load, outcomes, build)
    return outcomes


def check(
    file: Place,
    lake: Lake,
    build: Build,
    suites: Sequence[Suite] = (*leads.SUITES, *deals.SUITES),
    subjects: Collection[str] = ("lead", "deal"),
) -> list[Outcome]:
    """Judge leads and deals; write the tables of `quality`, and append what is new to the lake, all in one load.

    Args:
        file: the warehouse; nobody may have it open.
        suites: what to judge by; a rule that is not in them has no flags.
        subjects: what is judged at all (`lead`, `deal`); flags and verdicts of the other stay as they are.

    Raises:
        SuiteError: an expectation itself could not be judged. Then nothing was written.
    """
    outcomes = judge(file, [suite for suite in suites if suite.flags in subjects])
    with lake.load(build.load_id("check")) as load, open_warehouse(file) as warehouse:
        records.ensure(load)
        for subject in (flags.LEADS, flags.DEALS):
            if subject.name in subjects:
                flags.collect(warehouse, outcomes, subject)
                flags.write(warehouse, lake, load, build, subject, suites)
        if flags.LEADS.name in subjects:
            verdicts.write(warehouse, lake, load, build, suites)
        results.write(warehouse, lake, results.append(load, outcomes, build), load, build)
        warehouse.write("quality.rules", flags.rules_table(suites))
    return outcomes


def gate(file: Place, lake: Lake, build: Build, suites: Sequence[Suite] = tuple(marts.SUITES)) -> list[Outcome]:
    """Judge the marts; the outcomes join `check_results`, in the lake and in the table to be published.

    Whether to publish is for the caller to say, by `blocking`.

    Raises:
        SuiteError: an expectation itself could not be judged.
    """
    outcomes = judge(file, suites)
    with lake.load(build.load_id("gate")) as load, open_warehouse(file) as warehouse:
        records.ensure(load)
        results.add(warehouse, results.append(load, outcomes, build), "marts", build)
    return outcomes


def answerable(file: Place, suites: Sequence[Suite]) -> tuple[list[Suite], list[str]]:
    """Suites less the rules that ask a table which is not built, as happens when only a part of the graph ever was.

    Returns:
        The suites, and the ids of the rules that were left out.
    """
    with open_warehouse(file, read_only=True) as warehouse:
        built = {
            (row["table_schema"], row["table_name"])
            for row in warehouse.rows("select table_schema, table_name from information_schema.tables")
        }
    kept, out = [], []
    for suite in suites:
        rules = [rule for rule in suite.rules if set(_TABLE.findall(_sql(rule))) <= built]
        kept += [replace(suite, rules=rules)] if rules else []
        out += [rule.id for rule in suite.rules if rule not in rules]
    return kept, out


def _sql(rule: Rule) -> str:
    if isinstance(rule.expect, Rows):
        return rule.expect.fails
    return rule.expect.query if isinstance(rule.expect, NoRows) else ""


def blocking(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that stop a run."""
    return [outcome for outcome in outcomes if outcome.rule.severity == "blocking" and not outcome.success]
