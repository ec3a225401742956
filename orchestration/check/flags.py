"""Broken rules become flags, and flags keep their history.

Belongs here: `quality.lead_flags` and `quality.deal_flags`, and the events by which a flag is opened and closed.
Does not belong here: what breaks a rule: rows come from the very query that Great Expectations judged, run inside the engine.

A flag is one row per lead (or deal) and rule. Its events are own records of the lake; replaying them gives `first_seen_at` and
`resolved_at`, so that a warehouse rebuilt from the lake shows the same. A rule that is in no suite any more has no flags; should it
come back, so do they.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from expectations.rules import Rows, Rule, Suite, literal
from orchestration.build import Build
from orchestration.check import records
from orchestration.check.engine import Outcome
from orchestration.lake import OWN, Lake, Load
from orchestration.warehouse import Warehouse


@dataclass(frozen=True)
class Subject:
    """What is flagged: where its signals are, and what its flags carry of them."""

    name: str
    signals: str
    context: tuple[str, ...]
    has_states: bool

    @property
    def id(self) -> str:
        return f"{self.name}_id"

    @property
    def log(self) -> str:
        return f"{self.name}_flags_log"

    @property
    def flags(self) -> str:
        return f"quality.{self.name}_flags"


LEADS = Subject("lead", "intermediate.int_leads_signals", ("brief_id", "brief_version"), has_states=True)
DEALS = Subject("deal", "intermediate.int_deals_signals", ("stage_id", "owner_id"), has_states=False)

_FAILING = ("id", "state", "rule_id", "severity", "judges", "observed", "expected")


def collect(warehouse: Warehouse, outcomes: Sequence[Outcome], subject: Subject) -> None:
    """Gather the failing rows of every broken rule in the temporary table `failing_<subject>s`."""
    nothing = ", ".join(f"cast(null as string) as {name}" for name in _FAILING)
    state = "state" if subject.has_states else "'first_known'"
    broken = [
        f"select cast({subject.id} as string), cast({state} as string), cast(rule_id as string), cast(severity as string), "
        f"cast(judges as string), cast(observed as string), cast(expected as string) "
        f"from ({outcome.failing_rows}) as failing_rows"
        for outcome in outcomes
        if outcome.suite.flags == subject.name and outcome.failing_rows is not None and not outcome.success
    ]
    warehouse.collect(failing(subject), "\nunion all\n".join([f"select {nothing} where false", *broken]))


def failing(subject: Subject) -> str:
    """Name of the temporary table of failing rows."""
    return f"failing_{subject.name}s"


def write(
    warehouse: Warehouse, lake: Lake, load: Load, build: Build, subject: Subject, suites: Sequence[Suite]
) -> None:
    """Write a subject's flags from its failing rows (see `collect`) and its log, and append what is new to the log."""
    as_of = f"timestamp '{build.as_of.replace(tzinfo=None).isoformat(sep=' ')}'"
    steps = [
        ("flags_now", _now(subject)),
        ("flags_logged", _logged(subject, records.earlier(lake, subject.log, load.id, build.as_of), suites)),
        ("flags_known", _known(subject, as_of)),
    ]
    for name, sql in steps:
        warehouse.execute(f"create or replace temporary table {name} as {sql}")
    load.write_query(warehouse.connection, _events(subject, as_of, build, load), OWN, subject.log)
    warehouse.write(subject.flags, _flags(subject))
    for name, _ in steps:
        warehouse.execute(f"drop table {name}")


def _now(subject: Subject) -> str:
    """One row per broken rule as of this run.

    A delivery rule breaks on what was delivered; it stays open while the latest values break it too. An outcome rule breaks on the
    latest values. Where a lead has no row `current`, its latest values are the ones first known.
    """
    corrected = "state = 'current'" if subject.has_states else "false"
    return f"""
        with changed as (select {subject.id} as id from {subject.signals} where {corrected}),
        current as (select id, rule_id from {failing(subject)} where state = 'current')
        select
            id, rule_id, severity, judges, observed, expected,
            id not in (select id from changed) or (id, rule_id) in (select (id, rule_id) from current) as is_open
        from {failing(subject)} where judges = 'delivery' and state = 'first_known'
        union all
        select id, rule_id, severity, judges, observed, expected, true as is_open
        from {failing(subject)} where judges = 'outcome' and (state = 'current' or id not in (select id from changed))
    """


def _logged(subject: Subject, log: str, suites: Sequence[Suite]) -> str:
    """The last state of every flag ever opened by a rule that is still judged."""
    judged = " or ".join(_judged(subject, suite) for suite in suites if suite.flags == subject.name and suite.rules)
    return f"""
        with events as (
            select
                *, {subject.id} as id,
                row_number() over (
                    partition by {subject.id}, rule_id order by event_number desc, loaded_at desc, load_id desc
                ) as recency,
                min(case when event = 'opened' then loaded_at end) over (
                    partition by {subject.id}, rule_id
                ) as first_seen_at
            from ({log}) as flags_log
        )
        select * from events where recency = 1 and ({judged or "false"})
    """


