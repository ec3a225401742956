{# Words of a vocabulary, for `in (…)`. The same as in orchestration/extract/entities.py: a test compares them. #}
{% macro vocabulary(name) -%}
    {%- set words = {
        'lead_status': 'new working accepted rejected recycled qualified converted',
        'deal_status': 'open won lost',
        'forecast_category': 'omitted pipeline best_case commit closed',
        'channel': 'website paid_search organic_search paid_social organic_social email event referral partner outbound direct other',
    } -%}
    '{{ words[name].split() | join("', '") }}'
{%- endmacro %}

{#
    Columns with a value outside their vocabulary, comma-separated; null when there is none.
    Takes {name to show: [expression, vocabulary]}.
#}
{% macro unmapped_values(columns) -%}
    nullif(
            substr(
                {%- for shown, (value, name) in columns.items() %}
                case when {{ value }} not in ({{ vocabulary(name) }}) then ',{{ shown }}' else '' end
                {%- if not loop.last %} ||{% endif %}
                {%- endfor %},
                2
            ),
            ''
        )
{%- endmacro %}
