"""Findings on leads and deals: their open flags, gathered by scope.

Belongs here: leads by vendor (else channel, else source), deals by the team of their owner (else source), with the words of the rule,
the campaign that has the most, and the newest records. Does not belong here: findings on data (see `on_data`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from expectations.agreement.routing import RoutedScope
from orchestration.alert.found import DAYS, Finding, Record
from orchestration.warehouse import Warehouse, text_of

EXAMPLES = 3


def scoped(subject: str, scope: RoutedScope, tables: Collection[str]) -> str:
    """SELECT of the records that count, with the scope that each is gathered under.

    Args:
        subject: `leads` or `deals`.
        scope: which of them.
        tables: `schema.table` of what is there.
    """
    return _scoped_leads(scope) if subject == "leads" else _scoped_deals(scope, tables)


def count(warehouse: Warehouse, scoped: str, today: date, leads_of_days: int) -> tuple[int, int]:
    """How many records count, and how many of them incidents are of: leads delivered in the last days, all deals."""
    [counted] = warehouse.rows(
        f"""
        with scoped as ({scoped})
        select count(*) as records, count(*) filter (day is null or date_diff('day', day, date '{today}') < {leads_of_days}) as lately
        from scoped
        """
    )
    return counted["records"], counted["lately"]


def _any_of(column: str, values: Sequence[str]) -> str:
    """SQL: whether a column has one of the values, or its key without the source's name does, whatever the case."""
    words = ", ".join(text_of(value.strip().lower()) for value in values)
    return f"(lower({column}) in ({words}) or lower(substr({column}, instr({column}, ':') + 1)) in ({words}))"


def _within(scope: RoutedScope, columns: Mapping[str, str]) -> str:
    conditions = [_any_of(columns[sort], values) for sort in columns if (values := getattr(scope, sort))]
    return " and ".join(["true", *conditions])


def _scoped_leads(scope: RoutedScope) -> str:
    columns = {"vendors": "vendor", "channels": "channel", "campaigns": "campaign_id", "owners": "owner_id"}
    return f"""
        select
            lead_id as id, campaign_id, delivered_on as day, delivered_at as happened_at,
            case when vendor is not null then 'vendor' when channel is not null then 'channel' else 'source' end as scope_kind,
            coalesce(vendor, channel, source) as scope_value
        from intermediate.int_leads_states
        where is_latest_state and not coalesce(is_deleted, false) and not coalesce(is_test, false) and {_within(scope, columns)}
    """


def _scoped_deals(scope: RoutedScope, tables: Collection[str]) -> str:
    columns = {"channels": "deals.channel", "campaigns": "deals.campaign_id", "owners": "deals.owner_id"}
    owners = (
        "select owner_id, team from intermediate.int_owners_unified where is_latest and not is_tombstone"
        if "intermediate.int_owners_unified" in tables
        else "select null as owner_id, null as team where false"
    )
    return f"""
        select
            deals.deal_id as id, deals.campaign_id, cast(null as date) as day, deals.created_at as happened_at,
            case when owners.team is not null then 'team' else 'source' end as scope_kind,
            coalesce(owners.team, deals.source) as scope_value
        from intermediate.int_deals_current as deals
        left join ({owners}) as owners on owners.owner_id = deals.owner_id
        where not coalesce(deals.is_deleted, false) and {_within(scope, columns)}
    """


