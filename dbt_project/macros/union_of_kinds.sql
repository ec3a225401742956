{#
    Every version of an entity, from the staging models of the kinds that are on.
    The columns are those of the calling model's yml, so that kinds may stage them in any order; no kind: no row, same columns. `added`
    are columns of the yml that the model adds itself.
#}
{% macro union_of_kinds(entity, added=[]) -%}
    {%- set columns = [] -%}
    {%- for column in (model.columns or {}).values() if column.name not in ['version_number', 'is_first_known', 'is_latest'] + added -%}
        {%- do columns.append(column) -%}
    {%- endfor -%}
    {%- for kind in var('staged').get(entity, []) -%}
    {%- if not loop.first %}
    union all
    {% endif -%}
    select {{ columns | map(attribute='name') | join(', ') if columns else '*' }} from {{ ref('stg_' ~ kind ~ '__' ~ entity) }}
    {%- else -%}
    select
        {% for column in columns -%}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {% endfor -%}
    where false
    {%- endfor -%}
{%- endmacro %}

{# Where a version stands among those of its record. Late versions are history: they came after a newer one. #}
{% macro version_columns() -%}
    cast(row_number() over (
            partition by source, record_key
            order by loaded_at asc nulls last, load_id asc nulls last, load_seq asc nulls last
        ) as bigint) as version_number,
        not is_tombstone and row_number() over (
            partition by source, record_key
            order by is_tombstone asc nulls last, is_late asc nulls last, loaded_at asc nulls last, load_id asc nulls last, load_seq asc nulls last
        ) = 1 as is_first_known,
        row_number() over (
            partition by source, record_key
            order by is_late asc nulls last, loaded_at desc nulls last, load_id desc nulls last, load_seq desc nulls last
        ) = 1 as is_latest
{%- endmacro %}
