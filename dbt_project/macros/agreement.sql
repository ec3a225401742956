{# Keeps the rows of the agreement's latest load, by its one-row table: a list that became empty must not bring back an old one. #}
{% macro of_latest_agreement() -%}
    load_id = (
            select loads.load_id
            from (
                select
                    load_id,
                    row_number() over (order by loaded_at desc nulls last, load_id desc nulls last) as recency
                from {{ source('leadline', 'agreement_company') }}
            ) as loads
            where loads.recency = 1
        )
{%- endmacro %}
