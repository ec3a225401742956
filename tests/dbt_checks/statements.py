"""The SQL of the expectations, which must run on both engines: one text for both.

Belongs here: the statements that check makes of a rule. Does not belong here: what may stand in them (see `portable`, `allowed`), or the
models' SQL (see `opaque`).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from expectations.rules import NoRows, Rows, failing_rows

SUITES = ("raw", "leads", "deals", "marts")


def of_expectations() -> Iterator[tuple[str, str]]:
    """Every predicate of a rule as the statements that check runs with it, each under `expectations/<suite>.py <rule>`."""
    for module in SUITES:
        for suite in import_module(f"expectations.{module}").SUITES:
            for rule in suite.rules:
                where = f"expectations/{module}.py {rule.id}"
                if isinstance(rule.expect, NoRows):
                    yield where, rule.expect.query.format(batch=suite.table)
                elif isinstance(rule.expect, Rows):
                    yield where, failing_rows(rule, rule.expect, suite).format(batch=suite.table)
                    for part in (rule.expect.judged, rule.expect.unknown):
                        yield where, f"select count(*) as records from {suite.table} where {part}"
