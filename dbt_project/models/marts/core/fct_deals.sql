with

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

deal_stage_entries as (

    select * from {{ ref('int_deal_stage_entries') }}

),

lead_deals as (

    select * from {{ ref('int_lead_deals') }}

),

person_records as (

    select * from {{ ref('int_person_records') }}

),

sources as (

    select * from {{ ref('int_sources_in_force') }}

),

rates as (

    select * from {{ ref('int_exchange_rates_in_force') }}

),

deal_flags as (

    select * from {{ source('quality', 'deal_flags') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

failures as (

    select
        deal_id,
        {{ joined('rule_id') }} as failed_rules

    from deal_flags
    where resolved_at is null
    group by deal_id

),

dated_entries as (

    select
        deal_id,
        expected_close_date,
        lag(expected_close_date) over (partition by deal_id order by entry_number asc nulls last) as expected_before

    from deal_stage_entries
    where expected_close_date is not null

),

pushes as (

    select
        deal_id,
        sum(case when expected_close_date > expected_before then 1 else 0 end) as push_count

    from dated_entries
    group by deal_id

),

own_leads as (

    select * from lead_deals
    where is_lead_of_deal

),

deals as (

    select
        deals_current.*,
        own_leads.lead_id,
        own_leads.match_rule,
        coalesce(contact_records.person_id, lead_records.person_id) as person_id,
        company.base_currency,
        company.as_of_day,
        {{ code('coalesce(deals_current.currency, sources.currency)') }} as amount_currency,
        pushes.push_count,
        failures.failed_rules,
        {{ record_url('deals', 'deals_current.deal_id') }} as record_url

    from deals_current
    cross join company
    left join own_leads on deals_current.deal_id = own_leads.deal_id
    left join person_records as contact_records
        on deals_current.contact_id = contact_records.record_id
        and contact_records.record_kind = 'contact'
    left join person_records as lead_records
        on own_leads.lead_id = lead_records.record_id
        and lead_records.record_kind = 'lead'
    left join sources on deals_current.source = sources.source
    left join pushes on deals_current.deal_id = pushes.deal_id
    left join failures on deals_current.deal_id = failures.deal_id

),

converted as (

    select
        deals.*,
        case
            when deals.amount_currency = {{ code('deals.base_currency') }} then deals.amount
            -- No rate, no amount: a guess of 1.0 would be worse than a gap.
            else {{ cents('cast(deals.amount as double) * rates.rate') }}
        end as amount_base,
        {{ days_between('deals.created_on', 'coalesce(deals.closed_on, deals.as_of_day)') }} as days_open

    from deals
    left join rates
        on deals.amount_currency = rates.currency
        and coalesce(deals.closed_on, deals.as_of_day) >= rates.valid_from
        and coalesce(deals.closed_on, deals.as_of_day) < coalesce(rates.valid_to, cast('9999-12-31' as date))

),

final as (

    select
        cast(deal_id as string) as deal_id,
        cast(source as string) as source,
        cast(account_id as string) as account_id,
        cast(person_id as string) as person_id,
        cast(lead_id as string) as lead_id,
        cast(match_rule as string) as match_rule,
        cast(owner_id as string) as owner_id,
        cast(campaign_id as string) as campaign_id,
        cast(product_id as string) as product_id,
        cast(pipeline as string) as pipeline,
        cast(kind as string) as kind,
        cast(channel as string) as channel,
        cast(process_version as bigint) as process_version,
        cast(stage_id as string) as stage_id,
        cast(stage_name as string) as stage_name,
        cast(status as string) as status,
        cast(amount as decimal(38, 2)) as amount,
        cast(amount_currency as string) as currency,
        cast(amount_base as decimal(38, 2)) as amount_base,
        cast(created_at as timestamp) as created_at,
        cast(created_on as date) as created_on,
        cast(updated_at as timestamp) as updated_at,
        cast(expected_close_date as date) as expected_close_date,
        cast(closed_at as timestamp) as closed_at,
        cast(closed_on as date) as closed_on,
        cast(days_open as bigint) as days_open,
        cast(probability as double) as probability,
        cast(forecast_category as string) as forecast_category,
        cast(loss_reason as string) as loss_reason,
        cast(payment_terms as string) as payment_terms,
        cast(push_count as bigint) as push_count,
        cast(null as double) as win_probability,
        cast(failed_rules as string) as failed_rules,
        cast(is_deleted as boolean) as is_deleted,
        cast(record_url as string) as record_url,
        {{ build_id() }} as build_id

    from converted

)

select * from final
