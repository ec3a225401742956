{# Texts of a group in one, sorted. Nulls are left out; null when nothing is left. #}
{% macro joined(text, separator=',') -%}
    {{ return(adapter.dispatch('joined', 'leadline')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__joined(text, separator) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ text }} asc nulls last)
{%- endmacro %}

{% macro spark__joined(text, separator) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ text }} asc nulls last)
{%- endmacro %}