def _judged(subject: Subject, suite: Suite) -> str:
    """SQL: whether the suite still judges this rule on this subject."""
    if suite.rule_id is None:
        return f"rule_id in ({', '.join(literal(rule.id) for rule in suite.rules)})"
    rows = " or ".join(f"({expect.judged})" for _, expect in rows_of(suite))
    return f"(id, rule_id) in (select ({subject.id}, {suite.rule_id}) from {suite.table} where {rows or 'false'})"


def rows_of(suite: Suite) -> list[tuple[Rule, Rows]]:
    """Rules of a suite that can flag rows."""
    return [(rule, rule.expect) for rule in suite.rules if isinstance(rule.expect, Rows)]


def _known(subject: Subject, as_of: str) -> str:
    """One row per flag of a subject that is still there, in order: what breaks now and what broke once, and what this run adds to its log.

    A flag carries of its subject what `context` names: of a lead the brief that it was delivered under.
    A flag that is first seen when its value was corrected already is opened and closed at once: it belongs to the verdict.
    """
    context = ", ".join(f"subjects.{column}" for column in subject.context)
    first_known = "and subjects.state = 'first_known'" if subject.has_states else ""
    shown = ", ".join(
        f"case when flags_now.id is null then flags_logged.{column} else flags_now.{column} end as {column}"
        for column in ("severity", "judges", "observed", "expected")
    )
    return f"""
        with known as (
            select
                coalesce(flags_now.id, flags_logged.id) as id,
                coalesce(flags_now.rule_id, flags_logged.rule_id) as rule_id,
                {shown},
                coalesce(flags_now.is_open, false) as is_open,
                coalesce(flags_logged.event = 'opened', false) as was_open,
                coalesce(flags_logged.event_number, 0) as events,
                flags_logged.first_seen_at as opened_before,
                case when flags_logged.event = 'closed' then flags_logged.loaded_at end as closed_before
            from flags_now
            full join flags_logged on flags_now.id = flags_logged.id and flags_now.rule_id = flags_logged.rule_id
        )
        select
            known.id as {subject.id}, known.rule_id, known.severity, known.judges, known.observed, known.expected, {context},
            known.events,
            not known.was_open and (known.is_open or known.events = 0) as opens,
            not known.is_open and (known.was_open or known.events = 0) as closes,
            coalesce(known.opened_before, {as_of}) as first_seen_at,
            case when known.is_open then null when known.was_open or known.events = 0 then {as_of} else known.closed_before end
                as resolved_at
        from known
        join {subject.signals} as subjects on subjects.{subject.id} = known.id {first_known}
        order by known.id, known.rule_id
    """


def _events(subject: Subject, as_of: str, build: Build, load: Load) -> str:
    """What this run adds to the log."""
    columns = f"{subject.id}, rule_id, {', '.join(subject.context)}, severity, judges, observed, expected"
    stamps = f"{literal(build.id)} as build_id, {literal(load.id)} as load_id, {as_of} as loaded_at"
    return f"""
        select {columns}, 'opened' as event, cast(events + 1 as bigint) as event_number, {stamps} from flags_known where opens
        union all
        select {columns}, 'closed' as event, cast(events + case when opens then 2 else 1 end as bigint) as event_number, {stamps}
        from flags_known where closes
    """


def _flags(subject: Subject) -> str:
    """One row per flag."""
    judges = "judges, " if subject is LEADS else ""
    return f"""
        select
            {subject.id}, rule_id, severity, {judges}observed, expected, {", ".join(subject.context)}, first_seen_at, resolved_at
        from flags_known
    """


def rules_table(suites: Sequence[Suite]) -> pa.Table:
    """Everything that can flag by itself, with its words: `quality.rules`.

    A clause is not among them: what it says depends on the version of the brief, and rides along in `int_lead_clauses`.
    """
    rows = [
        {
            "rule_id": rule_id,
            "subject": suite.flags,
            "severity": rule.severity,
            "judges": rule.judges,
            "says": words.says,
            "remedy": words.remedy,
        }
        for suite in suites
        if suite.flags
        for rule, _ in rows_of(suite)
        for rule_id, words in (suite.words if suite.rule_id else {rule.id: rule}).items()
    ]
    columns = ("rule_id", "subject", "severity", "judges", "says", "remedy")
    return pa.Table.from_pylist(rows, schema=pa.schema([(column, pa.string()) for column in columns]))
