with

campaign_spend_unified as (

    select * from {{ ref('int_campaign_spend_unified') }}

),

campaigns_unified as (

    select * from {{ ref('int_campaigns_unified') }}

),

sources as (

    select * from {{ ref('int_sources_in_force') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates_in_force') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

spent as (

    select
        campaign_spend_unified.campaign_id,
        campaign_spend_unified.source,
        campaign_spend_unified.date as spent_on,
        campaign_spend_unified.cost,
        company.base_currency,
        {{ code('coalesce(campaign_spend_unified.currency, campaigns_unified.currency, sources.currency)') }} as cost_currency

    from campaign_spend_unified
    cross join company
    left join campaigns_unified
        on campaign_spend_unified.campaign_id = campaigns_unified.campaign_id
        and campaigns_unified.is_latest
    left join sources on campaign_spend_unified.source = sources.source
    where campaign_spend_unified.is_latest and not campaign_spend_unified.is_tombstone

),

final as (

    select
        spent.campaign_id,
        spent.source,
        spent.spent_on,
        spent.cost,
        spent.cost_currency as currency,
        case
            when spent.cost_currency = {{ code('spent.base_currency') }} then spent.cost
            -- No rate, no amount: a guess of 1.0 would be worse than a gap.
            else {{ cents('cast(spent.cost as double) * exchange_rates.rate') }}
        end as cost_base

    from spent
    left join exchange_rates
        on spent.cost_currency = exchange_rates.currency
        and spent.spent_on >= exchange_rates.valid_from
        and spent.spent_on < coalesce(exchange_rates.valid_to, cast('9999-12-31' as date))

)

select * from final
