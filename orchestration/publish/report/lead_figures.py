"""Figures on leads: the way to a deal, verdicts with their reasons, leads that wait.

Belongs here: one question a function, asked of the marts. Does not belong here: words, charts, tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from orchestration.publish.report import follow_up_figures
from orchestration.publish.report.marts import COUNTED_LEADS, ENOUGH, RECENT, Marts, Row

# The steps of the funnel, in order, each a condition on a row of fct_leads.
STEPS = {
    "delivered": "true",
    "conforming": "leads.verdict = 'conforming'",
    "accepted": "leads.sales_decision = 'accepted'",
    "deal": "leads.deal_id is not null",
    "won": "leads.is_won",
}
VERDICTS = ("conforming", "non_conforming", "unknown", "no_brief")

# What waits by the lead alone; where the follow-up is known, what it says.
WAITING = f"{COUNTED_LEADS} and leads.sales_decision = 'pending' and leads.first_response_at is null"
_WAITS = (
    "leads.lead_id in (select follow_ups.lead_id from marts.fct_lead_sla as follow_ups where follow_ups.is_waiting)"
)

# A lead of no vendor came by a channel of our own.
SENDER = "coalesce(leads.vendor, replace(leads.channel, '_', ' ') || ' (own)', 'not stated')"

# What a lead broke: at delivery for good, afterwards while it stands; as in fct_leads.failed_rules.
BROKEN = "(flags.judges = 'delivery' or flags.resolved_at is null)"

# How long a lead waits: the last day of each span, and its name.
AGES = ((0, "today"), (1, "1 day"), (3, "2–3 days"), (7, "4–7 days"), (30, "8–30 days"), (None, "over 30 days"))

_BY_VERDICT = ", ".join(f"count(*) filter (leads.verdict = '{verdict}') as {verdict}" for verdict in VERDICTS)


def totals(marts: Marts) -> Row:
    """Leads that count, by verdict, with the first and last day of delivery; `left_out` are tests and deleted leads.

    Returns:
        One row, also when there is no lead: delivered, the four verdicts, disputed, revenue_base, first_day, last_day, left_out.
    """
    found = marts.rows(
        f"""
        select
            count(*) as delivered, {_BY_VERDICT}, count(*) filter (leads.is_disputed) as disputed,
            coalesce(sum(leads.revenue_base), 0) as revenue_base,
            min(leads.delivered_on) as first_day, max(leads.delivered_on) as last_day,
            (select count(*) from marts.fct_leads as leads where not ({COUNTED_LEADS})) as left_out
        from marts.fct_leads as leads
        where {COUNTED_LEADS}
        """,
        needs=["fct_leads"],
    )
    nothing = dict.fromkeys(("delivered", *VERDICTS, "disputed", "revenue_base", "left_out"), 0)
    return found[0] if found else {**nothing, "first_day": None, "last_day": None}


def funnel(marts: Marts) -> list[Row]:
    """The five steps.

    Returns:
        Rows of step, leads, conforming (leads of the step that keep the brief) and passed: of the leads in the step before, those that are
        in this one too. Empty when no lead was delivered.
    """
    steps = list(STEPS.items())
    selected = []
    for number, (step, reached) in enumerate(steps):
        before = steps[number - 1][1] if number else reached
        selected += [
            f"count(*) filter ({reached}) as {step}_leads",
            f"count(*) filter ({reached} and {STEPS['conforming']}) as {step}_conforming",
            f"count(*) filter ({reached} and {before}) as {step}_passed",
        ]
    found = marts.rows(
        f"select {', '.join(selected)} from marts.fct_leads as leads where {COUNTED_LEADS}", needs=["fct_leads"]
    )
    if not found or not found[0]["delivered_leads"]:
        return []
    return [
        {"step": step, **{name: found[0][f"{step}_{name}"] for name in ("leads", "conforming", "passed")}}
        for step in STEPS
    ]


def periods(marts: Marts, most: int = 18) -> list[Row]:
    """Leads by period of delivery, oldest first, the newest `most` periods: period (its first day), the steps, the verdicts."""
    steps = ", ".join(f"count(*) filter ({reached}) as {step}" for step, reached in STEPS.items())
    zeros = ", ".join(f"coalesce(counted.{name}, 0) as {name}" for name in dict.fromkeys((*STEPS, *VERDICTS)))
    verdicts = ", ".join(
        f"count(*) filter (leads.verdict = '{verdict}') as {verdict}" for verdict in VERDICTS if verdict not in STEPS
    )
    return marts.rows(
        f"""
        with
            counted as (
                select cast(date_trunc('{marts.company.period}', leads.delivered_on) as date) as period, {steps}, {verdicts}
                from marts.fct_leads as leads
                where {COUNTED_LEADS} and leads.delivered_on is not null
                group by period
            ),
            -- A period without leads is a gap to be seen.
            every as (
                select cast(unnest(generate_series(min(period), max(period), interval 1 {marts.company.period})) as date) as period
                from counted
            ),
            newest as (select period from every order by period desc limit {most})
        select newest.period, {zeros}
        from newest
        left join counted on newest.period = counted.period
        order by newest.period
        """,
        needs=["fct_leads"],
    )


def recent_from(marts: Marts) -> date | None:
    """First day of the days that the headline looks at; None (all days) when too few leads were judged in them."""
    since = marts.company.today - timedelta(days=RECENT)
    found = marts.rows(
        f"""
        select count(*) as judged from marts.fct_leads as leads
        where {COUNTED_LEADS} and leads.verdict in ('conforming', 'non_conforming') and leads.delivered_on > ?
        """,
        [since],
        needs=["fct_leads"],
    )
    return since + timedelta(days=1) if found and found[0]["judged"] >= ENOUGH else None


def senders(marts: Marts, since: date | None) -> list[Row]:
    """Leads delivered since a day (None: all) by who sent them: sender, delivered, the four verdicts; most broken briefs first."""
    return marts.rows(
        f"""
        select {SENDER} as sender, count(*) as delivered, {_BY_VERDICT}
        from marts.fct_leads as leads
        where {COUNTED_LEADS} and (? is null or leads.delivered_on >= ?)
        group by sender
        order by non_conforming desc, delivered desc, sender
        """,
        [since, since],
        needs=["fct_leads"],
    )


def worst(senders: Sequence[Row]) -> Row | None:
    """Of the senders with enough judged leads the one that breaks the brief most; None when none of them breaks it."""
    rated = [row for row in senders if judged(row) >= ENOUGH and row["non_conforming"]]
    return max(rated, key=lambda row: (row["non_conforming"] / judged(row), row["delivered"]), default=None)


def judged(row: Row) -> int:
    """Leads that keep the brief or break it: what shares are of."""
    return row["conforming"] + row["non_conforming"]


def verdicts(marts: Marts, since: date | None) -> list[Row]:
    """Leads by vendor and channel, most broken briefs first.

    Returns:
        Rows of vendor, channel (both may be null), delivered, the four verdicts, disputed, and of the days since `since` recent_delivered,
        recent_judged (conforming or not) and recent_non_conforming.
    """
    recent = "(? is null or leads.delivered_on >= ?)"
    judged = "leads.verdict in ('conforming', 'non_conforming')"
    return marts.rows(
        f"""
        with leads as (
            select *, {recent} as is_recent from marts.fct_leads as leads where {COUNTED_LEADS}
        )
        select
            leads.vendor, leads.channel, count(*) as delivered, {_BY_VERDICT},
            count(*) filter (leads.is_disputed) as disputed,
            count(*) filter (leads.is_recent) as recent_delivered,
            count(*) filter (leads.is_recent and {judged}) as recent_judged,
            count(*) filter (leads.is_recent and leads.verdict = 'non_conforming') as recent_non_conforming
        from leads
        group by leads.vendor, leads.channel
        order by non_conforming desc, delivered desc, leads.vendor nulls last, leads.channel nulls last
        """,
        [since, since],
        needs=["fct_leads"],
    )


def reasons(marts: Marts, most: int = 3) -> list[Row]:
    """The rules that the leads of a vendor and channel break, hard ones first, at most `most` each.

    Returns:
        Rows of vendor, channel, rule_id, severity, leads.
    """
    return marts.rows(
        f"""
        with broken as (
            select leads.vendor, leads.channel, flags.rule_id, min(flags.severity) as severity, count(distinct flags.lead_id) as leads
            from marts.fct_lead_flags as flags
            inner join marts.fct_leads as leads on flags.lead_id = leads.lead_id
            where {COUNTED_LEADS} and {BROKEN}
            group by leads.vendor, leads.channel, flags.rule_id
        )
        select * from broken
        qualify row_number() over (partition by vendor, channel order by severity, leads desc, rule_id) <= {most}
        order by vendor nulls last, channel nulls last, severity, leads desc, rule_id
        """,
        needs=["fct_leads", "fct_lead_flags"],
    )


def reason_of(marts: Marts, sender: str, since: date | None) -> Row | None:
    """The hard rule that a sender's leads delivered since a day break most often: rule_id, leads. None when there is none."""
    found = marts.rows(
        f"""
        select flags.rule_id, count(distinct flags.lead_id) as leads
        from marts.fct_lead_flags as flags
        inner join marts.fct_leads as leads on flags.lead_id = leads.lead_id
        where
            {COUNTED_LEADS} and {BROKEN} and flags.severity = 'hard' and flags.judges = 'delivery'
            and {SENDER} = ? and (? is null or leads.delivered_on >= ?)
        group by flags.rule_id
        order by leads desc, flags.rule_id
        limit 1
        """,
        [sender, since, since],
        needs=["fct_leads", "fct_lead_flags"],
    )
    return found[0] if found else None


