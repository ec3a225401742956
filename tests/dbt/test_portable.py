"""The lint of portable SQL: it passes what both engines read alike, and names what they do not."""

from __future__ import annotations

import pytest

from tests.dbt_checks.portable import findings
from tests.dbt_checks.statements import of_expectations

BAD = {
    "order by x asc": ("select x from t order by x asc", "order without a place for NULLs"),
    "order in a window": ("select row_number() over (order by x desc) as n from t", "order without a place for NULLs"),
    "order by position": ("select x from t order by 1 asc nulls last", "order by position"),
    "quoted name": ('select "x" as y from t', "quoted identifier"),
    "backslash": (r"select replace(x, '\d', '') as y from t", "backslash in a text"),
    "string_agg": ("select string_agg(x, ',') as y from t", "function that is not known to be the same"),
    "any_value": ("select any_value(x) as y from t", "function that is not known to be the same"),
    "arg_max": ("select arg_max(x, z) as y from t", "function that is not known to be the same"),
    "concat": ("select concat(x, z) as y from t", "function that is not known to be the same"),
    "date_trunc": ("select date_trunc('month', x) as y from t", "function that is not known to be the same"),
    "regexp_matches": ("select regexp_matches(x, 'a') as y from t", "function that is not known to be the same"),
    "strpos": ("select strpos(x, 'a') as y from t", "function that is not known to be the same"),
    "never heard of": ("select jaro_similarity(x, z) as y from t", "function that is not known to be the same"),
    "too many arguments": ("select length(x, 'a') as y from t", "length with 2 arguments"),
    "current_date": ("select current_date as y from t", "construct that is not known to be the same"),
    "interval": ("select x + interval '1 day' as y from t", "construct that is not known to be the same"),
    "modulo": ("select x % 2 as y from t", "construct that is not known to be the same"),
    "whole division": ("select x // 2 as y from t", "syntax that one engine lacks"),
    "ilike": ("select x from t where x ilike 'a'", "construct that is not known to be the same"),
    "list": ("select [x] as y from t", "construct that is not known to be the same"),
    "varchar": ("select cast(x as varchar) as y from t", "type of one engine"),
    "integer": ("select cast(x as integer) as y from t", "type of one engine"),
    "double colon": ("select x::double as y from t", "cast by two colons"),
    "try_cast": ("select try_cast(x as double) as y from t", "construct that is not known to be the same"),
    "division by zero": ("select cast(a as double) / b as y from t", "division by what may be 0"),
    "substr from 0": ("select substr(x, 0, 2) as y from t", "substr with a start that may be below 1"),
    "like a column": ("select x from t where x like z", "like a pattern that is not written here"),
    "window without order": ("select row_number() over (partition by x) as y from t", "window without order"),
    "distinct on": ("select distinct on (x) x, y from t", "distinct on"),
    "limit": ("select x from t limit 1", "limit without order"),
    "qualify": ("select x from t qualify row_number() over (order by x nulls last) = 1", "qualify"),
    "group by all": ("select x, count(*) as n from t group by all", "group by all, rollup, cube or grouping sets"),
    "group by position": ("select x, count(*) as n from t group by 1", "group by position"),
    "exclude": ("select * exclude (x) from t", "* with exclude, replace or rename"),
    "asof join": ("select t.x from t asof join u on t.x >= u.x", "asof join"),
    "union by name": ("select x from t union all by name select x from u", "union by name"),
}


@pytest.mark.parametrize(("sql", "construct"), BAD.values(), ids=BAD)
def test_what_engines_read_otherwise_is_found(sql: str, construct: str) -> None:
    assert construct in {finding.construct for finding in findings("bad", sql)}


def test_what_both_read_alike_passes() -> None:
    sql = """
    with ranked as (
        select x, row_number() over (partition by z order by x desc nulls last, id asc nulls last) as place
        from t
    )
    select
        substr(x, instr(x, ':') + 1) as own,
        cast(floor(cast(a as double) / 60) as bigint) as minutes,
        cast(a as double) / nullif(b, 0) as ratio,
        sum(case when x is not null then 1 else 0 end) as filled
    from ranked
    where x not like 'hmac-%'
    group by x, a, b
    """
    assert findings("good", sql) == []


def test_a_finding_names_the_line_the_text_and_the_remedy() -> None:
    assert [str(each) for each in findings("dim_x", "select\n    strpos(x, 'a') as y\nfrom t")] == [
        "dim_x:2: function that is not known to be the same: `strpos`: Spark has none: use instr()"
    ]


def test_rules_of_the_expectations_are_read() -> None:
    suites = {where.split()[0] for where, _ in of_expectations()}
    assert suites == {f"expectations/{name}.py" for name in ("raw", "leads", "deals", "marts")}
