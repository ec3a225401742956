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

lead_decisions as (

    select * from {{ ref('int_lead_decisions') }}

),

told_by_lead as (

    select
        leads_states.lead_id,
        leads_states.status,
        leads_states.rejection_reason,
        lead_deals.deal_id,
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
    where leads_states.is_latest_state

),

-- The lead has the first word, the history the next: what it told last, unless the lead says that it was given back.
told as (

    select
        told_by_lead.*,
        -- What sales did counts more than what it said: a lead with a deal was accepted.
        case
            when
                told_by_lead.is_converted
                or told_by_lead.deal_id is not null
                or told_by_lead.status in ('accepted', 'qualified', 'converted')
                then 'accepted'
            when told_by_lead.is_rejected then 'rejected'
        end as decision_of_lead,
        case
            when
                not told_by_lead.is_rejected
                and coalesce(told_by_lead.status not in ('accepted', 'qualified', 'converted', 'recycled'), true)
                and lead_decisions.decision in ('accepted', 'rejected')
                then lead_decisions.decision
        end as decision_of_history

    from told_by_lead
    left join lead_decisions on told_by_lead.lead_id = lead_decisions.lead_id and lead_decisions.is_last

),

decided as (

    select
        lead_id,
        deal_id,
        status,
        rejection_reason,
        coalesce(decision_of_lead, decision_of_history, 'pending') as sales_decision,
        case
            when decision_of_lead is not null then 'lead'
            when decision_of_history is not null then 'history'
        end as decision_from,
        is_rejected or coalesce(decision_of_history = 'rejected', false) as is_rejected,
        is_converted

    from told

),

final as (

    select
        decided.lead_id,
        decided.deal_id,
        decided.status,
        -- Of a lead that was rejected at first and accepted in the end the history's reason is history.
        coalesce(decided.rejection_reason, case when decided.is_rejected then rejections.reason end) as rejection_reason,
        decided.sales_decision,
        decided.decision_from,
        standing.decided_at,
        standing.decided_by,
        standing.source as decided_in,
        decided.is_rejected,
        decided.is_converted

    from decided
    left join lead_decisions as standing
        on decided.lead_id = standing.lead_id
        and decided.sales_decision = standing.decision
        and standing.is_last_of_its_kind
    left join lead_decisions as rejections
        on decided.lead_id = rejections.lead_id
        and rejections.decision = 'rejected'
        and rejections.is_last_of_its_kind

)

select * from final