def waiting(marts: Marts, by: str) -> list[Row]:
    """Leads without decision and without first response.

    Args:
        by: `age` (in AGES, shortest first), `owner` or `sender` (most leads first).

    Returns:
        Rows of what they are counted by (owner also owner_is_active), leads, conforming, oldest (days).
    """
    keys = {"age": "age_number", "owner": "owner, owner_is_active", "sender": "sender"}[by]
    order = {"age": "age_number", "owner": "leads desc, owner nulls last", "sender": "leads desc, sender"}[by]
    return marts.rows(
        f"""
        {_waiting(marts)}
        select
            {keys}, count(*) as leads, count(*) filter (verdict = 'conforming') as conforming, max(days) as oldest
        from waiting
        group by {keys}
        order by {order}
        """,
        [marts.company.today],
        needs=["fct_leads"],
    )


def waiting_longest(marts: Marts, most: int = 20) -> list[Row]:
    """The leads that wait longest, oldest first: lead_id, record_url, days, sender, owner, owner_is_active, verdict."""
    return marts.rows(
        f"""
        {_waiting(marts)}
        select lead_id, record_url, days, sender, owner, owner_is_active, verdict
        from waiting
        order by delivered_at nulls last, lead_id
        limit {most}
        """,
        [marts.company.today],
        needs=["fct_leads"],
    )


def _waiting(marts: Marts) -> str:
    """`with waiting as (…)`; its one parameter is the company's day."""
    owners = follow_up_figures.owners(marts)
    age = " ".join(f"when days <= {last} then {number}" for number, (last, _) in enumerate(AGES) if last is not None)
    return f"""
        with
            pending as (
                select
                    leads.lead_id, leads.record_url, leads.verdict, leads.delivered_at, {SENDER} as sender,
                    coalesce(owners.name, leads.owner_id) as owner,
                    coalesce(owners.is_active, true) as owner_is_active,
                    greatest(date_diff('day', leads.delivered_on, cast(? as date)), 0) as days
                from marts.fct_leads as leads
                left join {owners} as owners on leads.owner_id = owners.owner_id
                where {_WAITS if follow_up_figures.known(marts) else WAITING}
            ),
            waiting as (select *, case {age} else {len(AGES) - 1} end as age_number from pending)
    """


def responses_known(marts: Marts) -> bool:
    """Whether any source tells when a lead was first answered."""
    return any(
        marts.rows(f"select 1 from marts.{mart} where first_response_at is not null limit 1", needs=[mart])
        for mart in ("fct_leads", "fct_lead_sla")
    )
