with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

campaigns_unified as (

    select * from {{ ref('int_campaigns_unified') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

timed as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.delivered_at_from,
        leads_states.created_at,
        leads_states.created_on as created_written_on,
        {{ on_day('leads_states.created_at', 'leads_states.created_on') }} as created_on,
        leads_states.delivered_at,
        leads_states.delivered_on,
        leads_states.delivered_written_on,
        campaigns_unified.starts_on,
        campaigns_unified.ends_on

    from leads_states
    cross join company
    left join campaigns_unified
        on leads_states.campaign_id = campaigns_unified.campaign_id
        and campaigns_unified.is_latest

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(
            case when delivered_at_from = 'delivered_at' then {{ days_apart('created', 'delivered') }} end as double
        ) as days_until_delivered,
        cast(
            case
                -- The day of loading is none of delivery.
                when delivered_at_from = 'loaded_at' then null
                when delivered_on < starts_on then {{ days_between('delivered_on', 'starts_on') }}
                when delivered_on > ends_on then {{ days_between('ends_on', 'delivered_on') }}
                when starts_on is not null or ends_on is not null then 0
            end as bigint
        ) as days_outside_campaign

    from timed

)

select * from final
