"""May this set of marts be published?

Belongs here: the gate: grain, reconciliation with what came in, references between marts; and checks on verdicts and flags, which never
block. Does not belong here: whether a lead or a deal is good.
What is `blocking` keeps the last published version in place.
"""

from __future__ import annotations

from expectations.rules import About, NoRows, Rows, Rule, Severity, Suite, filled, literal, one_of, unique

_FAULT = "This is a fault of a model, not of the data: the last published version stays."


def _grain(table: str, *key: str) -> list[Rule]:
    return [
        Rule(
            id=f"{table}_grain",
            says=f"{table} has one row per {' and '.join(key)}.",
            expect=unique(*key),
            severity="blocking",
            remedy=_FAULT + " A join fans out.",
        ),
        *(
            Rule(
                id=f"{table}_{column}_filled",
                says=f"Every row of {table} has its {column}.",
                expect=filled(column),
                severity="blocking",
                remedy=_FAULT,
            )
            for column in key
        ),
    ]


def _same(found: str, expected: str) -> NoRows:
    """One total of the table equals another one: `expected` is a SELECT in parentheses."""
    return NoRows(
        f"select {found} as found, {expected} as expected from {{batch}} having {found} <> {expected}", compares=True
    )


def _as_many(table: str, what: str, other: str, counted: str = "count(*)") -> Rule:
    return Rule(
        id=f"{what}_in_{what}_out",
        says=f"{table} has exactly the {what} of {other}: none lost, none twice.",
        expect=_same("count(*)", f"(select {counted} from {other})"),
        severity="blocking",
        remedy=_FAULT + " A filter or an inner join drops rows.",
    )


def _known(table: str, column: str, other: str, severity: Severity = "blocking") -> Rule:
    return Rule(
        id=f"{table}_{column}_known",
        says=f"Every {column} of {table} is one of {other}.",
        expect=Rows(
            # Null is in no list, not even outside an empty one: it is said that null never fails.
            fails=f"{column} is not null and {column} not in "
            f"(select known.{column} from marts.{other} as known where known.{column} is not null)",
            observed=column,
            expected=literal(f"one of {other}"),
        ),
        severity=severity,
        remedy=_FAULT if severity == "blocking" else f"Look whether the delivery of {other} is complete.",
    )


_RECENT, _FEWEST, _PAST, _PRIOR, _SURE = 30, 20, 50, 20, 2.58

# By vendor and version of a brief, for what a version asks for must not look like what the vendor does. Too few leads, or too short a
# past, accuse nobody. The past's share is drawn towards that of all vendors by as many leads as `_PRIOR`; what may come by chance counts
# that the past is a sample too. With 2.58 a vendor that is as it always was is told of in one run of two hundred.
_WORSE = f"""
select
    vendor, brief_id, brief_version, leads, bad, past_leads, past_bad, past_share
from (
    select
        *,
        (past_bad + cast({_PRIOR} as double) * all_share) / nullif(past_leads + cast({_PRIOR} as double), 0) as past_share
    from (
        select
            *,
            (sum(past_bad) over (partition by 1) + cast(1 as double))
            / nullif(sum(past_leads) over (partition by 1) + cast(2 as double), 0) as all_share
        from (
            select
                vendor, brief_id, brief_version,
                cast(sum(case when days_since_delivery < {_RECENT} then 1 else 0 end) as double) as leads,
                cast(sum(case when days_since_delivery < {_RECENT} and verdict = 'non_conforming' then 1 else 0 end) as double) as bad,
                cast(sum(case when days_since_delivery >= {_RECENT} then 1 else 0 end) as double) as past_leads,
                cast(sum(case when days_since_delivery >= {_RECENT} and verdict = 'non_conforming' then 1 else 0 end) as double) as past_bad
            from {{batch}}
            where vendor is not null and verdict <> 'no_brief' and not is_test and not is_deleted
            group by vendor, brief_id, brief_version
        ) as counted
    ) as pooled
) as compared
where
    leads >= {_FEWEST} and past_leads >= {_PAST}
    and bad - cast(0.5 as double) > leads * past_share
    and (bad - cast(0.5 as double) - leads * past_share) * (bad - cast(0.5 as double) - leads * past_share)
        > cast({_SURE**2} as double) * leads * past_share * (cast(1 as double) - past_share)
        * (cast(1 as double) + leads / nullif(past_leads + cast({_PRIOR} as double), 0))
"""

