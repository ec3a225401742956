{# The next day of a date. #}
{% macro day_after(day) -%}
    ({{ day }} + 1)
{%- endmacro %}
