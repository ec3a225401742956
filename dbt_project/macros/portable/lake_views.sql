{#
    Before a run: what makes the lake's folders readable as sources. DuckDB reads them where they are (`external_location`); Spark by
    a view each, of the sources that the run selects. `meta.folder` says where, `{name}` being the table's.
#}
{% macro lake_views() -%}
    {{ return(adapter.dispatch('lake_views', 'leadline')()) }}
{%- endmacro %}

{% macro duckdb__lake_views() -%}
{%- endmacro %}

{% macro spark__lake_views() -%}
    {%- if execute -%}
        {%- set wanted = [] -%}
        {%- for node in selected_resources if node in graph.nodes -%}
            {%- do wanted.extend(graph.nodes[node].depends_on.nodes) -%}
        {%- endfor -%}
        {%- for id, source in graph.sources.items() if id in wanted and source.meta.folder -%}
            {%- do run_query('create schema if not exists ' ~ source.schema) -%}
            {%- do run_query(
                'create or replace view ' ~ source.schema ~ '.' ~ source.identifier
                ~ ' as select * from parquet.`' ~ source.meta.folder | replace('{name}', source.name) ~ '`'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
