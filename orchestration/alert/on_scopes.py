"""Findings on leads by checks whose rows are about a vendor each: one that is worse than it was.

Belongs here: rules that say what each of their rows is about. The check's own query is asked which they are. Does not belong here: checks
that are about a table (see `on_data`), flags of single leads (see `on_records`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from expectations import marts
from expectations.rules import About, NoRows, Rule, Suite
from orchestration.alert.found import Finding
from orchestration.warehouse import Warehouse


@dataclass(frozen=True)
class Scopes:
    """What checks on scopes found in a build, and the rules of those that did not run in it."""

    found: Sequence[Finding] = ()
    not_run: Collection[str] = field(default_factory=set)


def rules() -> dict[str, tuple[Suite, Rule, NoRows, About]]:
    """The rules whose rows are about a scope each, by id."""
    return {
        rule.id: (suite, rule, rule.expect, rule.expect.about)
        for suite in marts.SUITES
        for rule in suite.rules
        if isinstance(rule.expect, NoRows) and rule.expect.about
    }


def checks(warehouse: Warehouse, build_id: str, scoped: str) -> Scopes:
    """What the checks of this build found of scopes.

    Args:
        build_id: the run whose checks count: the table is that of a run which judged it.
        scoped: SELECT of the records that an audience is told of, with their scopes; it hears of those alone.
    """
    outcomes = warehouse.rows("select expectation, success from quality.check_results where build_id = ?", [build_id])
    success = {row["expectation"]: row["success"] for row in outcomes}
    found: list[Finding] = []
    for rule_id, (suite, rule, expect, about) in rules().items():
        if not success.get(rule_id, True):
            failing = expect.query.format(batch=f"{suite.table} as subselect")
            rows = warehouse.rows(
                f"""
                with scoped as ({scoped}),
                failing as ({failing})
                select {about.scope} as name, sum({about.records}) as records, sum({about.population}) as population
                from failing
                where {about.scope} in (select scope_value from scoped where scope_kind = '{about.scope}')
                group by {about.scope} order by {about.scope}
                """
            )
            found += [
                Finding(
                    subject="leads",
                    rule_id=rule_id,
                    scope_kind=about.scope,
                    scope_value=row["name"],
                    severity="soft" if rule.severity == "soft" else "hard",
                    records=int(row["records"]),
                    population=int(row["population"]),
                    says=rule.says,
                    remedy=rule.remedy,
                    is_check=True,
                )
                for row in rows
            ]
    return Scopes(found, rules().keys() - success.keys())
