{%- set enough = 30 -%}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

deals as (

    select * from {{ ref('fct_deals') }}

),

leads_follow_up as (

    select * from {{ ref('int_leads_follow_up') }}

),

response_decay as (

    select * from {{ ref('int_response_decay') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

-- What a converted lead is worth: the mean over won and lost deals, open ones say nothing yet.
worth as (

    select
        case
            when count(*) >= {{ enough }} then cast(sum(coalesce(leads.revenue_base, 0)) as double) / nullif(count(*), 0)
        end as revenue_base

    from leads
    inner join deals on leads.deal_id = deals.deal_id
    where deals.status in ('won', 'lost') and not leads.is_test and not leads.is_deleted

),

waiting as (

    select
        leads.*,
        leads_follow_up.assigned_at as first_assigned_at,
        leads_follow_up.clock_minutes,
        leads_follow_up.respond_within_minutes,
        leads_follow_up.working_minutes_to_response is not null and leads_follow_up.limit_response_late is not null as is_held_to_respond,
        coalesce(leads_follow_up.working_minutes_to_response > leads_follow_up.limit_response_late, false) as is_late,
        -- A day tells no minutes, and the instant of loading is no delivery.
        case
            when leads_follow_up.clock_minutes is not null
                then {{ seconds_between('leads.delivered_at', 'company.as_of') }} / 60
        end as elapsed_minutes

    from leads
    cross join company
    inner join leads_follow_up on leads.lead_id = leads_follow_up.lead_id
    where leads_follow_up.is_waiting

),

valued as (

    select
        waiting.*,
        response_decay.delay_number,
        response_decay.until_minutes - waiting.elapsed_minutes as minutes_to_next_delay,
        response_decay.lost_ratio,
        response_decay.lost_ratio_low,
        response_decay.lost_ratio_high,
        {{ cents('response_decay.lost_ratio * worth.revenue_base') }} as expected_loss_base

    from waiting
    cross join worth
    left join response_decay
        on waiting.elapsed_minutes >= response_decay.from_minutes
        and (response_decay.until_minutes is null or waiting.elapsed_minutes < response_decay.until_minutes)

),

final as (

    select
        cast(row_number() over (
            order by
                lost_ratio desc nulls last, minutes_to_next_delay asc nulls last, clock_minutes asc nulls last,
                delivered_at desc nulls last, lead_id asc nulls last
        ) as bigint) as place,
        cast(lead_id as string) as lead_id,
        cast(source as string) as source,
        cast(owner_id as string) as owner_id,
        cast(campaign_id as string) as campaign_id,
        cast(vendor as string) as vendor,
        cast(channel as string) as channel,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(verdict as string) as verdict,
        cast(delivered_at as timestamp) as delivered_at,
        cast(first_assigned_at as timestamp) as assigned_at,
        cast(elapsed_minutes as double) as elapsed_minutes,
        cast(clock_minutes as double) as waiting_minutes,
        cast(respond_within_minutes as bigint) as promised_minutes,
        cast(is_held_to_respond as boolean) as is_held_to_respond,
        cast(is_late as boolean) as is_late,
        cast(delay_number as bigint) as delay_number,
        cast(minutes_to_next_delay as double) as minutes_to_next_delay,
        cast(lost_ratio as double) as lost_ratio,
        cast(lost_ratio_low as double) as lost_ratio_low,
        cast(lost_ratio_high as double) as lost_ratio_high,
        cast(expected_loss_base as decimal(38, 2)) as expected_loss_base,
        cast(lost_ratio is not null as boolean) as is_enough,
        cast(record_url as string) as record_url,
        {{ build_id() }} as build_id

    from valued

)

select * from final
