{# Link to a record in its source, from the source's `record_url`. Null without one, and where the key was personal and is hashed. #}
{% macro record_url(entity, key) -%}
    case
            when {{ own_key(key) }} not like 'hmac-%'
                then replace(replace(sources.record_url, '{entity}', '{{ entity }}'), '{id}', {{ own_key(key) }})
        end
{%- endmacro %}

{# The source's own part of `<source>:<id>`. #}
{% macro own_key(key) -%}
    substr({{ key }}, instr({{ key }}, ':') + 1)
{%- endmacro %}
