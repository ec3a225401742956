{# Whole days from one date to another; negative when the second is earlier. #}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between', 'leadline')(earlier, later)) }}
{%- endmacro %}

{% macro duckdb__days_between(earlier, later) -%}
    date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    datediff({{ later }}, {{ earlier }})
{%- endmacro %}
