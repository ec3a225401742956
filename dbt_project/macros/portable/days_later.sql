{# A date moved by whole days. #}
{% macro days_later(day, days) -%}
    {{ return(adapter.dispatch('days_later', 'leadline')(day, days)) }}
{%- endmacro %}

{% macro duckdb__days_later(day, days) -%}
    ({{ day }} + cast({{ days }} as integer))
{%- endmacro %}

{% macro spark__days_later(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}
