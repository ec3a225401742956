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

accounts as (

    select * from {{ ref('dim_account') }}

),

owners as (

    select * from {{ ref('dim_owner') }}

),

products as (

    select * from {{ ref('dim_product') }}

),

briefs as (

    select * from {{ ref('dim_brief') }}

),

current_owners as (

    select * from owners
    where is_current

),

wide as (

    select
        leads.*,
        campaigns.name as campaign_name,
        briefs.name as brief_name,
        accounts.name as account_name,
        accounts.industry as account_industry,
        lead_owners.team as lead_team,
        deals.owner_id as deal_owner_id,
        deal_owners.team as deal_team,
        deals.product_id,
        products.name as product_name,
        deals.stage_id as deal_stage_id,
        deals.stage_name as deal_stage_name,
        deals.status as deal_status,
        deals.amount as deal_amount,
        deals.currency as deal_currency,
        deals.amount_base as deal_amount_base,
        deals.created_on as deal_created_on,
        deals.expected_close_date as deal_expected_close_date,
        deals.closed_on as deal_closed_on,
        deals.days_open as deal_days_open,
        deals.loss_reason as deal_loss_reason,
        deals.failed_rules as deal_failed_rules,
        {{ days_between('leads.delivered_on', 'deals.created_on') }} as days_to_deal,
        {{ days_between('leads.delivered_on', 'deals.closed_on') }} as days_to_close

    from leads
    left join deals on leads.deal_id = deals.deal_id
    left join campaigns on leads.campaign_id = campaigns.campaign_id
    left join briefs on leads.brief_id = briefs.brief_id and leads.brief_version = briefs.brief_version
    left join accounts on leads.account_id = accounts.account_id
    left join current_owners as lead_owners on leads.owner_id = lead_owners.owner_id
    left join current_owners as deal_owners on deals.owner_id = deal_owners.owner_id
    left join products on deals.product_id = products.product_id

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(source as string) as source,
        cast(person_id as string) as person_id,
        cast(delivered_on as date) as delivered_on,
        cast(campaign_id as string) as campaign_id,
        cast(campaign_name as string) as campaign_name,
        cast(vendor as string) as vendor,
        cast(channel as string) as channel,
        cast(country_code as string) as country_code,
        cast(owner_id as string) as lead_owner_id,
        cast(lead_team as string) as lead_team,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(brief_name as string) as brief_name,
        cast(verdict as string) as verdict,
        cast(failed_rules as string) as failed_rules,
        cast(status as string) as status,
        cast(sales_decision as string) as sales_decision,
        cast(rejection_reason as string) as rejection_reason,
        cast(is_disputed as boolean) as is_disputed,
        cast(response_minutes as double) as response_minutes,
        cast(account_id as string) as account_id,
        cast(account_name as string) as account_name,
        cast(account_industry as string) as account_industry,
        cast(deal_id as string) as deal_id,
        cast(deal_owner_id as string) as deal_owner_id,
        cast(deal_team as string) as deal_team,
        cast(product_id as string) as product_id,
        cast(product_name as string) as product_name,
        cast(deal_stage_id as string) as deal_stage_id,
        cast(deal_stage_name as string) as deal_stage_name,
        cast(deal_status as string) as deal_status,
        cast(deal_amount as decimal(38, 2)) as deal_amount,
        cast(deal_currency as string) as deal_currency,
        cast(deal_amount_base as decimal(38, 2)) as deal_amount_base,
        cast(deal_created_on as date) as deal_created_on,
        cast(deal_expected_close_date as date) as deal_expected_close_date,
        cast(deal_closed_on as date) as deal_closed_on,
        cast(deal_days_open as bigint) as deal_days_open,
        cast(deal_loss_reason as string) as deal_loss_reason,
        cast(deal_failed_rules as string) as deal_failed_rules,
        cast(days_to_deal as bigint) as days_to_deal,
        cast(days_to_close as bigint) as days_to_close,
        cast(is_won as boolean) as is_won,
        cast(revenue_base as decimal(38, 2)) as revenue_base,
        cast(is_test as boolean) as is_test,
        cast(is_deleted as boolean) as is_deleted,
        cast(record_url as string) as record_url,
        {{ build_id() }} as build_id

    from wide

)

select * from final
