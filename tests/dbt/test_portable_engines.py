"""Both engines held against what the lint allows, and against what it refuses: the same values, the same SQL, on DuckDB and on Spark.

Belongs here: functions and operators that models use as they are. Macros of `macros/portable/` are compared in `tests/parity`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from orchestration.spark import Spark, session
from tests.dbt_checks import allowed

pytestmark = pytest.mark.spark

# Values on which engines come apart, as text; null is added to each.
VALUES = {
    "double": "0 1 0.5 1.5 2.5 -0.5 -1.5 -2.5 1.005 2.675 1e15 123456789.125 0.1 12345678.9 1e-7 nan infinity".split(),
    "finite": "0 1 0.5 1.5 2.5 -0.5 -2.5 1.005 2.675 -1.005 8.125 123456789.125 12345678.9 0.001 -0.001 90.5".split(),
    "decimal(38, 2)": "0 0.01 -0.01 1.15 1.25 -1.25 2.50 3.50 -123456789012345.67 90071992547409.93".split(),
    "bigint": "0 1 -1 7 -7 2147483648 -9007199254740993".split(),
    "string": [
        "",
        "a",
        " a ",
        "\ta\n",
        "\u00a0a",
        "ß",
        "İ",
        "ΑΣ",
        "ά",
        "😀x",
        "e\u0301",
        "ABC",
        "a_b%c",
        "o'x",
        "12",
        "ｱ",
        "\uffee",
    ],
    "timestamp": ["2024-02-29 23:59:59.999999", "2024-01-01 00:00:00.5", "1969-12-31 23:59:59", "1900-01-01 00:00:00"],
    "date": ["2024-02-29", "1900-01-01", "1969-12-31", "2050-12-31"],
    "boolean": ["true", "false"],
    "count": "0 1 -1 7 10 2147483648".split(),
}
TYPE = {"finite": "double", "count": "bigint"}

SAME = [
    # what `typed` lets through
    ("cast(a as string)", "bigint"), ("cast(a as string)", "decimal(38, 2)"), ("cast(a as string)", "boolean"),
    ("cast(a as string)", "date"), ("cast(a as string)", "timestamp"), ("cast(a as double)", "bigint"),
    ("cast(a as double)", "decimal(38, 2)"), ("cast(a as decimal(38, 2))", "bigint"), ("cast(a as bigint)", "boolean"),
    ("cast(a as date)", "timestamp"), ("cast(a as timestamp)", "date"), ("cast(floor(a) as bigint)", "finite"),
    ("cast(round(a) as bigint)", "finite"), ("cast(round(a) as bigint)", "decimal(38, 2)"),
    ("cast(round(a * 100) / 100 as decimal(38, 2))", "finite"), ("cast(a as double) / nullif(b, 0)", "bigint", "bigint"),
    ("cast(a as double) / nullif(b, 0)", "decimal(38, 2)", "double"), ("a + b", "decimal(38, 2)", "bigint"),
    ("a * b", "finite", "decimal(38, 2)"), ("a - b", "bigint", "bigint"), ("a + interval '1 day'", "timestamp"),
    # comparisons
    ("a < b", "double", "double"), ("a = b", "double", "double"), ("a <> b", "bigint", "finite"),
    ("a >= b", "decimal(38, 2)", "finite"), ("a < b", "string", "string"), ("a = b", "string", "string"),
    ("a < b", "date", "timestamp"), ("a is distinct from b", "double", "double"), ("a is not distinct from b", "string", "string"),
    ("a between b and b", "bigint", "finite"), ("a and b", "boolean", "boolean"), ("a or not b", "boolean", "boolean"),
    ("a in ('a', 'ß', '')", "string"), ("a not in ('a', 'x')", "string"),
    # functions
    ("coalesce(a, b)", "bigint", "finite"), ("nullif(a, b)", "string", "string"), ("nullif(a, 0)", "double"),
    ("a || b", "string", "string"), ("length(a)", "string"), ("replace(a, 'a', '')", "string"), ("replace(a, b, '-')", "string", "string"),
    ("instr(a, b)", "string", "string"), ("substr(a, 2)", "string"), ("substr(a, 1, 1)", "string"),
    ("substr(a, instr(a, 'b') + 1)", "string"), ("substr(a, 2, length(a))", "string"), ("a like 'a%'", "string"),
    ("a like '%_b%'", "string"),
    ("year(a)", "date"), ("quarter(a)", "date"), ("month(a)", "timestamp"),
    ("case when a > 1 then b end", "bigint", "string"),
]  # fmt: skip

DIFFERENT = [
    # what the lint refuses
    ("cast(a as string)", "double"), ("cast(a as bigint)", "finite"), ("cast(a as bigint)", "decimal(38, 2)"),
    ("cast(a as decimal(38, 2))", "finite"), ("1 / a", "double"), ("a / 3", "decimal(38, 2)"), ("cast(floor(a) as double)", "double"),
    ("a + interval '1 day'", "date"), ("dayofweek(a)", "date"), ("substr(a, 0, 2)", "string"), ("avg(a)", "decimal(38, 2)"),
    ("replace(a, 'a', '\\b')", "string"), ("a in (select x.a from (select cast(null as string) as a) as x)", "string"),
    ("lower(a)", "string"), ("upper(a)", "string"), ("trim(a)", "string"), ("round(a, 2)", "finite"),
]  # fmt: skip

AGGREGATES = ["count(a)", "count(distinct a)", "sum(a)", "min(a)", "max(a)"]
WINDOWS = [
    "row_number() over (order by a asc nulls last)",
    "dense_rank() over (order by a desc nulls first)",
    "lag(a) over (order by a asc nulls last)",
    "lead(a) over (order by a desc nulls last)",
    "sum(a) over (order by a asc nulls last rows between unbounded preceding and current row)",
    "min(a) over (order by a asc nulls first rows between 1 following and unbounded following)",
    "count(*) over (order by a asc nulls last range between 1 preceding and current row)",
]


Asked = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def spark(spark_place: Spark) -> Asked:
    """Asks the session."""
    running = session(spark_place)
    return lambda sql: [tuple(row) for row in running.sql(sql).collect()]


def both(spark: Asked, sql: str) -> list[list[tuple[Any, ...]]]:
    """The rows of a query on DuckDB and on Spark, without the types that contracts cast at the end."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = [connection.execute(sql).fetchall(), spark(sql)]
    return [[tuple(map(plain, row)) for row in side] for side in rows]


