{#
    Whether texts that somebody typed (lower case) advertise something: a link, or words that no name and no title has. A company may well
    be written as the address of its pages, not with a protocol in front.
#}
{% macro is_spam(person, company) -%}
    {%- set words = ['viagra', 'cialis', 'online casino', 'free bitcoin', 'bitcoin profit', 'crypto (investment|profit|trading)', 'seo services',
        'backlinks?', 'guest post', 'payday loans?', 'loan offer', 'make money', 'earn money', 'work from home', 'click here', 'porno'] -%}
    ({{ matches(person, 'www[.]') }}
            or {{ matches(person ~ " || ' ' || " ~ company, 'https?://|<a |(^|[^a-z])(' ~ words | join('|') ~ ')($|[^a-z])') }})
{%- endmacro %}
