with

leads as (

    select * from {{ ref('fct_leads') }}

),

leads_follow_up as (

    select * from {{ ref('int_leads_follow_up') }}

),

joined as (

    select
        leads_follow_up.*,
        leads.source,
        leads.owner_id,
        leads.campaign_id,
        leads.vendor,
        leads.channel,
        leads.delivered_at,
        leads.is_test,
        leads.is_deleted,
        leads.record_url,
        case when leads_follow_up.first_response_at is not null then leads_follow_up.clock_minutes end as human_delay_minutes,
        case when leads_follow_up.is_waiting then leads_follow_up.clock_minutes end as waiting_minutes,
        {{ days_later('leads_follow_up.returned_on', 'leads_follow_up.nurture_within_days') }} as nurture_due_on

    from leads
    inner join leads_follow_up on leads.lead_id = leads_follow_up.lead_id

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(source as string) as source,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(owner_id as string) as owner_id,
        cast(responded_by as string) as responded_by,
        cast(campaign_id as string) as campaign_id,
        cast(vendor as string) as vendor,
        cast(channel as string) as channel,
        cast(delivered_at as timestamp) as delivered_at,
        cast(assigned_at as timestamp) as assigned_at,
        cast(first_response_at as timestamp) as first_response_at,
        cast(reached_at as timestamp) as reached_at,
        cast(system_delay_minutes as double) as system_delay_minutes,
        cast(human_delay_minutes as double) as human_delay_minutes,
        cast(response_minutes as double) as response_minutes,
        cast(waiting_minutes as double) as waiting_minutes,
        cast(respond_within_minutes as bigint) as promised_minutes,
        cast(working_minutes_to_response is not null and limit_response_late is not null as boolean) as is_held_to_respond,
        cast(coalesce(working_minutes_to_response > limit_response_late, false) as boolean) as is_late,
        cast(attempts as bigint) as attempts,
        cast(promised_attempts as bigint) as promised_attempts,
        cast(attempts_before_giving_up is not null and limit_attempts_too_few is not null as boolean) as is_held_to_try,
        cast(coalesce(attempts_before_giving_up < limit_attempts_too_few, false) as boolean) as is_given_up_early,
        cast(returned_at as timestamp) as returned_at,
        cast(nurture_due_on as date) as nurture_due_on,
        cast(nurtured_at as timestamp) as nurtured_at,
        cast(days_to_nurture is not null and limit_nurture_overdue is not null as boolean) as is_held_to_nurture,
        cast(coalesce(days_to_nurture > limit_nurture_overdue, false) as boolean) as is_nurture_late,
        cast(is_waiting as boolean) as is_waiting,
        cast(go_live_on as date) as go_live_on,
        cast(is_before_go_live as boolean) as is_before_go_live,
        cast(is_test as boolean) as is_test,
        cast(is_deleted as boolean) as is_deleted,
        cast(calendar as string) as calendar,
        cast(time_zone as string) as time_zone,
        cast(record_url as string) as record_url,
        {{ build_id() }} as build_id

    from joined

)

select * from final
