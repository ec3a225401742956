{# A source's own key as Leadline's: `<source>:<id>`. Null stays null. #}
{% macro source_key(column) -%}
    source || ':' || {{ column }}
{%- endmacro %}
