{# Whether a text contains a match of a regular expression. `[0-9]`, never `\d`; no back references. #}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'leadline')(text, pattern)) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{#
    Java's `$` also stands before a last line break, its `.` leaves out more than `\n` (so says `(?d)`), and Spark reads backslashes in a
    literal as escapes.
#}
{% macro spark__matches(text, pattern) -%}
    ({{ text }} rlike '(?d){{ pattern | replace('$', '\\\\z') }}')
{%- endmacro %}
