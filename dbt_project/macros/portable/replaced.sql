{#
    How an incremental model is written: `config(**replaced_by_partition('week_start'))`. A run replaces the partitions of which it returns
    rows, whole, and leaves the others alone; without rows it changes nothing. So a model returns a partition with all its rows or not at all.
    `column` is a date and the model's last column, where Spark puts it anyway. Rows without a date are a partition, too.
#}
{% macro replaced_by_partition(column) -%}
    {{ return(adapter.dispatch('replaced_by_partition', 'leadline')(column)) }}
{%- endmacro %}

{# Nothing equals null: rows without a date are found by a text of their own. #}
{% macro duckdb__replaced_by_partition(column) -%}
    {{ return({
        'materialized': 'incremental',
        'incremental_strategy': 'delete+insert',
        'unique_key': "coalesce(cast(" ~ column ~ " as varchar), '')",
    }) }}
{%- endmacro %}

{% macro spark__replaced_by_partition(column) -%}
    {{ return({
        'materialized': 'incremental',
        'incremental_strategy': 'insert_overwrite',
        'partition_by': [column],
        'file_format': 'parquet',
    }) }}
{%- endmacro %}