def flagged(
    warehouse: Warehouse,
    subject: str,
    scoped: str,
    tables: Collection[str],
    today: date,
    time_zone: str,
    leads_of_days: int,
) -> list[Finding]:
    """Open flags of leads or deals, by rule and scope, with their words, worst campaign and newest records.

    Args:
        leads_of_days: of leads, the flags of this many last days: by delivery, and of what became of a lead by when Leadline saw it, for
            that comes long after. What was delivered cannot be corrected, so an older flag would stand for good. Deals are corrected.
    """
    one, zone = subject.removesuffix("s"), text_of(time_zone)
    names = (
        "select campaign_id, name from intermediate.int_campaigns_unified where is_latest"
        if "intermediate.int_campaigns_unified" in tables
        else "select null as campaign_id, null as name where false"
    )
    urls = f"marts.fct_{subject}" if f"marts.fct_{subject}" in tables else None
    links = (
        f"select {one}_id as id, record_url from {urls}"
        if urls
        else "select null as id, null as record_url where false"
    )
    clauses = "select null as rule_id, null as says, null as remedy where false"
    if subject == "leads" and "intermediate.int_lead_clauses" in tables:
        # A clause speaks in the words of its latest version.
        clauses = """
            select 'clause_' || clause_id as rule_id, arg_max(says, brief_version) as says, arg_max(remedy, brief_version) as remedy
            from intermediate.int_lead_clauses group by clause_id
        """
    seen_on = f"cast(timezone({zone}, timezone('UTC', flags.first_seen_at)) as date)"
    recent = "true"
    if subject == "leads":
        recent = f"case when judges = 'outcome' then seen_days_ago else days_ago end < {leads_of_days}"
    rows = warehouse.rows(
        f"""
        with scoped as ({scoped}),
        opened as (
            select flags.rule_id, flags.severity, flags.first_seen_at, scoped.*, coalesce(names.name, scoped.campaign_id) as campaign,
                date_diff('day', coalesce(scoped.day, {seen_on}), date '{today}') as days_ago,
                date_diff('day', {seen_on}, date '{today}') as seen_days_ago,
                {"coalesce(flags.judges, 'delivery')" if subject == "leads" else "'delivery'"} as judges
            from quality.{one}_flags as flags
            join scoped on scoped.id = flags.{one}_id
            left join ({names}) as names on names.campaign_id = scoped.campaign_id
            where flags.resolved_at is null
        ),
        broken as (select * from opened where {recent}),
        gathered as (
            select
                rule_id, scope_kind, scope_value, count(*) as records, min(severity) as severity,
                min(day) as first_day, min(happened_at) as first_at, min(first_seen_at) as first_seen_at
            from broken group by rule_id, scope_kind, scope_value
        ),
        counted as (
            select gathered.rule_id, gathered.scope_kind, gathered.scope_value, count(*) as population
            from gathered join scoped
                on scoped.scope_kind = gathered.scope_kind and scoped.scope_value = gathered.scope_value
                and {"scoped.happened_at >= gathered.first_at" if subject == "leads" else "true"}
            group by gathered.rule_id, gathered.scope_kind, gathered.scope_value
        ),
        campaigns as (
            select rule_id, scope_kind, scope_value, campaign, count(*) as in_campaign
            from broken where campaign is not null group by rule_id, scope_kind, scope_value, campaign
            qualify row_number() over (
                partition by rule_id, scope_kind, scope_value order by count(*) desc, campaign
            ) = 1
        ),
        newest as (
            select broken.rule_id, broken.scope_kind, broken.scope_value, broken.id, links.record_url,
                row_number() over (
                    partition by broken.rule_id, broken.scope_kind, broken.scope_value
                    order by broken.happened_at desc nulls last, broken.id
                ) as place
            from broken left join ({links}) as links on links.id = broken.id
            qualify place <= {EXAMPLES}
        ),
        by_day as (
            select rule_id, scope_kind, scope_value, days_ago, count(*) as records
            from broken where days_ago between 0 and {DAYS - 1} group by rule_id, scope_kind, scope_value, days_ago
        ),
        by_run as (
            select rule_id, scope_kind, scope_value, first_seen_at, count(*) as records
            from broken group by rule_id, scope_kind, scope_value, first_seen_at
        ),
        runs as (
            select rule_id, scope_kind, scope_value,
                list(first_seen_at order by first_seen_at) as seen_at, list(records order by first_seen_at) as on_run
            from by_run group by rule_id, scope_kind, scope_value
        ),
        days as (
            select rule_id, scope_kind, scope_value,
                list(days_ago order by days_ago) as days_ago, list(records order by days_ago) as on_day
            from by_day group by rule_id, scope_kind, scope_value
        ),
        examples as (
            select rule_id, scope_kind, scope_value,
                list(id order by place) as ids, list(coalesce(record_url, '') order by place) as urls
            from newest group by rule_id, scope_kind, scope_value
        )
        select
            gathered.*, counted.population, campaigns.campaign, campaigns.in_campaign, examples.ids, examples.urls,
            days.days_ago, days.on_day, runs.seen_at, runs.on_run,
            coalesce(rules.says, clauses.says) as says, coalesce(rules.remedy, clauses.remedy) as remedy,
            cast(timezone({zone}, timezone('UTC', gathered.first_seen_at)) as date) as seen_on
        from gathered
        left join counted using (rule_id, scope_kind, scope_value)
        left join campaigns using (rule_id, scope_kind, scope_value)
        left join examples using (rule_id, scope_kind, scope_value)
        left join days using (rule_id, scope_kind, scope_value)
        left join runs using (rule_id, scope_kind, scope_value)
        left join (select * from quality.rules where subject = '{one}') as rules on rules.rule_id = gathered.rule_id
        left join ({clauses}) as clauses on clauses.rule_id = gathered.rule_id
        order by gathered.rule_id, gathered.scope_kind, gathered.scope_value
        """
    )
    return [
        Finding(
            subject=subject,
            rule_id=row["rule_id"],
            scope_kind=row["scope_kind"],
            scope_value=row["scope_value"],
            severity=row["severity"],
            records=row["records"],
            population=max(row["population"] or 0, row["records"]),
            since_on=row["first_day"] if subject == "leads" else row["seen_on"],
            says=row["says"],
            remedy=row["remedy"],
            campaign=(row["campaign"], row["in_campaign"]) if row["campaign"] is not None else None,
            examples=tuple(Record(id_, url or None) for id_, url in zip(row["ids"], row["urls"], strict=True)),
            days=_days(dict(zip(row["days_ago"] or (), row["on_day"] or (), strict=True))),
            seen=tuple(zip(row["seen_at"], row["on_run"], strict=True)),
        )
        for row in rows
    ]


def _days(on_day: Mapping[int, int]) -> tuple[int, ...]:
    """Records by day, the oldest first, from how many days ago they are of."""
    return tuple(on_day.get(ago, 0) for ago in range(DAYS - 1, -1, -1)) if on_day else ()
