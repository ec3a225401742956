{# A model's schema is the one that dbt_project.yml names: readers of the marts know it as `marts`, whoever built them. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
