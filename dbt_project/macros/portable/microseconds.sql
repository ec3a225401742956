{# Microseconds since 1970 of an instant, as a bigint: what RANGE frames of windows count in. #}
{% macro microseconds(instant) -%}
    {{ return(adapter.dispatch('microseconds', 'leadline')(instant)) }}
{%- endmacro %}

{% macro duckdb__microseconds(instant) -%}
    epoch_us({{ instant }})
{%- endmacro %}

{% macro spark__microseconds(instant) -%}
    unix_micros({{ instant }})
{%- endmacro %}
