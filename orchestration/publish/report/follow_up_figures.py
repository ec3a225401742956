"""Figures on how soon leads are answered: what to answer first, promises kept, conversion by delay.

Belongs here: one question a function, asked of the marts. Does not belong here: words, charts, tables.
"""

from __future__ import annotations

from orchestration.publish.report.marts import COUNTED_LEADS, Marts, Row

_NO_OWNERS = "(select null as owner_id, null as name, null as is_active where false)"


def known(marts: Marts) -> bool:
    """Whether the follow-up of leads was built into this version."""
    return bool(marts.rows("select 1 from marts.fct_lead_sla limit 1", needs=["fct_lead_sla"]))


def owners(marts: Marts) -> str:
    """The owners as they are known now, as a table to join; without the mart nobody."""
    there = marts.rows("select 1 as there", needs=["dim_owner"])
    return "(select * from marts.dim_owner where is_current)" if there else _NO_OWNERS


def to_answer_first(marts: Marts, most: int = 20) -> list[Row]:
    """The leads that lose most by waiting, in the order of the mart.

    Returns:
        Rows of mart_leads_waiting with days (since the day of delivery), owner and owner_is_active.
    """
    return marts.rows(
        f"""
        select
            waiting.*,
            coalesce(owners.name, waiting.owner_id) as owner,
            coalesce(owners.is_active, true) as owner_is_active,
            greatest(date_diff('day', leads.delivered_on, cast(? as date)), 0) as days
        from marts.mart_leads_waiting as waiting
        left join marts.fct_leads as leads on waiting.lead_id = leads.lead_id
        left join {owners(marts)} as owners on waiting.owner_id = owners.owner_id
        order by waiting.place
        limit {most}
        """,
        [marts.company.today],
        needs=["mart_leads_waiting", "fct_leads"],
    )


def kept(marts: Marts) -> Row | None:
    """Promises to answer, of the leads delivered in the last complete period.

    Returns:
        period (its first day), held (to a promise), late, waiting (of those late, still not answered or decided), system_known and
        system_minutes, human_known and human_minutes: of how many the delay is known, and its median. None without the marts.
    """
    found = marts.rows(
        f"""
        with
            period as (
                select cast(date_trunc('{marts.company.period}', cast($1 as date)) as date) as ends,
                    cast(ends - interval 1 {marts.company.period} as date) as begins
            ),
            held as (
                select follow_ups.*
                from marts.fct_lead_sla as follow_ups
                inner join marts.fct_leads as leads on follow_ups.lead_id = leads.lead_id
                inner join period on leads.delivered_on >= period.begins and leads.delivered_on < period.ends
                where {COUNTED_LEADS} and follow_ups.is_held_to_respond
            )
        select
            (select begins from period) as period,
            count(*) as held, count(*) filter (is_late) as late, count(*) filter (is_late and is_waiting) as waiting,
            count(system_delay_minutes) as system_known, median(system_delay_minutes) as system_minutes,
            count(human_delay_minutes) as human_known, median(human_delay_minutes) as human_minutes
        from held
        """,
        [marts.company.today],
        needs=["fct_lead_sla", "fct_leads"],
    )
    return found[0] if found and known(marts) else None


def decay(marts: Marts) -> list[Row]:
    """Conversion by delay of the first response, the shortest delay first; delays without leads are left out."""
    return marts.rows(
        "select * from marts.mart_response_decay where leads > 0 order by delay_number", needs=["mart_response_decay"]
    )
