{#
    A text in the form in which people's spellings of it are alike: small letters, no blanks around it. lower() alone differs in two
    letters: Java makes two code points of `İ`, and another sigma of the last one in a word.
#}
{% macro folded(text) -%}
    lower(replace(replace({{ trimmed(text) }}, 'İ', 'i'), 'Σ', 'σ'))
{%- endmacro %}
