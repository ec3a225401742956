{#
    An end of Wilson's interval of a ratio: honest also near 0 and 1, and for few. `side` is - or +; `z_share` is the square of the normal
    distribution's z by the number of cases. (E. B. Wilson, 1927)
#}
{% macro wilson(ratio, z_share, side) -%}
    ({{ ratio }} + {{ z_share }} / 2) / nullif(1 + {{ z_share }}, 0)
        {{ side }} {{ square_root(ratio ~ ' * (1 - ' ~ ratio ~ ') * ' ~ z_share ~ ' + ' ~ z_share ~ ' * ' ~ z_share ~ ' / 4') }}
        / nullif(1 + {{ z_share }}, 0)
{%- endmacro %}
