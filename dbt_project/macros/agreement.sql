{# Keeps the rows of the agreement's latest load, by its one-row table: a list that became empty must not bring back an old one. #}
{% macro of_latest_agreement() -%}
    load_id = {{ agreement_load('desc') }}
{%- endmacro %}

{# Keeps the rows of the first load that an agreement ever had in this lake. #}
{% macro of_first_agreement() -%}
    load_id = {{ agreement_load('asc') }}
{%- endmacro %}

{% macro agreement_load(direction) -%}
    (
            select loads.load_id
            from (
                select
                    load_id,
                    row_number() over (order by loaded_at {{ direction }} nulls last, load_id {{ direction }} nulls last) as place
                from {{ source('leadline', 'agreement_company') }}
            ) as loads
            where loads.place = 1
        )
{%- endmacro %}

{#
    The value of a lead in the column that a clause or share names, as text; of countries their codes. A country that nobody
    recognises is unknown, not wrong.
#}
{% macro value_of_field(field, leads) -%}
    case
            when {{ field }} = 'country' then {{ leads }}.country_code
            when {{ field }} = 'ip_country' then {{ leads }}.ip_country_code
            {%- for column in lead_columns('frozen') + lead_columns('delivery') + lead_columns('outcome') if column not in ('country', 'ip_country') %}
            when {{ field }} = '{{ column }}' then cast({{ leads }}.{{ column }} as string)
            {%- endfor %}
        end
{%- endmacro %}

{# A value of a clause or share as it is compared: countries by their codes (of `reference.countries`), however the brief writes them. #}
{% macro value_compared(field, value, countries) -%}
    case
            when {{ field }} in ('country', 'ip_country') then coalesce({{ countries }}.country_code, {{ code(value) }})
            else {{ trimmed(value) }}
        end
{%- endmacro %}
