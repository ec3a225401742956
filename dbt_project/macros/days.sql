{#
    The day of an event in the company's zone: as written where the source gave only a day, whatever the zones.
    The query joins `company`, one row with its `time_zone`.
#}
{% macro on_day(at, written_on) -%}
    coalesce({{ written_on }}, {{ day_in_zone(at, 'company.time_zone') }})
{%- endmacro %}

{#
    Days from one event to another: between two instants by the clock, with fractions; by day where either side is only a day.
    An event is named by what its columns have in common: `<event>_at`, `<event>_on` and `<event>_written_on`.
#}
{% macro days_apart(earlier, later) -%}
    case
            when {{ earlier }}_written_on is not null or {{ later }}_written_on is not null
                then cast({{ days_between(earlier ~ '_on', later ~ '_on') }} as double)
            else {{ seconds_between(earlier ~ '_at', later ~ '_at') }} / 86400
        end
{%- endmacro %}