_LEADS = [
    *_grain("fct_leads", "lead_id"),
    _as_many("fct_leads", "leads", "intermediate.int_leads_unified", "count(distinct lead_id)"),
    Rule(
        id="verdict_is_a_verdict",
        says="Every lead is conforming, non_conforming, unknown, or was delivered without a brief.",
        expect=one_of("verdict", "conforming", "non_conforming", "unknown", "no_brief"),
        severity="blocking",
        remedy=_FAULT,
    ),
    Rule(
        id="every_lead_is_judged",
        says="Every lead has a verdict.",
        expect=filled("verdict"),
        severity="blocking",
        remedy=_FAULT + " The check step did not see the lead.",
    ),
    Rule(
        id="leads_have_a_brief",
        says="Every lead was delivered under a brief.",
        expect=Rows("verdict = 'no_brief'", observed="lead_id", expected=literal("a brief in force")),
        severity="soft",
        remedy="Write a brief for these leads, or a default one, in lead_brief.yml.",
    ),
    _known("fct_leads", "deal_id", "fct_deals"),
    Rule(
        id="vendor_worse_than_its_past",
        says=(
            f"No vendor's share of leads that are not as agreed is higher in the last {_RECENT} days than chance explains by its own past "
            "under the same version of the brief."
        ),
        expect=NoRows(_WORSE, about=About("vendor", "bad", "leads")),
        severity="soft",
        remedy="Look at the vendor's broken rules of these days in fct_lead_flags, and ask what it changed before the next invoice.",
    ),
]

_DEALS = [
    *_grain("fct_deals", "deal_id"),
    _as_many("fct_deals", "deals", "intermediate.int_deals_unified", "count(distinct deal_id)"),
    Rule(
        id="amounts_in_amounts_out",
        says="The amounts of fct_deals add up to the amounts delivered.",
        expect=_same(
            "coalesce(sum(amount), 0)",
            "(select coalesce(sum(delivered.amount), 0) from intermediate.int_deals_unified as delivered where delivered.is_latest)",
        ),
        severity="blocking",
        remedy=_FAULT,
    ),
    _known("fct_deals", "lead_id", "fct_leads"),
]

_REVENUE = [
    *_grain("mart_lead_to_revenue", "lead_id"),
    _as_many("mart_lead_to_revenue", "leads_to_revenue", "marts.fct_leads"),
    Rule(
        id="revenue_of_leads_is_revenue_of_their_deals",
        says="The revenue of mart_lead_to_revenue is the amount of the won deals in fct_deals that came from a lead.",
        expect=_same(
            "coalesce(sum(revenue_base), 0)",
            "(select coalesce(sum(deals.amount_base), 0) from marts.fct_deals as deals "
            "where deals.status = 'won' and not deals.is_deleted and deals.lead_id is not null)",
        ),
        severity="blocking",
        remedy=_FAULT + " A deal is counted for two leads, or for none.",
    ),
]

_FLAGS = {
    subject: [
        *_grain(f"fct_{subject}_flags", f"{subject}_id", "rule_id"),
        _as_many(f"fct_{subject}_flags", f"{subject}_flags", f"quality.{subject}_flags"),
        _known(f"fct_{subject}_flags", f"{subject}_id", f"fct_{subject}s"),
        Rule(
            id=f"{subject}_flags_severity",
            says="A flag is hard or soft.",
            expect=one_of("severity", "hard", "soft"),
            severity="blocking",
            remedy=_FAULT,
        ),
    ]
    for subject in ("lead", "deal")
}

_VISITS = [
    *_grain("fct_deal_stage_visits", "deal_id", "visit_number"),
    _known("fct_deal_stage_visits", "deal_id", "fct_deals", severity="soft"),
]

_COUNTED = "not leads.is_test and not leads.is_deleted"

_SOURCE_QUALITY = [
    Rule(
        id="mart_source_quality_grain",
        says="mart_source_quality has one row per campaign and month and, without a campaign, per vendor, channel and month.",
        expect=NoRows(
            "select campaign_id, case when campaign_id is null then vendor end as vendor, "
            "case when campaign_id is null then channel end as channel, month from {batch} "
            "group by campaign_id, case when campaign_id is null then vendor end, "
            "case when campaign_id is null then channel end, month having count(*) > 1"
        ),
        severity="blocking",
        remedy=_FAULT + " A join fans out.",
    ),
    Rule(
        id="mart_source_quality_month_filled",
        says="Every row of mart_source_quality has its month.",
        expect=filled("month"),
        severity="blocking",
        remedy=_FAULT,
    ),
    *(
        Rule(
            id=f"source_quality_{what}_add_up",
            says=says,
            expect=_same(f"coalesce(sum({column}), 0)", f"({expected})"),
            severity="blocking",
            remedy=_FAULT + " A campaign's row is lost or there twice.",
        )
        for what, column, says, expected in (
            (
                "leads",
                "delivered",
                "The leads of mart_source_quality are those of fct_leads, without tests and deleted ones.",
                f"select count(*) from marts.fct_leads as leads where {_COUNTED}",
            ),
            (
                "revenues",
                "revenue_base",
                "The revenue of mart_source_quality is that of fct_leads, without tests and deleted ones.",
                f"select coalesce(sum(leads.revenue_base), 0) from marts.fct_leads as leads where {_COUNTED}",
            ),
            (
                "deals",
                "deals",
                "The deals of mart_source_quality are those of fct_deals that came from a lead that counts.",
                "select count(*) from marts.fct_deals as deals inner join marts.fct_leads as leads on deals.lead_id = leads.lead_id "
                f"where not deals.is_deleted and {_COUNTED}",
            ),
            (
                "days_of_spending",
                "spend_days",
                "The days of spending of mart_source_quality are those that sources deliver.",
                "select count(*) from intermediate.int_campaign_spend_current",
            ),
            (
                "costs",
                "cost_base",
                "The cost of mart_source_quality is that of the months whose every day could be converted.",
                "select coalesce(sum(months.cost_base), 0) from (select sum(cost_base) as cost_base "
                "from intermediate.int_campaign_spend_current group by campaign_id, year(spent_on), month(spent_on) "
                "having count(*) = count(cost_base)) as months",
            ),
        )
    ),
    Rule(
        id="source_quality_splits_add_up",
        says="Every delivered lead has one verdict and one decision of sales.",
        expect=Rows(
            fails="delivered <> conforming + non_conforming + unknown + no_brief or delivered <> accepted + rejected + pending",
            observed="cast(delivered as string)",
            expected="cast(conforming + non_conforming + unknown + no_brief as string)",
        ),
        severity="blocking",
        remedy=_FAULT,
    ),
    Rule(
        id="costs_are_converted",
        says="What campaigns cost could be converted into the company's currency.",
        expect=Rows(
            fails="spend_days_without_rate > 0",
            observed="cast(spend_days_without_rate as string) || ' days without a rate'",
            expected=literal("a rate for every day of spending"),
        ),
        severity="soft",
        remedy="Deliver exchange_rates from the first day of spending on; until then the cost of these months is not known.",
    ),
]

