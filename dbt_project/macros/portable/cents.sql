{#
    A number (double) as money, decimal(38, 2): rounded to the cent, halves away from zero. Null where the cents are no bigint, from
    92 quadrillions: engines write the digits of so large a double differently, and take 2^63 as a bigint or not. Nor do they round half
    cents alike in round(x, 2).
#}
{% macro cents(number) -%}
    cast(
            try_cast(nullif(round(({{ number }}) * 100), cast(9223372036854775808 as double)) as bigint)
            * cast(0.01 as decimal(3, 2)) as decimal(38, 2)
        )
{%- endmacro %}
