"""Figures on deals: how many are flagged, in which stage, by which rule.

Belongs here: one question a function, asked of the marts. Does not belong here: words, charts, tables.
"""

from __future__ import annotations

from orchestration.publish.report.marts import COUNTED_DEALS, Marts, Row

# A deal whose CRM word no stage of the process maps stands apart, under that word.
_STAGE = "coalesce(deals.stage_id, '?' || coalesce(deals.stage_name, 'no stage'))"
_OPEN_FLAGS = f"{COUNTED_DEALS} and flags.resolved_at is null"

_STAGES = """
    select stage_id, min(position) as position from marts.dim_stage
    where is_current group by stage_id
"""


def totals(marts: Marts) -> Row:
    """Deals that count: deals, flagged, open, flagged_open, won, won_base; `left_out` are deleted ones. Zeros without deals."""
    found = marts.rows(
        f"""
        with flagged as (select distinct deal_id from marts.fct_deal_flags where resolved_at is null)
        select
            count(*) as deals,
            count(flagged.deal_id) as flagged,
            count(*) filter (deals.status = 'open') as open,
            count(flagged.deal_id) filter (deals.status = 'open') as flagged_open,
            count(*) filter (deals.status = 'won') as won,
            coalesce(sum(deals.amount_base) filter (deals.status = 'won'), 0) as won_base,
            (select count(*) from marts.fct_deals where is_deleted) as left_out
        from marts.fct_deals as deals
        left join flagged on deals.deal_id = flagged.deal_id
        where {COUNTED_DEALS}
        """,
        needs=["fct_deals", "fct_deal_flags"],
    )
    return found[0] if found else dict.fromkeys(
        ("deals", "flagged", "open", "flagged_open", "won", "won_base", "left_out"), 0
    )  # fmt: skip


def stages(marts: Marts) -> list[Row]:
    """Deals by the stage that they stand in, in the order of the process in force: stage, deals, flagged.

    A stage that no process in force has is named by the CRM's word after a question mark, and comes last.
    """
    order = _STAGES if marts.rows("select 1 as there", needs=["dim_stage"]) else "select '' as stage_id, 0 as position"
    return marts.rows(
        f"""
        with
            flagged as (select distinct deal_id from marts.fct_deal_flags where resolved_at is null),
            stages as ({order})
        select {_STAGE} as stage, count(*) as deals, count(flagged.deal_id) as flagged
        from marts.fct_deals as deals
        left join flagged on deals.deal_id = flagged.deal_id
        left join stages on deals.stage_id = stages.stage_id
        where {COUNTED_DEALS}
        group by stage
        order by min(stages.position) nulls last, (stage like '?%'), stage
        """,
        needs=["fct_deals", "fct_deal_flags"],
    )


def rules_by_stage(marts: Marts) -> list[Row]:
    """Open flags by rule and stage of the deal: rule_id, stage, deals."""
    return marts.rows(
        f"""
        select flags.rule_id, {_STAGE} as stage, count(distinct flags.deal_id) as deals
        from marts.fct_deal_flags as flags
        inner join marts.fct_deals as deals on flags.deal_id = deals.deal_id
        where {_OPEN_FLAGS}
        group by flags.rule_id, stage
        order by flags.rule_id, stage
        """,
        needs=["fct_deals", "fct_deal_flags"],
    )
