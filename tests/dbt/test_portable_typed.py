"""The part of the lint that hangs on types: one bad statement for each rule, and the whole project with one fault put in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.dbt_checks.aside import PROJECT
from tests.dbt_checks.opaque import LintError, Statement, opaque
from tests.dbt_checks.portable import faults_of_project
from tests.dbt_checks.typed import Fault, all_tables, faults, schema_of

TABLE = {
    "d": "double", "m": "decimal(38, 2)", "n": "bigint", "s": "string", "b": "boolean", "day": "date", "at": "timestamp",
}  # fmt: skip
SCHEMA = schema_of({"marts.t": TABLE, "marts.u": TABLE})

BAD = {
    "double as text": ("select cast(d as string) as y from marts.t", "double cast to text"),
    "double as integer": ("select cast(d as bigint) as y from marts.t", "double cast to integer"),
    "decimal as integer": ("select cast(m as bigint) as y from marts.t", "decimal cast to integer"),
    "double as decimal": ("select cast(d as decimal(38, 2)) as y from marts.t", "double cast to decimal"),
    "text as number": ("select cast(s as double) as y from marts.t", "text cast to double"),
    "text as day": ("select cast(s as date) as y from marts.t", "text cast to date"),
    "loosely written day": ("select cast('2024-1-5' as date) as y from marts.t", "text cast to date"),
    "number as boolean": ("select cast(n as boolean) as y from marts.t", "integer cast to boolean"),
    "macro of unknown type": ("select cast(portable_new(s) as string) as y from marts.t", "unknown cast to text"),
    "text against number": ("select s = n as y from marts.t", "integer and text compared"),
    "text against day": ("select day from marts.t where day > '2024-01-01'", "date and text compared"),
    "in a list of another type": ("select n in ('a', 'b') as y from marts.t", "integer and text compared"),
    "in a query of another type": (
        "select s from marts.t where s in (select n from marts.u)",
        "integer and text compared",
    ),
    "branches": ("select case when b then s else n end as y from marts.t", "integer and text in one value"),
    "coalesce": ("select coalesce(s, n) as y from marts.t", "integer and text in one value"),
    "union": (
        "select s as y from marts.t union all select n from marts.u",
        "integer and text in one column of a union",
    ),
    "decimal divided": ("select m / nullif(n, 0) as y from marts.t", "decimal divided by integer"),
    "integers divided": ("select n / nullif(n, 0) as y from marts.t", "integer divided by integer"),
    "decimal literal divided": ("select 1.0 * n / nullif(n, 0) as y from marts.t", "decimal divided by integer"),
    "decimals multiplied": ("select m * m as y from marts.t", "decimal times decimal"),
    "day plus number": ("select day + 1 as y from marts.t", "arithmetic of date and integer"),
    "day plus interval": ("select day + interval '1 day' as y from marts.t", "arithmetic of date and unknown"),
    "days subtracted": ("select day - day as y from marts.t", "arithmetic of date and date"),
    "number in a text": ("select s || n as y from marts.t", "integer in a text"),
    "round of a text": ("select round(s) as y from marts.t", "round of text"),
    "floor alone": ("select floor(d) as y from marts.t", "floor of a double kept as it is"),
    "floor as a double": ("select cast(floor(d) as double) as y from marts.t", "floor of a double kept as it is"),
    "in (select …) as a value": (
        "select s in (select u.s from marts.u as u) as y from marts.t",
        "in (select …) within an expression",
    ),
    "in (select …) under or": (
        "select s from marts.t where b or s not in (select u.s from marts.u as u)",
        "in (select …) within an expression",
    ),
}


@pytest.mark.parametrize(("sql", "construct"), BAD.values(), ids=BAD)
def test_what_types_make_ambiguous_is_found(sql: str, construct: str) -> None:
    assert [fault.construct for fault in faults(sql, SCHEMA)] == [construct]


def test_what_both_engines_type_alike_passes() -> None:
    sql = """
    select
        cast(floor(d) as bigint) as whole,
        cast(round(d) as bigint) as rounded,
        cast(round(d * 100) / 100 as decimal(38, 2)) as cents,
        cast(m as double) / nullif(n, 0) as ratio,
        cast(m as string) || ', ' || cast(at as string) || s as words,
        case when b then null when d > n then s else 'none' end as branch,
        coalesce(day, cast('1900-01-01' as date)) as first_day,
        m + n - m as total,
        portable_seconds_between(at, at) / 60 as minutes,
        at + interval '1 day' as tomorrow,
        replace(s, 'a', 'b') || s as replaced
    from marts.t
    where s not in (select u.s from marts.u as u where u.s is not null) and at >= day and m < d
    union all
    select null, n, m, n, s, null, day, m, d, at, s
    from marts.u
    """
    assert faults(sql, SCHEMA) == []


def test_types_follow_from_model_to_model() -> None:
    statements = {
        "model.b": Statement("b", "marts.b", "select ratio as share from marts.a", ("model.a",)),
        "model.a": Statement("a", "marts.a", "select cast(n as double) / nullif(m, 0) as ratio from marts.t", ()),
    }
    schema = all_tables(statements, {"marts.t": TABLE})
    assert faults("select cast(share as string) as y from marts.b", schema) == [
        Fault(
            "double cast to text",
            "CAST(b.share AS TEXT)",
            "1e7 is 10000000.0 or 1.0E7: cast to bigint, or take {{ cents() }}, first",
        )
    ]


def test_a_column_that_no_table_has_is_an_error() -> None:
    with pytest.raises(LintError, match="mart_x: .*missing"):
        faults("select missing as y from marts.t", SCHEMA, "mart_x")


MACRO = """
{% macro joined(text, separator=',') -%}
    {{ return(adapter.dispatch('joined', 'leadline')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__joined(text, separator) -%}
    string_agg({{ text }}, '{{ separator }}')
{%- endmacro %}
"""


def test_a_portable_macro_becomes_a_call_that_says_nothing_of_its_sql() -> None:
    assert opaque(MACRO) == (
        "{% macro joined(text, separator=',') -%}portable_joined({{ text }}, '{{ separator }}'){%- endmacro %}\n"
    )


def test_one_fault_put_into_the_project_is_the_only_one_found(tmp_path: Path) -> None:
    """The project itself is clean, and a model that casts an amount to a text by way of a double is not."""
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    model = project / "models" / "marts" / "core" / "dim_product.sql"
    was = model.read_text()
    column = "cast(lead_time_days as bigint) as lead_time_days"
    assert column in was
    model.write_text(was.replace(column, "cast(cast(list_price as double) as bigint) as lead_time_days"))
    assert faults_of_project(tmp_path / "aside", project) == [
        "dim_product:0: double cast to integer: `CAST(CAST(latest.list_price AS DOUBLE) AS BIGINT)`: "
        "DuckDB rounds and Spark cuts off: floor() or round() inside the cast"
    ]
