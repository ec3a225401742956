with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_briefs as (

    select * from {{ ref('int_leads_briefs') }}

),

brief_periods as (

    select * from {{ ref('int_brief_periods') }}

),

brief_shares as (

    select * from {{ ref('stg_leadline__agreement_brief_shares') }}

),

countries as (

    select * from {{ source('reference', 'countries') }}

),

compared_values as (

    select
        brief_shares.brief_id,
        brief_shares.brief_version,
        brief_shares.share_id,
        brief_shares.field,
        {{ value_compared('brief_shares.field', 'brief_shares.expected_value', 'countries') }} as expected_value

    from brief_shares
    left join countries on {{ folded('brief_shares.expected_value') }} = countries.value

),

counted_values as (

    select distinct
        brief_id,
        brief_version,
        share_id,
        field,
        {{ folded('expected_value') }} as value_key

    from compared_values

),

shares as (

    select distinct
        brief_id,
        brief_version,
        share_id,
        field

    from counted_values

),

-- What a delivery brought counts, and what is promised for the period in which it came.
applied as (

    select
        leads_states.lead_id,
        brief_periods.period_start,
        shares.*,
        {{ value_of_field('shares.field', 'leads_states') }} as observed

    from leads_states
    inner join leads_briefs on leads_states.lead_id = leads_briefs.lead_id
    inner join brief_periods
        on leads_briefs.brief_id = brief_periods.brief_id
        and leads_states.delivered_on >= brief_periods.first_day
        and leads_states.delivered_on <= brief_periods.last_day
    inner join shares
        on brief_periods.brief_id = shares.brief_id
        and brief_periods.brief_version = shares.brief_version
    where leads_states.state = 'first_known'

),

final as (

    select
        cast(applied.lead_id as string) as lead_id,
        cast(applied.brief_id as string) as brief_id,
        cast(applied.brief_version as bigint) as brief_version,
        cast(applied.period_start as date) as period_start,
        cast(applied.share_id as bigint) as share_id,
        cast(applied.field as string) as field,
        cast(case when applied.observed is not null then counted_values.value_key is not null end as boolean) as has_value

    from applied
    left join counted_values
        on applied.brief_id = counted_values.brief_id
        and applied.brief_version = counted_values.brief_version
        and applied.share_id = counted_values.share_id
        and {{ folded('applied.observed') }} = counted_values.value_key

)

select * from final
