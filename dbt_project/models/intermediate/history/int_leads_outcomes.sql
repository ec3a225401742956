with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

lead_deals as (

    select * from {{ ref('int_lead_deals') }}

),

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

lead_status_history_unified as (

    select * from {{ ref('int_lead_status_history_unified') }}

),

decisions as (

    select
        lead_id,
        min(changed_at) as decided_at

    from lead_status_history_unified
    where is_latest and not is_tombstone and status in ('accepted', 'rejected', 'qualified', 'converted')
    group by lead_id

),

facts as (

    select
        leads_states.lead_id,
        leads_states.status,
        leads_states.rejection_reason,
        lead_deals.deal_id,
        decisions.decided_at,
        coalesce(leads_states.status = 'rejected', false) or leads_states.rejection_reason is not null as is_rejected,
        coalesce(leads_states.status = 'converted', false)
        or leads_states.converted_at is not null
        -- A deal that was deleted tells nothing by itself; one that was never delivered may well be there.
        or (leads_states.converted_deal_id is not null and not coalesce(deals_current.is_deleted, false))
        or leads_states.converted_contact_id is not null
        or leads_states.converted_account_id is not null as is_converted

    from leads_states
    left join lead_deals on leads_states.lead_id = lead_deals.lead_id and lead_deals.is_deal_of_lead
    left join deals_current on leads_states.converted_deal_id = deals_current.deal_id
    left join decisions on leads_states.lead_id = decisions.lead_id
    where leads_states.is_latest_state

),

final as (

    select
        lead_id,
        deal_id,
        status,
        rejection_reason,
        -- What sales did counts more than what it said: a lead with a deal was accepted.
        case
            when is_converted or deal_id is not null or status in ('accepted', 'qualified', 'converted') then 'accepted'
            when is_rejected then 'rejected'
            else 'pending'
        end as sales_decision,
        decided_at,
        is_rejected,
        is_converted

    from facts

)

select * from final
