with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_outcomes as (

    select * from {{ ref('int_leads_outcomes') }}

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

deals as (

    select * from {{ ref('fct_deals') }}

),

people as (

    select * from {{ ref('dim_person') }}

),

lead_verdicts as (

    select * from {{ source('quality', 'lead_verdicts') }}

),

lead_flags as (

    select * from {{ source('quality', 'lead_flags') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

verdicts as (

    select
        lead_id,
        brief_id,
        brief_version,
        verdict

    from lead_verdicts
    where not is_superseded

),

-- What a delivery broke stays broken; an outcome that was put right is.
broken_rules as (

    select distinct
        lead_id,
        rule_id

    from lead_flags
    where judges = 'delivery' or resolved_at is null

),

failures as (

    select
        lead_id,
        {{ joined('rule_id') }} as failed_rules

    from broken_rules
    group by lead_id

),

-- Revenue goes to one lead of a deal, so that it adds up.
credits as (

    select
        lead_deals.lead_id,
        sum(deals.amount_base) as revenue_base

    from lead_deals
    inner join deals on lead_deals.deal_id = deals.deal_id
    where lead_deals.is_lead_of_deal and deals.status = 'won' and not deals.is_deleted
    group by lead_deals.lead_id

),

wins as (

    select
        lead_deals.lead_id,
        count(*) as won_deals

    from lead_deals
    inner join deals on lead_deals.deal_id = deals.deal_id
    where deals.status = 'won' and not deals.is_deleted
    group by lead_deals.lead_id

),

leads as (

    select
        leads_states.*,
        {{ on_day('leads_states.created_at', 'leads_states.created_on') }} as created_day,
        person_records.person_id,
        coalesce(leads_states.converted_account_id, deals.account_id, people.account_id) as account_id,
        verdicts.brief_id,
        verdicts.brief_version,
        verdicts.verdict,
        failures.failed_rules,
        leads_outcomes.sales_decision,
        leads_outcomes.decision_from,
        leads_outcomes.rejection_reason as reason,
        leads_outcomes.decided_at,
        coalesce(
            (verdicts.verdict = 'conforming' and leads_outcomes.sales_decision = 'rejected')
            or (verdicts.verdict = 'non_conforming' and leads_outcomes.sales_decision = 'accepted'),
            false
        ) as is_disputed,
        -- Minutes between two days are no answer time, the instant of loading is no delivery, and an answer does not come first.
        case
            when
                leads_states.delivered_written_on is null
                and leads_states.first_response_written_on is null
                and leads_states.delivered_at_from <> 'loaded_at'
                and leads_states.first_response_at >= leads_states.delivered_at
                then {{ seconds_between('leads_states.delivered_at', 'leads_states.first_response_at') }} / 60
        end as response_minutes,
        leads_outcomes.deal_id,
        wins.lead_id is not null as is_won,
        credits.revenue_base,
        {{ record_url('leads', 'leads_states.lead_id') }} as record_url

    from leads_states
    inner join leads_outcomes on leads_states.lead_id = leads_outcomes.lead_id
    cross join company
    left join person_records
        on leads_states.lead_id = person_records.record_id
        and person_records.record_kind = 'lead'
    left join people on person_records.person_id = people.person_id
    left join sources on leads_states.source = sources.source
    left join deals on leads_outcomes.deal_id = deals.deal_id
    left join verdicts on leads_states.lead_id = verdicts.lead_id
    left join failures on leads_states.lead_id = failures.lead_id
    left join credits on leads_states.lead_id = credits.lead_id
    left join wins on leads_states.lead_id = wins.lead_id
    where leads_states.is_latest_state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(source as string) as source,
        cast(person_id as string) as person_id,
        cast(account_id as string) as account_id,
        cast(campaign_id as string) as campaign_id,
        cast(owner_id as string) as owner_id,
        cast(deal_id as string) as deal_id,
        cast(vendor as string) as vendor,
        cast(channel as string) as channel,
        cast(country as string) as country,
        cast(country_code as string) as country_code,
        cast(status as string) as status,
        cast(created_at as timestamp) as created_at,
        cast(created_day as date) as created_on,
        cast(delivered_at as timestamp) as delivered_at,
        cast(delivered_on as date) as delivered_on,
        cast(delivered_at_from as string) as delivered_at_from,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(verdict as string) as verdict,
        cast(failed_rules as string) as failed_rules,
        cast(sales_decision as string) as sales_decision,
        cast(decision_from as string) as decision_from,
        cast(decided_at as timestamp) as decided_at,
        cast(reason as string) as rejection_reason,
        cast(is_disputed as boolean) as is_disputed,
        cast(assigned_at as timestamp) as assigned_at,
        cast(first_response_at as timestamp) as first_response_at,
        cast(response_minutes as double) as response_minutes,
        cast(converted_at as timestamp) as converted_at,
        cast(is_won as boolean) as is_won,
        cast(revenue_base as decimal(38, 2)) as revenue_base,
        cast(null as double) as lead_score,
        cast(coalesce(is_test, false) as boolean) as is_test,
        cast(is_deleted as boolean) as is_deleted,
        cast(record_url as string) as record_url,
        {{ build_id() }} as build_id

    from leads

)

select * from final