_SCORECARD = [
    *_grain("mart_brief_scorecard", "brief_id", "period_start", "week_start"),
    Rule(
        id="scorecard_splits_add_up",
        says="Every lead delivered under a brief has one verdict and one decision of sales.",
        expect=Rows(
            fails="delivered <> conforming + non_conforming + unknown or delivered <> accepted + rejected + pending",
            observed="cast(delivered as string)",
            expected="cast(conforming + non_conforming + unknown as string)",
        ),
        severity="blocking",
        remedy=_FAULT,
    ),
]

_SHARES = [
    *_grain("mart_brief_shares", "brief_id", "period_start", "share_id"),
    Rule(
        id="shares_are_of_leads_that_count",
        says="A share of leads is a share of those that count: at most all of them.",
        expect=Rows(
            fails="with_value + without_any > counted",
            observed="cast(with_value + without_any as string)",
            expected="'at most ' || cast(counted as string)",
        ),
        severity="blocking",
        remedy=_FAULT + " A join fans out.",
    ),
]

_DISPUTES = [
    *_grain("mart_lead_disputes", "lead_id"),
    _known("mart_lead_disputes", "lead_id", "fct_leads"),
]

_FOLLOW_UP = [
    *_grain("fct_lead_sla", "lead_id"),
    _as_many("fct_lead_sla", "follow_ups", "marts.fct_leads"),
]

_WAITING = [
    *_grain("mart_leads_waiting", "lead_id"),
    _as_many(
        "mart_leads_waiting",
        "waiting_leads",
        "marts.fct_lead_sla as follow_ups where follow_ups.is_waiting",
        "count(*)",
    ),
]

_LEDGER = [
    Rule(
        id="ledger_adds_up",
        says="Every row that was read is accounted for: new, updated, unchanged, duplicate or rejected.",
        expect=Rows(
            fails="build_id in (select run.build_id from reference.run as run) "
            "and fetched <> new + updated + unchanged + duplicate + rejected",
            observed="cast(fetched as string)",
            expected="cast(new + updated + unchanged + duplicate + rejected as string)",
        ),
        severity="blocking",
        remedy=_FAULT + " Rows of a source were lost while extracting: see the ledger.",
    )
]

SUITES = [
    Suite("marts", "marts.fct_leads", _LEADS, key=("lead_id",)),
    Suite("marts", "marts.fct_deals", _DEALS, key=("deal_id",)),
    Suite("marts", "marts.mart_lead_to_revenue", _REVENUE, key=("lead_id",)),
    Suite("marts", "marts.fct_lead_flags", _FLAGS["lead"], key=("lead_id", "rule_id")),
    Suite("marts", "marts.fct_deal_flags", _FLAGS["deal"], key=("deal_id", "rule_id")),
    Suite("marts", "marts.fct_deal_stage_visits", _VISITS, key=("deal_id", "visit_number")),
    Suite("marts", "marts.mart_source_quality", _SOURCE_QUALITY, key=("campaign_id", "month")),
    Suite("marts", "marts.mart_brief_scorecard", _SCORECARD, key=("brief_id", "period_start", "week_start")),
    Suite("marts", "marts.mart_brief_shares", _SHARES, key=("brief_id", "period_start", "share_id")),
    Suite("marts", "marts.mart_lead_disputes", _DISPUTES, key=("lead_id",)),
    Suite("marts", "marts.fct_lead_sla", _FOLLOW_UP, key=("lead_id",)),
    Suite("marts", "marts.mart_leads_waiting", _WAITING, key=("lead_id",)),
    Suite(
        "marts", "marts.mart_freshness", _grain("mart_freshness", "source", "table_name"), key=("source", "table_name")
    ),
    Suite("marts", "staging.stg_leadline__ledger", _LEDGER, key=("source", "table_name"), asset="marts.rejected_rows"),
]
