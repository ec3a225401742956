{# The calendar day of an instant (naive UTC) in a time zone. #}
{% macro day_in_zone(instant, zone) -%}
    {{ return(adapter.dispatch('day_in_zone', 'leadline')(instant, zone)) }}
{%- endmacro %}

{% macro duckdb__day_in_zone(instant, zone) -%}
    cast(timezone({{ zone }}, timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{% macro spark__day_in_zone(instant, zone) -%}
    cast(from_utc_timestamp({{ instant }}, {{ zone }}) as date)
{%- endmacro %}
