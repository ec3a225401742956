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
        ("flag_context", _context(subject)),
        ("flags_now", _now(subject)),
        ("flags_logged", _logged(subject, records.earlier(lake, subject.log, load.id, build.as_of), suites)),
    ]
    for name, sql in steps:
        warehouse.execute(f"create or replace temporary table {name} as {sql}")
    warehouse.execute(f"create or replace temporary table flag_events as {_events(subject, as_of, build, load)}")
    load.write_query(warehouse.connection, "select * from flag_events", OWN, subject.log)
    warehouse.write(subject.flags, _flags(subject))
    for name in ("flag_context", "flags_now", "flags_logged", "flag_events"):
        warehouse.execute(f"drop table {name}")


def _context(subject: Subject) -> str:
    """What a flag carries of its subject: a lead's brief is the one that it was delivered under."""
    where = "where state = 'first_known'" if subject.has_states else ""
    return f"select {subject.id} as id, {', '.join(subject.context)} from {subject.signals} {where}"


def _now(subject: Subject) -> str:
    """One row per broken rule as of this run.

    A delivery rule breaks on what was delivered; it stays open while the latest values break it too. An outcome rule breaks on the
    latest values. Where a lead has no row `current`, its latest values are the ones first known.
    """
    corrected = "state = 'current'" if subject.has_states else "false"
    return f"""
        with changed as (select {subject.id} as id from {subject.signals} where {corrected}),
        latest as (
            select * from {failing(subject)}
            where state = 'current' or id not in (select id from changed)
        ),
        broken as (
            select * from {failing(subject)} where judges = 'delivery' and state = 'first_known'
            union all
            select * from latest where judges = 'outcome'
        )
        select distinct
            id, rule_id, severity, judges, observed, expected,
            (id, rule_id) in (select (id, rule_id) from latest) as is_open
        from broken
    """


def _logged(subject: Subject, log: str, suites: Sequence[Suite]) -> str:
    """The last state of every flag ever opened by a rule that is still judged, on a subject that is still there."""
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
        select * from events
        where recency = 1 and id in (select id from flag_context) and ({judged or "false"})
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


def _events(subject: Subject, as_of: str, build: Build, load: Load) -> str:
    """What this run adds to the log.

    A flag that is first seen when its value was corrected already is opened and closed at once: it belongs to the verdict.
    """
    context = ", ".join(f"flag_context.{column}" for column in subject.context)
    stamps = f"{literal(build.id)} as build_id, {literal(load.id)} as load_id, {as_of} as loaded_at"
    return f"""
        with known as (
            select
                coalesce(flags_now.id, flags_logged.id) as id,
                coalesce(flags_now.rule_id, flags_logged.rule_id) as rule_id,
                coalesce(flags_now.severity, flags_logged.severity) as severity,
                coalesce(flags_now.judges, flags_logged.judges) as judges,
                coalesce(flags_now.observed, flags_logged.observed) as observed,
                coalesce(flags_now.expected, flags_logged.expected) as expected,
                coalesce(flags_now.is_open, false) as is_open,
                coalesce(flags_logged.event = 'opened', false) as was_open,
                coalesce(flags_logged.event_number, 0) as events
            from flags_now
            full join flags_logged on flags_now.id = flags_logged.id and flags_now.rule_id = flags_logged.rule_id
        ),
        opened as (
            select *, 'opened' as event, events + 1 as event_number from known where not was_open and (is_open or events = 0)
        ),
        closed as (
            select *, 'closed' as event, case when events = 0 then 2 else events + 1 end as event_number
            from known where not is_open and (was_open or events = 0)
        ),
        events as (select * from opened union all select * from closed)
        select
            events.id as {subject.id}, events.rule_id, {context}, events.severity, events.judges, events.observed,
            events.expected, events.event, cast(events.event_number as bigint) as event_number, {stamps}
        from events
        join flag_context on flag_context.id = events.id
        order by events.id, events.rule_id, events.event_number
    """


def _flags(subject: Subject) -> str:
    """One row per flag: what breaks now, and what broke once, with the log and this run's events replayed."""
    context = ", ".join(f"flag_context.{column}" for column in subject.context)
    judges = "known.judges, " if subject is LEADS else ""
    return f"""
        with fresh as (
            select
                {subject.id} as id, rule_id,
                max(case when event = 'opened' then loaded_at end) as opened_at,
                max(case when event = 'closed' then loaded_at end) as closed_at
            from flag_events group by {subject.id}, rule_id
        ),
        known as (
            select
                coalesce(flags_now.id, flags_logged.id) as id,
                coalesce(flags_now.rule_id, flags_logged.rule_id) as rule_id,
                case when flags_now.id is null then flags_logged.severity else flags_now.severity end as severity,
                case when flags_now.id is null then flags_logged.judges else flags_now.judges end as judges,
                case when flags_now.id is null then flags_logged.observed else flags_now.observed end as observed,
                case when flags_now.id is null then flags_logged.expected else flags_now.expected end as expected,
                coalesce(flags_now.is_open, false) as is_open,
                flags_logged.first_seen_at,
                case when flags_logged.event = 'closed' then flags_logged.loaded_at end as closed_before
            from flags_now
            full join flags_logged on flags_now.id = flags_logged.id and flags_now.rule_id = flags_logged.rule_id
        )
        select
            known.id as {subject.id}, known.rule_id, known.severity, {judges}known.observed, known.expected, {context},
            coalesce(known.first_seen_at, fresh.opened_at) as first_seen_at,
            case when not known.is_open then coalesce(fresh.closed_at, known.closed_before) end as resolved_at
        from known
        join flag_context on flag_context.id = known.id
        left join fresh on fresh.id = known.id and fresh.rule_id = known.rule_id
        order by known.id, known.rule_id
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
