with

leads_unified as (

    select * from {{ ref('int_leads_unified') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

countries as (

    select * from {{ source('reference', 'countries') }}

),

ips as (

    select * from {{ source('reference', 'ips') }}

),

first_known as (

    select
        leads_unified.*,
        coalesce(leads_unified.delivered_at, leads_unified.created_at, leads_unified.loaded_at) as handed_over_at,
        case
            when leads_unified.delivered_at is not null then 'delivered_at'
            when leads_unified.created_at is not null then 'created_at'
            else 'loaded_at'
        end as delivered_at_from,
        case
            when leads_unified.delivered_at is not null then leads_unified.delivered_on
            when leads_unified.created_at is not null then leads_unified.created_on
        end as delivered_written_on,
        case
            when leads_unified.delivered_at is not null
                then {{ on_day('leads_unified.delivered_at', 'leads_unified.delivered_on') }}
            when leads_unified.created_at is not null
                then {{ on_day('leads_unified.created_at', 'leads_unified.created_on') }}
            else {{ day_in_zone('leads_unified.loaded_at', 'company.time_zone') }}
        end as delivered_day

    from leads_unified
    cross join company
    where leads_unified.is_first_known

),

latest as (

    select * from leads_unified
    where is_latest

),

corrected as (

    select latest.*
    from latest
    inner join first_known on latest.lead_id = first_known.lead_id
    where
        latest.version_number <> first_known.version_number
        and (
            {%- for column in lead_columns('delivery') %}
            latest.{{ column }} is distinct from first_known.{{ column }}
            {%- if not loop.last %} or{% endif %}
            {%- endfor %}
        )

),

states as (

    {% for state, rows in [('first_known', 'first_known'), ('current', 'corrected')] -%}
    select
        lead_id,
        '{{ state }}' as state,
        created_on,
        {{ lead_columns('delivery') | join(',\n        ') }}

    from {{ rows }}
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

-- What the delivery brought stands as it was in that state; what became of the lead is current in both.
final as (

    select
        states.*,
        countries.country_code,
        -- What the source says of the address, also where nobody recognises it; else what was looked up.
        case
            when states.ip_country is not null then ip_countries.country_code else ips.country_code
        end as ip_country_code,
        latest.source,
        {{ 'latest.' ~ lead_columns('outcome') | reject('equalto', 'is_deleted') | join(',\n        latest.') }},
        coalesce(latest.is_deleted, false) or latest.is_tombstone as is_deleted,
        latest.converted_on as converted_written_on,
        latest.first_response_on as first_response_written_on,
        latest.assigned_on as assigned_written_on,
        first_known.handed_over_at as delivered_at,
        first_known.delivered_day as delivered_on,
        first_known.delivered_written_on,
        first_known.delivered_at_from,
        first_known.loaded_at as first_loaded_at,
        coalesce(states.state = 'current' or corrected.lead_id is null, false) as is_latest_state

    from states
    inner join latest on states.lead_id = latest.lead_id
    inner join first_known on states.lead_id = first_known.lead_id
    left join corrected on states.lead_id = corrected.lead_id
    left join countries on {{ folded('states.country') }} = countries.value
    left join countries as ip_countries on {{ folded('states.ip_country') }} = ip_countries.value
    left join ips on {{ folded('states.ip_address') }} = ips.ip_address

)

select * from final
