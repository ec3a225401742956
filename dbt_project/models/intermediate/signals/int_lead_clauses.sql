with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_briefs as (

    select * from {{ ref('int_leads_briefs') }}

),

brief_clauses as (

    select * from {{ ref('stg_leadline__agreement_brief_clauses') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

countries as (

    select * from {{ source('reference', 'countries') }}

),

ips as (

    select * from {{ source('reference', 'ips') }}

),

-- What is known of a source's leads: the columns that it maps, and of its addresses the country, where a file tells it.
known_columns as (

    select
        source,
        column_name

    from source_columns
    where entity = 'leads'

    union

    select
        source_columns.source,
        'ip_country' as column_name

    from source_columns
    inner join (select distinct 'ip_address' as column_name from ips) as looked_up
        on source_columns.column_name = looked_up.column_name
    where source_columns.entity = 'leads'

),

clauses as (

    select distinct
        brief_id,
        brief_version,
        clause_id,
        field,
        operator,
        severity,
        on_missing,
        says,
        remedy

    from brief_clauses

),

expected_values as (

    select
        brief_clauses.brief_id,
        brief_clauses.brief_version,
        brief_clauses.clause_id,
        {{ value_compared('brief_clauses.field', 'brief_clauses.expected_value', 'countries') }} as expected_value

    from brief_clauses
    left join countries on {{ folded('brief_clauses.expected_value') }} = countries.value

),

expectations as (

    select
        brief_id,
        brief_version,
        clause_id,
        {{ joined('expected_value', ', ') }} as expected,
        max({{ to_number('expected_value') }}) as expected_number

    from expected_values
    group by brief_id, brief_version, clause_id

),

applied as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.source,
        clauses.*,
        case
            -- For the question whether there is one, a country that nobody recognises is there.
            when clauses.field = 'country' and clauses.operator = 'is_present' then leads_states.country
            when clauses.field = 'ip_country' and clauses.operator = 'is_present'
                then coalesce(leads_states.ip_country, leads_states.ip_country_code)
            else {{ value_of_field('clauses.field', 'leads_states') }}
        end as observed

    from leads_states
    inner join leads_briefs on leads_states.lead_id = leads_briefs.lead_id
    inner join clauses
        on leads_briefs.brief_id = clauses.brief_id
        and leads_briefs.brief_version = clauses.brief_version

),

-- One row per value, however often and in whichever case the brief has it: a lead has at most one of them.
expected_keys as (

    select
        brief_id,
        brief_version,
        clause_id,
        {{ folded('expected_value') }} as value_key,
        count(*) as matching_values

    from expected_values
    where expected_value is not null
    group by brief_id, brief_version, clause_id, {{ folded('expected_value') }}

),

final as (

    select
        cast(applied.lead_id as string) as lead_id,
        cast(applied.state as string) as state,
        cast(applied.source as string) as source,
        cast(applied.brief_id as string) as brief_id,
        cast(applied.brief_version as bigint) as brief_version,
        cast(applied.clause_id as string) as clause_id,
        cast(applied.field as string) as field,
        cast(applied.operator as string) as operator,
        cast(applied.severity as string) as severity,
        cast(applied.on_missing as string) as on_missing,
        cast(applied.observed as string) as observed,
        cast(expectations.expected as string) as expected,
        cast({{ to_number('applied.observed') }} as double) as observed_number,
        cast(expectations.expected_number as double) as expected_number,
        cast(coalesce(expected_keys.matching_values, 0) as bigint) as matching_values,
        cast(known_columns.source is not null as boolean) as is_applicable,
        cast(
            applied.field in (
                {% for column in lead_columns('personal') -%}
                '{{ column }}'{{ ',' if not loop.last }}
                {% endfor -%}
            ) as boolean
        ) as is_personal,
        cast(applied.says as string) as says,
        cast(applied.remedy as string) as remedy

    from applied
    inner join expectations
        on applied.brief_id = expectations.brief_id
        and applied.brief_version = expectations.brief_version
        and applied.clause_id = expectations.clause_id
    left join expected_keys
        on applied.brief_id = expected_keys.brief_id
        and applied.brief_version = expected_keys.brief_version
        and applied.clause_id = expected_keys.clause_id
        and {{ folded('applied.observed') }} = expected_keys.value_key
    left join known_columns
        on applied.source = known_columns.source
        and applied.field = known_columns.column_name

)

select * from final
