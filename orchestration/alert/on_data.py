"""Findings on data: checks that failed, and rows that could not be read.

Belongs here: checks on what came in and on the marts; rejected rows by table of a source. Checks on leads and deals are flags (see
`on_records`), those on vendors findings on leads (see `on_scopes`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from expectations import marts, raw
from orchestration.alert import on_scopes
from orchestration.alert.found import DAYS, REJECTED, Finding
from orchestration.warehouse import Warehouse, text_of

LEDGER = "staging.stg_leadline__ledger"
_REJECTED_WORDS = (
    "Every row that a source delivered can be read.",
    "Correct the value in its file, or its format in sources.yml; marts.rejected_rows has file, line, column and reason.",
)

_WORDS_OF_DBT = "What is computed is complete and fits together."
_REMEDY_OF_DBT = "See the rows that fail: leadline dbt test --select with the name of the check."


@dataclass(frozen=True)
class Checks:
    """What became of the checks on data in a build: those that failed, incidents of those that were judged, and how many ran."""

    failed: Sequence[Finding] = ()
    judged: Collection[str] = field(default_factory=set)
    count: int = 0


def checks(warehouse: Warehouse, build_id: str, tables: Collection[str], today: date, time_zone: str) -> Checks:
    """The checks of this build on what came in and on the marts, but those that are about scopes (see `on_scopes`)."""
    words = rules_in_words()
    by_day = _by_day(warehouse, today, time_zone)
    rows = warehouse.rows(
        """
        select expectation, asset, suite, bool_or(build_id = ?) as has_run,
            max(case when build_id = ? and not success then severity end) as severity,
            max(case when build_id = ? and not success then coalesce(unexpected_count, 1) end) as records
        from quality.check_results where suite not in ('leads', 'deals')
        group by expectation, asset, suite order by expectation, asset
        """,
        [build_id] * 3,
    )
    # A part of the graph checks only its own tables. A check that is gone while others of its table ran is no check any more.
    tables_checked = {row["asset"] for row in rows if row["has_run"]}
    findings, judged, elsewhere = [], set(), on_scopes.rules()
    for row in rows:
        says, remedy = words.get(row["expectation"], (None, None))
        finding = Finding(
            subject="data",
            rule_id=row["expectation"],
            scope_kind="table",
            scope_value=row["asset"],
            severity="soft" if row["severity"] == "soft" else "hard",
            records=row["records"] or 0,
            population=0,
            says=says,
            remedy=remedy,
            days=by_day.get((row["expectation"], row["asset"]), ()),
        )
        if row["asset"] in tables_checked:
            judged.add(finding.incident_id)
        if row["severity"] is not None and row["expectation"] not in elsewhere:
            findings.append(_of_all_rows(warehouse, finding, tables))
    return Checks(findings, judged, sum(row["has_run"] for row in rows))


def rules_in_words() -> Mapping[str, tuple[str, str]]:
    """What each rule on data says, and its remedy."""
    return {rule.id: (rule.says, rule.remedy) for suite in (*raw.SUITES, *marts.SUITES) for rule in suite.rules}


@dataclass(frozen=True)
class Check:
    """A check on data: its name and its table."""

    check: str
    table: str


@dataclass(frozen=True)
class Blocked(Check):
    """A blocking check that failed, so that nothing was published, and how many rows broke it."""

    records: int = 1


def finding(check: Check) -> Finding:
    """What a check finds when it fails; one of dbt's has no words but its name."""
    says, remedy = rules_in_words().get(check.check, (_WORDS_OF_DBT, _REMEDY_OF_DBT))
    return Finding("data", check.check, "table", check.table, "hard", 1, 0, says=says, remedy=remedy)


def blocked(checks: Sequence[Blocked]) -> list[Finding]:
    """What keeps a run from publishing, as findings on data."""
    found = [(finding(check), check.records) for check in checks]
    return [
        replace(one, records=many, says=f"{one.says} It blocks publishing: readers keep the last version.")
        for one, many in found
    ]


def _by_day(warehouse: Warehouse, today: date, time_zone: str) -> Mapping[tuple[str, str], tuple[int, ...]]:
    """Of every check that failed lately, what it counted at most on each of the last days, the oldest first."""
    rows = warehouse.rows(
        f"""
        with results as (
            select expectation, asset, success, unexpected_count,
                date_diff('day', cast(timezone({text_of(time_zone)}, timezone('UTC', checked_at)) as date), date '{today}') as days_ago
            from quality.check_results where suite not in ('leads', 'deals')
        )
        select expectation, asset, days_ago, max(coalesce(unexpected_count, 1)) as records
        from results where not success and days_ago between 0 and {DAYS - 1}
        group by expectation, asset, days_ago order by expectation, asset, days_ago
        """
    )
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        found.setdefault((row["expectation"], row["asset"]), [0] * DAYS)[DAYS - 1 - row["days_ago"]] = row["records"]
    return {check: tuple(days) for check, days in found.items()}


def delivered(warehouse: Warehouse, tables: Collection[str], time_zone: str) -> Mapping[str, date]:
    """The last day on which each source brought a row that could be read."""
    if LEDGER not in tables:
        return {}
    rows = warehouse.rows(
        f"""
        select source, cast(timezone({text_of(time_zone)}, timezone('UTC', max(loaded_at))) as date) as last_day
        from {LEDGER} where fetched > 0 group by source order by source
        """
    )
    return {row["source"]: row["last_day"] for row in rows if row["last_day"] is not None}


def _of_all_rows(warehouse: Warehouse, finding: Finding, tables: Collection[str]) -> Finding:
    if finding.scope_value not in tables:
        return finding
    [counted] = warehouse.rows(f"select count(*) as all_rows from {finding.scope_value}")
    return replace(finding, population=max(counted["all_rows"], finding.records))


def rejected(warehouse: Warehouse, tables: Collection[str]) -> list[Finding]:
    """Rows that could not be read and still are not, by table of a source; out of those that the source last delivered."""
    if "intermediate.int_rejected_rows_open" not in tables:
        return []
    says, remedy = _REJECTED_WORDS
    ledger = (
        f"""
        select source, table_name, arg_max(fetched, load_id) as fetched
        from {LEDGER} where fetched > 0 group by source, table_name
        """
        if LEDGER in tables
        else "select null as source, null as table_name, null as fetched where false"
    )
    rows = warehouse.rows(
        f"""
        select open_rows.source, open_rows.table_name, count(distinct reject_key) as records, any_value(ledger.fetched) as fetched
        from intermediate.int_rejected_rows_open as open_rows
        left join ({ledger}) as ledger
            on ledger.source = open_rows.source and ledger.table_name = open_rows.table_name
        group by open_rows.source, open_rows.table_name order by open_rows.source, open_rows.table_name
        """
    )
    return [
        Finding(
            subject="data",
            rule_id=REJECTED,
            scope_kind="table",
            scope_value=f"{row['source']} {row['table_name']}",
            severity="hard",
            records=row["records"],
            population=max(row["fetched"] or 0, row["records"]),
            says=says,
            remedy=remedy,
        )
        for row in rows
    ]
