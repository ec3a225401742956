"""Figures on what was promised: each brief's period under way, and what marketing and sales are not agreed on.

Belongs here: one question a function, asked of the marts. Does not belong here: words, tables.
"""

from __future__ import annotations

from orchestration.publish.report.marts import Marts, Row


def under_way(marts: Marts) -> list[Row]:
    """The newest row of each brief's scorecard in the period that the day of the page is in, the largest goal first."""
    return marts.rows(
        """
        select * from marts.mart_brief_scorecard
        where period_start <= $1 and period_end > $1
        qualify row_number() over (partition by brief_id order by period_start desc, week_start desc) = 1
        order by promised desc, brief_id
        """,
        [marts.company.today],
        needs=["mart_brief_scorecard"],
    )


def shares(marts: Marts) -> list[Row]:
    """Minimum shares of the period that the day of the page is in, those that are not kept first."""
    return marts.rows(
        """
        select * from marts.mart_brief_shares
        where period_start <= $1 and period_end > $1
        qualify dense_rank() over (partition by brief_id order by period_start desc) = 1
        order by coalesce(is_kept, true), leads_short desc, brief_id, share_id
        """,
        [marts.company.today],
        needs=["mart_brief_shares"],
    )


def disputes(marts: Marts) -> list[Row]:
    """Leads by what they wait for: kind, whose_move, leads, oldest (days); the most first."""
    return marts.rows(
        """
        select kind, whose_move, count(*) as leads, max(age_days) as oldest
        from marts.mart_lead_disputes
        group by all
        order by leads desc, kind
        """,
        needs=["mart_lead_disputes"],
    )
