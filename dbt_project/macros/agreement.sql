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
