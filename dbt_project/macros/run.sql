{# The instant that the run pretends it is (UTC). The wall clock appears nowhere in SQL. #}
{% macro as_of() -%}
    (select run.as_of from {{ source('reference', 'run') }} as run)
{%- endmacro %}

{# The build that made a row; the last column of every mart. #}
{% macro build_id() -%}
    (select cast(run.build_id as string) from {{ source('reference', 'run') }} as run)
{%- endmacro %}
