"""Great Expectations on the warehouse.

Belongs here: one validation of one suite, by whichever engine has the tables (see `engines`).
Does not belong here: rules (see `expectations`), what follows from a failing one (see `flags`, `verdicts`, `results`).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from expectations.rules import NoRows, Rule, Suite, type_name
from expectations.rules import build as build_expectation
from orchestration.check.engines import Engine, open_engine
from orchestration.warehouse import Place, WarehouseError


class SuiteError(RuntimeError):
    """An expectation itself could not be judged. It must never read as bad data, nor as good."""


@dataclass(frozen=True)
class Outcome:
    """What became of one rule."""

    suite: Suite
    rule: Rule
    success: bool
    observed: str
    unexpected_count: int
    failing_rows: (
        str | None
    )  # the SELECT that Great Expectations judged by, on the warehouse; null of a native expectation

    @property
    def asset(self) -> str:
        return self.suite.asset or self.suite.table

    @property
    def found(self) -> str:
        """What was found, in words: a number of rows, or what a rule on the table as a whole observed."""
        if self.observed != str(self.unexpected_count):
            return self.observed
        return f"{self.unexpected_count:,} {'row' if self.unexpected_count == 1 else 'rows'}"


def prepare() -> None:
    """Import Great Expectations in the background: it takes seconds, which a run spends waiting for the database anyway."""
    threading.Thread(target=lambda: import_module("great_expectations.expectations"), daemon=True).start()


def judge(place: Place, suites: Sequence[Suite]) -> list[Outcome]:
    """Run suites on the warehouse, which nobody may have open; it is closed again at the end.

    Raises:
        SuiteError: an expectation could not be judged; the message names the rule and what went wrong.
        WarehouseError: there is no such warehouse.
    """
    if not place.exists():
        raise WarehouseError(f"there is no warehouse at {place} yet: run `leadline run` first")
    suites = [suite for suite in suites if suite.rules]
    if not suites:
        return []
    import great_expectations as gx

    with open_engine(place) as engine:
        return [outcome for number, suite in enumerate(suites) for outcome in _judge(gx, engine, suite, number)]


def _judge(gx: Any, engine: Engine, suite: Suite, number: int) -> list[Outcome]:
    twice = [rule_id for rule_id, times in Counter(rule.id for rule in suite.rules).items() if times > 1]
    if twice:
        raise SuiteError(f"suite '{suite.name}' on {suite.table} has rule '{twice[0]}' twice: rename one")
    try:
        batch = engine.batch(f"{number} {suite.table}", suite.table)
    except Exception as error:
        raise SuiteError(f"suite '{suite.name}': {suite.table} cannot be read: {error}") from error
    expectations = gx.ExpectationSuite(name=f"{number} {suite.name}")
    for rule in suite.rules:
        try:
            expectations.add_expectation(build_expectation(rule, suite))
        except Exception as error:
            raise SuiteError(f"{_name(suite, rule)} is not an expectation: {error}") from error
    results = {
        result.expectation_config.meta["rule_id"]: result
        for result in batch.validate(expectations, result_format="SUMMARY").results
    }
    return [_outcome(engine, suite, rule, results.get(rule.id)) for rule in suite.rules]


def _outcome(engine: Engine, suite: Suite, rule: Rule, result: Any) -> Outcome:
    if result is None:
        raise SuiteError(f"{_name(suite, rule)} was not judged: Great Expectations returned no result for it")
    if error := _exception(result.exception_info):
        raise SuiteError(f"{_name(suite, rule)} cannot be judged: {error}")
    found = dict(result.result or {})
    query = result.expectation_config.kwargs.get("unexpected_rows_query")
    if query is not None:
        count = int(found["observed_value"])
        failing_rows = query.format(batch=f"{suite.table} as subselect")
        compares = count and isinstance(rule.expect, NoRows) and rule.expect.compares
        observed = _totals(engine, failing_rows) if compares else str(count)
        return Outcome(suite, rule, bool(result.success), observed, count, failing_rows)
    if "unexpected_count" in found:
        count = int(found["unexpected_count"] or 0)  # of a table without rows it is null
        return Outcome(suite, rule, bool(result.success), str(count), count, None)
    # An expectation on the table itself (a type, a number of rows): it is one thing that holds or not.
    observed = type_name(str(found.get("observed_value")))
    return Outcome(suite, rule, bool(result.success), observed, int(not result.success), None)


def _totals(engine: Engine, query: str) -> str:
    """The one row of a comparison, `found` and `expected`, in words: 2, expected 3."""
    [row] = engine.rows(query)
    return f"{row['found']}, expected {row['expected']}"


def _exception(info: dict[str, Any] | None) -> str | None:
    """Message of an exception, which Great Expectations reports flat or once per metric."""
    if not info:
        return None
    for part in [info, *info.values()]:
        if isinstance(part, dict) and part.get("raised_exception"):
            return str(part.get("exception_message") or "no reason given").strip()
    return None


def _name(suite: Suite, rule: Rule) -> str:
    return f"rule '{rule.id}' of suite '{suite.name}' on {suite.table}"
