{# Whether a text contains a match of a regular expression. `[0-9]`, never `\d`; no back references. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'leadline')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}