def plain(value: Any) -> Any:
    """A value to compare: whole numbers of any type as one, NaN equal to itself, dates apart from time stamps."""
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, Decimal) and value == int(value):
        return int(value)
    return value if isinstance(value, int | float | str | None) else (type(value).__name__, value)


def query(expression: str, *types: str) -> str:
    """The expression for every combination of values of its operands, a (and b)."""
    relations = []
    for name, kind in zip("ab", types, strict=False):
        rows = ", ".join("('" + value.replace("'", "''") + "')" for value in VALUES[kind])
        cast = f"cast(x as {TYPE.get(kind, kind)})"
        nothing = f"select cast(null as {TYPE.get(kind, kind)}) as {name}"
        relations.append(f"(select {cast} as {name} from (values {rows}) as v(x) union all {nothing}) as t_{name}")
    operands = ", ".join("ab"[: len(types)])
    return f"select {operands}, {expression} as result from {' cross join '.join(relations)}"


def ids(case: tuple[str, ...]) -> str:
    return " of ".join([case[0], " and ".join(case[1:])])


def same(spark: Asked, sql: str) -> tuple[list[Any], list[Any]]:
    ours, theirs = (sorted(map(repr, rows)) for rows in both(spark, sql))
    return ours, theirs


@pytest.mark.parametrize("case", SAME, ids=ids)
def test_what_the_lint_allows_is_the_same(spark: Asked, case: tuple[str, ...]) -> None:
    ours, theirs = same(spark, query(*case))
    assert ours == theirs
    assert len(ours) > 2


@pytest.mark.parametrize("case", DIFFERENT, ids=ids)
def test_what_the_lint_refuses_is_not_the_same(spark: Asked, case: tuple[str, ...]) -> None:
    sql = query(*case)
    if case[0].startswith("avg"):
        sql = sql.replace("select a, avg", "select avg")
    ours, theirs = same(spark, sql)
    assert ours != theirs


@pytest.mark.parametrize("expression", [*AGGREGATES, *WINDOWS])
def test_aggregates_and_windows_are_the_same(spark: Asked, expression: str) -> None:
    ours, theirs = same(spark, f"select {expression} as result from (values (1), (2), (null), (2), (5)) as t(a)")
    assert ours == theirs


def test_every_function_that_is_allowed_is_compared() -> None:
    compared = " ".join(case[0] for case in SAME) + " ".join([*AGGREGATES, *WINDOWS])
    assert {name for name in allowed.FUNCTIONS if f"{name}(" not in compared} == set()


def test_a_number_in_a_flag_is_written_alike(spark: Asked) -> None:
    from expectations.rules import number_text

    for kind in ("finite", "count"):
        ours, theirs = same(spark, query(number_text("a"), kind))
        assert ours == theirs
    shown = dict(both(spark, query(number_text("a"), "finite"))[0])
    assert {value: shown[value] for value in (90.5, 1, 0.5, -2.5, 123456789.125, 0.001, 8.125)} == {
        90.5: "90.5", 1: "1", 0.5: "0.5", -2.5: "-2.5", 123456789.125: "123456789.13", 0.001: "0.0", 8.125: "8.13",
    }  # fmt: skip
