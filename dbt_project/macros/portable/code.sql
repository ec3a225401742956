{# A code of a currency or a country in capitals, without blanks around it. Only a to z have capitals that engines agree on. #}
{% macro code(text) -%}
    translate({{ trimmed(text) }}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
{%- endmacro %}
