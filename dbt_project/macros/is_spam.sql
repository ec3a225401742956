{#
    Whether texts that somebody typed (lower case) advertise something: a link, or words that no name and no title has. A company may well
    be written as the address of its pages, not with a protocol in front, and may be named after what it sells.
#}
{% macro is_spam(person, company) -%}
    {%- set words = ['viagra', 'cialis', 'online casino', 'free bitcoin', 'bitcoin profit', 'crypto (investment|profit|trading)',
        'payday loans?', 'loan offer', 'make money', 'earn money', 'work from home', 'click here', 'porno'] -%}
    {%- set services = ['seo services', 'backlinks?', 'guest post'] -%}
    {%- set letter = 'a-zà-ɏ' -%}
    ({{ matches(person, 'www[.]|(^|[^' ~ letter ~ '])(' ~ services | join('|') ~ ')($|[^' ~ letter ~ '])') }}
            or {{ matches(
                person ~ " || ' ' || " ~ company,
                'https?://|<a |(^|[^' ~ letter ~ '])(' ~ words | join('|') ~ ')($|[^' ~ letter ~ '])'
            ) }})
{%- endmacro %}
