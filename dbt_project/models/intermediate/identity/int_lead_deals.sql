with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

deals as (

    select * from {{ ref('int_deals_current') }}

),

leads as (

    select * from leads_states
    where is_latest_state

),

-- A pair counts only when both are known: a key that leads nowhere links nothing.
stated as (

    select
        leads.lead_id,
        deals.deal_id,
        1 as deal_preference,
        2 as lead_preference

    from leads
    inner join deals on leads.converted_deal_id = deals.deal_id

    union all

    select
        leads.lead_id,
        deals.deal_id,
        2 as deal_preference,
        1 as lead_preference

    from deals
    inner join leads on deals.stated_lead_id = leads.lead_id

),

pairs as (

    select
        lead_id,
        deal_id,
        min(deal_preference) as deal_preference,
        min(lead_preference) as lead_preference

    from stated
    group by lead_id, deal_id

),

ranked as (

    select
        pairs.lead_id,
        pairs.deal_id,
        deals.is_deleted as is_deal_deleted,
        -- Who is gone neither takes the credit from one who is there, nor stands for it.
        row_number() over (
            partition by pairs.deal_id
            order by
                case when leads.is_deleted then 1 else 0 end asc nulls last,
                pairs.lead_preference asc nulls last, leads.created_at asc nulls last, pairs.lead_id asc nulls last
        ) as lead_rank,
        row_number() over (
            partition by pairs.lead_id
            order by
                case when deals.is_deleted then 1 else 0 end asc nulls last,
                pairs.deal_preference asc nulls last, deals.created_at asc nulls last, pairs.deal_id asc nulls last
        ) as deal_rank

    from pairs
    inner join leads on pairs.lead_id = leads.lead_id
    inner join deals on pairs.deal_id = deals.deal_id

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(deal_id as string) as deal_id,
        cast('crm_link' as string) as match_rule,
        cast(lead_rank = 1 as boolean) as is_lead_of_deal,
        cast(deal_rank = 1 and not is_deal_deleted as boolean) as is_deal_of_lead

    from ranked

)

select * from final
