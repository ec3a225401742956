{#
    The day of an event in the company's zone: as written where the source gave only a day, whatever the zones.
    The query joins `company`, one row with its `time_zone`.
#}
{% macro on_day(at, written_on) -%}
    coalesce({{ written_on }}, {{ day_in_zone(at, 'company.time_zone') }})
{%- endmacro %}
