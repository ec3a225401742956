with

leads as (

    select * from {{ ref('fct_leads') }}

),

deals as (

    select * from {{ ref('fct_deals') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

lead_flags as (

    select * from {{ source('quality', 'lead_flags') }}

),

campaign_spend as (

    select * from {{ ref('int_campaign_spend_current') }}

),

-- What a delivery broke stays broken; an outcome that was put right is.
flagged as (

    select
        lead_id,
        max(case when rule_id = 'duplicate_lead' then 1 else 0 end) as is_duplicate,
        max(case when severity = 'hard' then 1 else 0 end) as is_flagged_hard,
        max(case when severity = 'soft' then 1 else 0 end) as is_flagged_soft

    from lead_flags
    where judges = 'delivery' or resolved_at is null
    group by lead_id

),

-- A segment is a campaign; of leads without one, what a vendor sent through a channel.
counted_leads as (

    select
        leads.*,
        case
            when campaign_id is not null then 'campaign:' || campaign_id
            else 'vendor:' || coalesce(vendor, '') || ',channel:' || coalesce(channel, '')
        end as segment,
        {{ start_of('month', 'delivered_on') }} as month

    from leads
    where not is_test and not is_deleted

),

lead_months as (

    select
        counted_leads.segment,
        counted_leads.month,
        count(*) as delivered,
        sum(case when counted_leads.verdict = 'conforming' then 1 else 0 end) as conforming,
        sum(case when counted_leads.verdict = 'non_conforming' then 1 else 0 end) as non_conforming,
        sum(case when counted_leads.verdict = 'unknown' then 1 else 0 end) as unknown,
        sum(case when counted_leads.verdict = 'no_brief' then 1 else 0 end) as no_brief,
        sum(case when counted_leads.sales_decision = 'accepted' then 1 else 0 end) as accepted,
        sum(case when counted_leads.sales_decision = 'rejected' then 1 else 0 end) as rejected,
        sum(case when counted_leads.sales_decision = 'pending' then 1 else 0 end) as pending,
        sum(case when counted_leads.is_disputed then 1 else 0 end) as disputed,
        sum(coalesce(flagged.is_duplicate, 0)) as duplicates,
        sum(coalesce(flagged.is_flagged_hard, 0)) as flagged_hard,
        sum(coalesce(flagged.is_flagged_soft, 0)) as flagged_soft,
        sum(counted_leads.revenue_base) as revenue_base

    from counted_leads
    left join flagged on counted_leads.lead_id = flagged.lead_id
    group by counted_leads.segment, counted_leads.month

),

-- A deal counts for one lead, the one that its revenue is credited to.
deal_months as (

    select
        counted_leads.segment,
        counted_leads.month,
        count(*) as deals,
        sum(case when deals.status = 'won' then 1 else 0 end) as won,
        sum(case when deals.status = 'won' and deals.amount_base is null then 1 else 0 end) as won_without_revenue,
        count(distinct case when deals.status = 'won' then coalesce(deals.account_id, deals.person_id, deals.deal_id) end) as customers

    from counted_leads
    inner join deals on counted_leads.lead_id = deals.lead_id
    where not deals.is_deleted
    group by counted_leads.segment, counted_leads.month

),

spend_days as (

    select
        campaign_id,
        cost_base,
        'campaign:' || campaign_id as segment,
        {{ start_of('month', 'spent_on') }} as month

    from campaign_spend

),

spend_months as (

    select
        segment,
        month,
        count(*) as spend_days,
        sum(case when cost_base is null then 1 else 0 end) as spend_days_without_rate,
        -- Part of the cost would read as all of it.
        case when count(*) = count(cost_base) then sum(cost_base) end as cost_base

    from spend_days
    group by segment, month

),

months as (

    select
        segment,
        month

    from lead_months

    union

    select
        segment,
        month

    from spend_months

),

named as (

    select
        segment,
        max(campaign_id) as campaign_id,
        case when min(vendor) = max(vendor) then max(vendor) end as vendor,
        case when min(channel) = max(channel) then max(channel) end as channel

    from counted_leads
    group by segment

    union all

    select distinct
        segment,
        campaign_id,
        cast(null as string) as vendor,
        cast(null as string) as channel

    from spend_days
    where segment not in (select counted_leads.segment from counted_leads)

),

joined as (

    select
        months.month,
        named.campaign_id,
        campaigns.name as campaign_name,
        coalesce(campaigns.vendor, named.vendor) as vendor,
        coalesce(campaigns.channel, named.channel) as channel,
        coalesce(lead_months.delivered, 0) as delivered,
        coalesce(lead_months.conforming, 0) as conforming,
        coalesce(lead_months.non_conforming, 0) as non_conforming,
        coalesce(lead_months.unknown, 0) as unknown,
        coalesce(lead_months.no_brief, 0) as no_brief,
        coalesce(lead_months.accepted, 0) as accepted,
        coalesce(lead_months.rejected, 0) as rejected,
        coalesce(lead_months.pending, 0) as pending,
        coalesce(lead_months.disputed, 0) as disputed,
        coalesce(lead_months.duplicates, 0) as duplicates,
        coalesce(lead_months.flagged_hard, 0) as flagged_hard,
        coalesce(lead_months.flagged_soft, 0) as flagged_soft,
        coalesce(deal_months.deals, 0) as deals,
        coalesce(deal_months.won, 0) as won,
        coalesce(deal_months.won_without_revenue, 0) as won_without_revenue,
        coalesce(deal_months.customers, 0) as customers,
        coalesce(lead_months.revenue_base, 0) as revenue_base,
        coalesce(spend_months.spend_days, 0) as spend_days,
        coalesce(spend_months.spend_days_without_rate, 0) as spend_days_without_rate,
        spend_months.cost_base,
        cast(spend_months.cost_base as double) as cost

    from months
    inner join named on months.segment = named.segment
    left join campaigns on named.campaign_id = campaigns.campaign_id
    left join lead_months on months.segment = lead_months.segment and months.month = lead_months.month
    left join deal_months on months.segment = deal_months.segment and months.month = deal_months.month
    left join spend_months on months.segment = spend_months.segment and months.month = spend_months.month

),

final as (

    select
        cast(campaign_id as string) as campaign_id,
        cast(month as date) as month,
        cast(campaign_name as string) as campaign_name,
        cast(vendor as string) as vendor,
        cast(channel as string) as channel,
        cast(delivered as bigint) as delivered,
        cast(conforming as bigint) as conforming,
        cast(non_conforming as bigint) as non_conforming,
        cast(unknown as bigint) as unknown,
        cast(no_brief as bigint) as no_brief,
        cast(accepted as bigint) as accepted,
        cast(rejected as bigint) as rejected,
        cast(pending as bigint) as pending,
        cast(disputed as bigint) as disputed,
        cast(duplicates as bigint) as duplicates,
        cast(flagged_hard as bigint) as flagged_hard,
        cast(flagged_soft as bigint) as flagged_soft,
        cast(cast(conforming as double) / nullif(conforming + non_conforming, 0) as double) as conforming_ratio,
        cast(deals as bigint) as deals,
        cast(won as bigint) as won,
        cast(won_without_revenue as bigint) as won_without_revenue,
        cast(customers as bigint) as customers,
        cast(revenue_base as decimal(38, 2)) as revenue_base,
        cast(spend_days as bigint) as spend_days,
        cast(spend_days_without_rate as bigint) as spend_days_without_rate,
        cast(cost_base as decimal(38, 2)) as cost_base,
        {{ cents('cast(cost as double) / nullif(delivered, 0)') }} as cost_per_lead,
        {{ cents('cast(cost as double) / nullif(conforming, 0)') }} as cost_per_conforming_lead,
        {{ cents('cast(cost as double) / nullif(customers, 0)') }} as cac,
        cast(case when won_without_revenue = 0 then cast(revenue_base as double) / nullif(cost, 0) end as double) as roas,
        {{ build_id() }} as build_id

    from joined

)

select * from final
