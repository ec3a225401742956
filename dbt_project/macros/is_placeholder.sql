{#
    Whether a name (lower case, trimmed) was typed to fill a field. Surnames that people bear, such as Null or Na, are none; words
    that are a surname as well (Bar, Sample) fill a field only where they are the first or the full name.
#}
{% macro is_placeholder(name, is_surname=false) -%}
    ({{ name }} in (
                'test', 'tester', 'testing', 'test test', 'first last', 'firstname', 'lastname', 'first name', 'last name',
                'firstname lastname', 'your name', 'no name', 'noname', 'unknown', 'none', 'n/a', 'n.a.', 'nobody',
                'anonymous', 'fake', 'dummy', 'qwerty', 'qwertz', 'abc', 'abcd', 'foo bar',
                'mickey mouse', 'donald duck', 'john doe', 'jane doe', 'max mustermann'
                {%- if not is_surname %},
                'name', 'example', 'sample', 'foo', 'bar'
                {%- endif %}
            )
            or {{ matches(name, '^(asdf[a-z]*|[.?*_ -]+|[0-9 ]+|a{3,}|b{3,}|c{3,}|d{3,}|x{2,}|y{3,}|z{3,})$') }})
{%- endmacro %}
