{# What stands in a SELECT of its own: a row for each day from a date up to and without a later one. #}
{% macro each_day(first, last) -%}
    {{ return(adapter.dispatch('each_day', 'leadline')(first, last)) }}
{%- endmacro %}

{% macro duckdb__each_day(first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }} - 1, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__each_day(first, last) -%}
    explode(sequence({{ first }}, date_sub({{ last }}, 1)))
{%- endmacro %}
