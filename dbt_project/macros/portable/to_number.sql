{# A text as a number; null where it is none. #}
{% macro to_number(text) -%}
    try_cast({{ text }} as double)
{%- endmacro %}
