{# Square root of a number (double); of a negative one, which is a rounding fault of 0, it is 0: engines raise or make it no number. #}
{% macro square_root(number) -%}
    sqrt(case when {{ number }} < 0 then cast(0 as double) else cast({{ number }} as double) end)
{%- endmacro %}
