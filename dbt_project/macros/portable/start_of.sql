{# First day of the week (Monday), month, quarter or year that a date is in. #}
{% macro start_of(period, day) -%}
    cast(date_trunc('{{ period }}', {{ day }}) as date)
{%- endmacro %}
