{# A text without the blanks around it: the space and its kin of every script, as DuckDB's trim() has them and Spark's has not. #}
{% macro trimmed(text) -%}
    trim(both '{{ "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000" }}' from {{ text }})
{%- endmacro %}
