{# A text as a number; null where it is none. Digits as people write them: engines differ in what else is a number (inf, 1d, 1_000). #}
{% macro to_number(text) -%}
    case
            when {{ matches(trimmed(text), '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$') }}
                then try_cast({{ trimmed(text) }} as double)
        end
{%- endmacro %}
