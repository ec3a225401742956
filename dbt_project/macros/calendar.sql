{# What stands in a SELECT of its own: every day that figures are told of, a row each. #}
{% macro every_day() -%}
    {{ each_day("cast('1990-01-01' as date)", "cast('2050-01-01' as date)") }}
{%- endmacro %}
