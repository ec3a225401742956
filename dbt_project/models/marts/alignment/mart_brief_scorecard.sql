with

weeks as (

    select * from {{ ref('int_brief_weeks') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

briefs as (

    select * from {{ ref('dim_brief') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

delivered_leads as (

    select
        leads.brief_id,
        leads.delivered_on,
        leads.verdict,
        leads.sales_decision,
        leads.is_disputed,
        {{ days_between('leads.delivered_on', day_in_zone('leads.decided_at', 'company.time_zone')) }} as days_to_decision

    from leads
    cross join company
    where not leads.is_test and not leads.is_deleted

),

counts as (

    select
        weeks.brief_id,
        weeks.period_start,
        weeks.week_start,
        count(delivered_leads.brief_id) as delivered,
        sum(case when delivered_leads.verdict = 'conforming' then 1 else 0 end) as conforming,
        sum(case when delivered_leads.verdict = 'non_conforming' then 1 else 0 end) as non_conforming,
        sum(case when delivered_leads.verdict = 'unknown' then 1 else 0 end) as unknown,
        sum(case when delivered_leads.sales_decision = 'accepted' then 1 else 0 end) as accepted,
        sum(case when delivered_leads.sales_decision = 'rejected' then 1 else 0 end) as rejected,
        sum(case when delivered_leads.sales_decision = 'pending' then 1 else 0 end) as pending,
        -- A decision of which nobody knows the day was in time.
        sum(
            case
                when
                    delivered_leads.sales_decision = 'rejected'
                    and coalesce(delivered_leads.days_to_decision <= weeks.return_within_days, true)
                    then 1
                else 0
            end
        ) as returned,
        sum(case when delivered_leads.is_disputed then 1 else 0 end) as disputed

    from weeks
    left join delivered_leads
        on weeks.brief_id = delivered_leads.brief_id
        and weeks.first_day <= delivered_leads.delivered_on
        and weeks.last_day >= delivered_leads.delivered_on
    group by weeks.brief_id, weeks.period_start, weeks.week_start

),

totals as (

    select
        counts.*,
        sum(delivered) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as delivered_to_date,
        sum(conforming) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as conforming_to_date,
        sum(non_conforming) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as non_conforming_to_date,
        sum(unknown) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as unknown_to_date,
        sum(accepted) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as accepted_to_date,
        sum(rejected) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as rejected_to_date,
        sum(pending) over (
            partition by brief_id, period_start
            order by week_start asc nulls last
            rows between unbounded preceding and current row
        ) as pending_to_date

    from counts

),

paced as (

    select
        weeks.*,
        totals.delivered,
        totals.conforming,
        totals.non_conforming,
        totals.unknown,
        totals.accepted,
        totals.rejected,
        totals.pending,
        totals.returned,
        totals.disputed,
        totals.delivered_to_date,
        case when weeks.volume_unit = 'accepted' then totals.accepted_to_date else totals.conforming_to_date end as counted_to_date,
        case when weeks.price_per = 'accepted' then totals.accepted_to_date else totals.conforming_to_date end as payable_to_date,
        case when weeks.price_per = 'accepted' then totals.pending_to_date else totals.unknown_to_date end as undecided_to_date,
        case
            when weeks.price_per = 'accepted' then totals.rejected_to_date
            else totals.non_conforming_to_date
        end as refused_to_date,
        cast({{ days_between('weeks.period_start', 'weeks.last_day') }} + 1 as double)
        / nullif({{ days_between('weeks.period_start', 'weeks.period_end') }}, 0) as elapsed_ratio

    from weeks
    inner join totals
        on weeks.brief_id = totals.brief_id
        and weeks.period_start = totals.period_start
        and weeks.week_start = totals.week_start

),

expected as (

    select
        paced.*,
        case
            when volume_pacing = 'even' then elapsed_ratio
            when volume_pacing = 'front' then 1 - (1 - elapsed_ratio) * (1 - elapsed_ratio)
            when volume_pacing = 'back' then elapsed_ratio * elapsed_ratio
        end as expected_ratio,
        {{ cents('payable_to_date * cast(price_amount as double)') }} as payable_amount

    from paced

),

final as (

    select
        cast(expected.brief_id as string) as brief_id,
        cast(expected.brief_version as bigint) as brief_version,
        cast(briefs.name as string) as brief_name,
        cast(expected.period_start as date) as period_start,
        cast(expected.period_end as date) as period_end,
        cast(expected.week_start as date) as week_start,
        cast(expected.last_day as date) as last_day,
        cast(expected.volume_goal as bigint) as promised,
        cast(expected.volume_unit as string) as unit,
        cast(expected.delivered as bigint) as delivered,
        cast(expected.conforming as bigint) as conforming,
        cast(expected.non_conforming as bigint) as non_conforming,
        cast(expected.unknown as bigint) as unknown,
        cast(expected.accepted as bigint) as accepted,
        cast(expected.rejected as bigint) as rejected,
        cast(expected.pending as bigint) as pending,
        cast(expected.returned as bigint) as returned,
        cast(expected.disputed as bigint) as disputed,
        cast(expected.delivered_to_date as bigint) as delivered_to_date,
        cast(expected.counted_to_date as bigint) as counted_to_date,
        cast(expected.elapsed_ratio as double) as elapsed_ratio,
        cast(expected.volume_goal * expected.expected_ratio as double) as expected_to_date,
        cast(expected.counted_to_date - expected.volume_goal * expected.expected_ratio as double) as pace_gap,
        cast(expected.counted_to_date / nullif(expected.expected_ratio, 0) as double) as expected_at_end,
        cast(expected.counted_to_date / nullif(expected.expected_ratio, 0) - expected.volume_goal as double) as gap_at_end,
        cast(
            case when expected.price_cap < expected.payable_amount then expected.price_cap else expected.payable_amount end
            as decimal(38, 2)
        ) as owed_amount,
        {{ cents('expected.refused_to_date * cast(expected.price_amount as double)') }} as withheld_amount,
        {{ cents('expected.undecided_to_date * cast(expected.price_amount as double)') }} as undecided_amount,
        cast(expected.price_currency as string) as currency,
        {{ build_id() }} as build_id

    from expected
    inner join briefs
        on expected.brief_id = briefs.brief_id
        and expected.brief_version = briefs.brief_version

)

select * from final
