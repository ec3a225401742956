{# Whether an e-mail address (lower case, trimmed) is one of a trial: test@ whatever, or whoever @ a domain that is kept for examples. #}
{% macro is_test_address(email) -%}
    {{ matches(email, '^tests?([.+_0-9-][^@]*)?@|@([^@]+[.])?(example[.](com|net|org)|test|example|invalid|localhost)$') }}
{%- endmacro %}
