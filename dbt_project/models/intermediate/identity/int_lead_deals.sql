with

leads_unified as (

    select * from {{ ref('int_leads_unified') }}

),

deals_unified as (

    select * from {{ ref('int_deals_unified') }}

),

leads as (

    select
        lead_id,
        created_at,
        converted_deal_id

    from leads_unified
    where is_latest

),

deals as (

    select
        deal_id,
        created_at,
        lead_id

    from deals_unified
    where is_latest

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
    inner join leads on deals.lead_id = leads.lead_id

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
        row_number() over (
            partition by pairs.deal_id
            order by pairs.lead_preference asc, leads.created_at asc nulls last, pairs.lead_id asc
        ) as lead_rank,
        row_number() over (
            partition by pairs.lead_id
            order by pairs.deal_preference asc, deals.created_at asc nulls last, pairs.deal_id asc
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
        cast(deal_rank = 1 as boolean) as is_deal_of_lead

    from ranked

)

select * from final
