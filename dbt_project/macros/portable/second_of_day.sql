{# Whole seconds by the clock on the wall since midnight, of an instant (naive UTC) in a time zone, as a bigint. #}
{% macro second_of_day(instant, zone) -%}
    {{ return(adapter.dispatch('second_of_day', 'leadline')(instant, zone)) }}
{%- endmacro %}

{# Instants before 1970 are negative: the remainder of a division must not be. #}
{% macro duckdb__second_of_day(instant, zone) -%}
    ((epoch_us(timezone({{ zone }}, timezone('UTC', {{ instant }}))) % 86400000000 + 86400000000) % 86400000000 // 1000000)
{%- endmacro %}

{% macro spark__second_of_day(instant, zone) -%}
    (pmod(unix_micros(from_utc_timestamp({{ instant }}, {{ zone }})), 86400000000) div 1000000)
{%- endmacro %}
