"""Was this lead what the brief in force asked for?

Belongs here: the verdict, given once, on the values as first known. Does not belong here: the rules, or what sales decided.
A verdict is an own record: a later correction, a removed rule or a late fact does not change one that was given. A lead is judged once:
a run as of an earlier instant cannot know of a verdict given later and judges too; the verdict of the earlier instant stands from then on.
A brief's version that both approved as retroactive alone judges anew the leads delivered since its day; the verdict before is superseded.
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.rules import Suite
from orchestration.build import Build
from orchestration.check import records
from orchestration.check.flags import LEADS, failing, rows_of
from orchestration.lake import OWN, Lake, Load
from orchestration.warehouse import Warehouse

TABLE = "quality.lead_verdicts"


def write(warehouse: Warehouse, lake: Lake, load: Load, build: Build, suites: Sequence[Suite]) -> None:
    """Judge the leads that never were, from the failing rows (see `flags.collect`); write all verdicts, append the new ones."""
    as_of = f"timestamp '{build.as_of.replace(tzinfo=None).isoformat(sep=' ')}'"
    given = records.earlier(lake, "lead_verdicts", load.id, build.as_of)
    warehouse.execute(f"create or replace temporary table verdicts_given as {given}")
    warehouse.execute(
        f"""
        create or replace temporary table verdicts_new as
        with standing as (select * from ({_ranked("verdicts_given")}) as ranked where place = 1),
        failed as (
            select
                id, string_agg(distinct rule_id, ',' order by rule_id) as failed_rules, bool_or(severity = 'hard') as is_hard
            from {failing(LEADS)}
            where state = 'first_known' and judges = 'delivery'
            group by id
        ),
        unknown as ({_unknown(suites)}),
        leads as (
            select signals.lead_id, signals.brief_id, signals.brief_version, standing.lead_id is not null as is_judged_anew
            from {LEADS.signals} as signals
            left join standing on standing.lead_id = signals.lead_id
            where signals.state = 'first_known' and (
                standing.lead_id is null
                or (
                    signals.is_retroactive
                    and (signals.brief_id, signals.brief_version) is distinct from (standing.brief_id, standing.brief_version)
                )
            )
        )
        select
            leads.lead_id, leads.brief_id, leads.brief_version,
            case
                when leads.brief_id is null then 'no_brief'
                when coalesce(failed.is_hard, false) then 'non_conforming'
                when unknown.lead_id is not null then 'unknown'
                else 'conforming'
            end as verdict,
            failed.failed_rules,
            leads.is_judged_anew,
            '{build.id}' as build_id, '{load.id}' as load_id, {as_of} as loaded_at
        from leads
        left join failed on failed.id = leads.lead_id
        left join unknown on unknown.lead_id = leads.lead_id
        order by leads.lead_id
        """
    )
    load.write_query(warehouse.connection, "select * from verdicts_new", OWN, "lead_verdicts")
    warehouse.write(
        TABLE,
        f"""
        with verdicts as (select * from verdicts_given union all by name select * from verdicts_new)
        select
            lead_id, brief_id, brief_version, verdict, failed_rules, coalesce(is_judged_anew, false) as is_judged_anew,
            loaded_at as judged_at, place > 1 as is_superseded
        from ({_ranked("verdicts")}) as ranked
        order by lead_id, judged_at
        """,
    )
    for name in ("verdicts_given", "verdicts_new"):
        warehouse.execute(f"drop table {name}")


def _ranked(verdicts: str) -> str:
    """Verdicts with their `place` among those of the lead: the first stands. The last one given anew, else the first one given."""
    return f"""
        select
            *,
            row_number() over (
                partition by lead_id
                order by
                    coalesce(is_judged_anew, false) desc,
                    case when is_judged_anew then loaded_at end desc nulls last,
                    case when is_judged_anew then load_id end desc nulls last,
                    loaded_at asc, load_id asc
            ) as place
        from {verdicts}
    """


def _unknown(suites: Sequence[Suite]) -> str:
    """A SELECT of the leads that a hard clause cannot judge for want of a value."""
    selects = [
        f"select lead_id from {suite.table} where state = 'first_known' and ({expect.unknown})"
        for suite in suites
        if suite.flags == "lead"
        for _, expect in rows_of(suite)
        if expect.unknown != "false"
    ]
    return " union ".join(selects) or "select cast(null as varchar) as lead_id where false"
