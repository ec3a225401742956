"""Every macro of macros/portable means the same on DuckDB and on Spark, on inputs on which engines come apart.

dbt renders each macro for both engines, and each engine runs its own text on the same Parquet. Mutants of Spark's text, one change each,
must differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.spark import Spark
from tests.parity import values
from tests.parity.comparison import Difference, Side, attached, differences, parquet_folders, report
from tests.parity.scratch import Scratch, mutated, portable_macros

pytestmark = pytest.mark.spark

IT = re.compile(r"\bit\(")
HERE = Path(__file__).parent

ZONES = [
    "Europe/Berlin", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Apia",
    "America/St_Johns", "Europe/London", "Africa/Casablanca",
]  # fmt: skip
INSTANTS = [*values.INSTANTS, *(values.written(datetime(2025, 6, 2, 8) + gap) for gap in values.GAPS)]
BLANKS = (
    "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\u0085"
)
TEXTS = [
    *values.TEXTS, *values.NUMBERS, *values.AMOUNTS, *values.INTEGERS, *values.EMAILS, "a\rb", "a\u2028b", "a\nb", "ab\n", "12\n",
    "1\u00851", "x\n", "ΑΣ", "ΑΣ Β", "İi", "ß", "ŉ", "\tx\t", *(f"{blank}x {blank}y{blank}" for blank in BLANKS),
    *"1.005 2.675 -1.005 0.285 1.115 92233720368547758.07 92233720368547759 -1e17 1e300 0.004999999999999999".split(),
]  # fmt: skip
MONTHS = [0, 1, -1, 2, 11, 12, -13, 3]
PATTERNS = [
    "^[0-9 ]+$", "^(asdf[a-z]*|[.?*_ -]+|a{3,}|x{2,})$", "^$", "[^a-z]$", "^.+$", "a.b", "^[+-]?[0-9]+$", "o|ß", "İ", "(e|é)1?$",
    "[.]$", " $", "^[^@ ]+@[^@ ]+$", "x$",
]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What a macro is asked: the source's table, and a column for each call. `it` stands for the macro or its mutant."""

    given: str
    columns: dict[str, str]
    mutants: list[tuple[str, str]]
    key: str = "id"
    group: bool = False

    def model(self, names: Sequence[str]) -> str:
        """One table for a macro and its mutants: each has its columns, `<name>__<column>`."""
        calls = [
            f"{IT.sub(f'{name}(', call)} as {name}__{column}" for name in names for column, call in self.columns.items()
        ]
        grouped = f" group by {self.key}" if self.group else ""
        return f"select {', '.join([self.key, *calls])} from {{{{ source('given', '{self.given}') }}}}{grouped}"

    def seen_by(self, name: str, relation: str) -> str:
        """The columns of one of them, under the names that all have."""
        listed = [self.key, *(f"{name}__{column} as {column}" for column in self.columns)]
        return f"(select {', '.join(listed)} from {relation})"


CASES = {
    "cents": Case(
        "texts",
        {"money": "{{ it(to_number('text')) }}", "third": "{{ it(to_number('text') ~ ' / 3') }}"},
        [
            ("cast(\n"
             "            try_cast(nullif(round(({{ number }}) * 100), cast(9223372036854775808 as double)) as bigint)\n"
             "            * cast(0.01 as decimal(3, 2)) as decimal(38, 2)\n"
             "        )",
             "cast(round({{ number }}, 2) as decimal(38, 2))"),
            ("nullif(round(", "nullif(floor("),
            (", cast(9223372036854775808 as double)", ", cast(0.5 as double)"),
            ("try_cast(", "cast("),
        ],
    ),
    "code": Case("texts", {"code": "{{ it('text') }}"}, [
        ("translate({{ trimmed(text) }}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')", "upper({{ trimmed(text) }})"),
        ("{{ trimmed(text) }}", "{{ text }}"),
    ]),
    "folded": Case("texts", {"folded": "{{ it('text') }}"}, [
        ("replace(replace({{ trimmed(text) }}, 'İ', 'i'), 'Σ', 'σ')", "replace({{ trimmed(text) }}, 'Σ', 'σ')"),
        ("replace(replace({{ trimmed(text) }}, 'İ', 'i'), 'Σ', 'σ')", "replace({{ trimmed(text) }}, 'İ', 'i')"),
        ("{{ trimmed(text) }}", "{{ text }}"),
    ]),
    "trimmed": Case("texts", {"trimmed": "{{ it('text') }}"}, [
        ("\\u2003", ""), ("both", "leading"), ("\\u3000", "\\u3000\\u0009"),
    ]),
    "add_months": Case(
        "days",
        {"moved": "{{ it('day', 'months') }}", "next": "{{ it('day', 1) }}", "back": "{{ it('day', -11) }}"},
        [
            ("add_months({{ day }}, cast({{ months }} as int))", "date_add({{ day }}, 30 * cast({{ months }} as int))"),
            ("cast({{ months }} as int))", "-cast({{ months }} as int))"),
        ],
    ),
    "day_after": Case("days", {"next": "{{ it('day') }}"}, [("+ 1", "+ 2"), ("({{ day }} + 1)", "add_months({{ day }}, 1)")]),
    "day_in_zone": Case(
        "instants",
        {"day": "{{ it('earlier', 'zone') }}", "there": "{{ it('earlier', \"'America/New_York'\") }}"},
        [
            ("from_utc_timestamp({{ instant }}, {{ zone }})", "{{ instant }}"),
            ("from_utc_timestamp", "to_utc_timestamp"),
            ("{{ instant }}, {{ zone }}", "date_trunc('second', {{ instant }} + interval '500 milliseconds'), {{ zone }}"),
        ],
    ),
    "day_of_week": Case(
        "days",
        {"day_number": "cast({{ it('day') }} as bigint)"},
        [("(weekday({{ day }}) + 1)", "dayofweek({{ day }})"), (" + 1)", ")")],
    ),
    "days_between": Case(
        "days",
        {"days": "cast({{ it('day', 'later') }} as bigint)"},
        [
            ("datediff({{ later }}, {{ earlier }})", "datediff({{ earlier }}, {{ later }})"),
            ("datediff({{ later }}, {{ earlier }})", "abs(datediff({{ later }}, {{ earlier }}))"),
        ],
    ),
    "joined": Case(
        "texts",
        {"by_comma": "{{ it('text') }}", "spaced": "{{ it('text', ', ') }}", "of_some": "{{ it(\"nullif(text, '')\", '|') }}"},
        [
            ("within group (order by {{ text }} asc nulls last)", "within group (order by {{ text }} desc nulls last)"),
            (" within group (order by {{ text }} asc nulls last)", " within group (order by length({{ text }}) asc nulls last)"),
            ("listagg({{ text }}, '{{ separator }}')", "listagg({{ text }}, ',')"),
            ("listagg({{ text }}", "listagg(coalesce({{ text }}, '')"),
        ],
        key="team",
        group=True,
    ),
    "matches": Case(
        "texts",
        {f"pattern_{number}": f'{{{{ it("text", "{pattern}") }}}}' for number, pattern in enumerate(PATTERNS)},
        [("'\\\\\\\\z'", "'$'"), (" rlike '(?d)", " rlike '(?d)(?i)"), ("'(?d){{", "'{{")],
    ),
    "microseconds": Case(
        "instants", {"since_1970": "{{ it('earlier') }}"}, [("unix_micros({{ instant }})", "(unix_millis({{ instant }}) * 1000)")]
    ),
    "seconds_between": Case(
        "instants",
        {"seconds": "{{ it('earlier', 'later') }}"},
        [
            (
                "(unix_micros({{ later }}) - unix_micros({{ earlier }})",
                "((unix_seconds({{ later }}) - unix_seconds({{ earlier }})) * 1000000",
            ),
            ("unix_micros({{ later }}) - unix_micros({{ earlier }})", "unix_micros({{ earlier }}) - unix_micros({{ later }})"),
        ],
    ),
    "start_of": Case(
        "days",
        {period: f"{{{{ it('{period}', 'day') }}}}" for period in ("week", "month", "quarter", "year")},
        [
            ("date_trunc('{{ period }}', {{ day }})", "date_trunc('{{ period }}', {{ day }} + interval '1 day')"),
            ("'{{ period }}', {{ day }}", "'{{ 'month' if period == 'quarter' else period }}', {{ day }}"),
        ],
    ),
    "to_number": Case(
        "texts",
        {"number": "{{ it('text') }}"},
        [
            ("when {{ matches(trimmed(text), '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$') }}", "when true"),
            ("then try_cast({{ trimmed(text) }} as double)", "then try_cast({{ trimmed(text) }} as float)"),
            ("matches(trimmed(text)", "matches(text"),
        ],
    ),
}  # fmt: skip

# What returns no value, and has a test of its own.
ELSEWHERE = {
    "each_day": "test_each_day.py",
    "lake_views": "test_lake_views.py",
    "replaced_by_partition": "test_replaced.py",
}

MUTANTS = {
    mutated(macro, number, *change)[0]: (macro, mutated(macro, number, *change)[1])
    for macro, case in CASES.items()
    for number, change in enumerate(case.mutants)
}


def listed(texts: list[str]) -> str:
    """A list of texts in SQL."""
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


GIVEN = {
    "days": f"""
        with days as (select distinct try_cast(unnest({listed(values.DAYS)}) as date) as day)
        select
            row_number() over (order by one.day nulls last, other.day nulls last) as id,
            one.day,
            other.day as later,
            {MONTHS}[1 + ((row_number() over (order by one.day nulls last, other.day nulls last)) % {len(MONTHS)})::int]::int as months
        from days as one cross join days as other
        union all select 100000, date '2024-01-31', date '2024-01-31', null
    """,
    "instants": f"""
        with
        instants as (
            select distinct try_cast(unnest({listed(INSTANTS)}) as timestamptz)::timestamp as instant
        ),
        pairs as (
            select
                row_number() over (order by one.instant nulls last, other.instant nulls last) as id, one.instant as earlier,
                other.instant as later
            from instants as one cross join instants as other
        )
        select *, {listed(ZONES)}[1 + (id % {len(ZONES)})::int] as zone from pairs
        union all select 100000, timestamp '2025-06-02 08:00:00', timestamp '2025-06-02 08:00:00', null
    """,
    "texts": f"""
        with
        texts as (
            select
                unnest({listed(TEXTS)}) as text
            union all select null
        ),
        numbered as (select row_number() over (order by text nulls last) as id, text from texts)
        select id, 'team ' || (id % 23) as team, text from numbered
        union all select 100000 + id, 'twice', text from numbered where id % 5 = 0
        union all select 200000 + id, 'twice', text from numbered where id % 5 = 0
        union all select 300000 + id, 'nothing', null from numbered where id < 3
        union all select 400001, 'empty', '' union all select 400002, 'one and nothing', 'a'
        union all select 400003, 'one and nothing', null
    """,
}  # fmt: skip


def test_every_macro_is_asked() -> None:
    assert sorted(portable_macros()) == sorted([*CASES, *ELSEWHERE])
    assert [name for name, file in ELSEWHERE.items() if name not in (HERE / file).read_text()] == []
    assert [name for name, case in CASES.items() if not case.mutants] == []


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, spark_place: Spark
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Side, Side]]:
    """The macros' tables on either side, and on Spark's those of the mutants."""
    models = {name: case.model([name]) for name, case in CASES.items()}
    with_mutants = {
        name: case.model([name, *(mutant for mutant, (macro, _) in MUTANTS.items() if macro == name)])
        for name, case in CASES.items()
    }
    folder = tmp_path_factory.mktemp("macros")
    on_duckdb = Scratch(folder / "duckdb", "duckdb", "macros", models, list(GIVEN))
    mutants = {name: text for name, (_, text) in MUTANTS.items()}
    on_spark = Scratch(folder / "spark", "spark", "macros", with_mutants, list(GIVEN), mutants)
    for project in (on_duckdb, on_spark):
        for table, select in GIVEN.items():
            project.give(table, select)
        said = project.build()
        assert said == dict.fromkeys(project.models, "success")
    with duckdb.connect() as connection:
        one = attached(connection, "duckdb", on_duckdb.warehouse, "macros")
        yield connection, one, parquet_folders("spark", spark_place.tables / "macros.db")


def differ(
    built: tuple[duckdb.DuckDBPyConnection, Side, Side], macro: str, mutant: str | None = None
) -> list[Difference]:
    """What differs between a macro on DuckDB, and the same or a mutant of it on Spark."""
    connection, one, other = built
    case = CASES[macro]
    right, asked = case.seen_by(macro, one.tables[macro]), case.seen_by(mutant or macro, other.tables[macro])
    return differences(connection, Side("duckdb", {macro: right}), Side("spark", {macro: asked}), may_be_empty={})


@pytest.mark.parametrize("macro", CASES)
def test_a_macro_means_the_same_on_both(built: tuple[duckdb.DuckDBPyConnection, Side, Side], macro: str) -> None:
    found = differ(built, macro)
    assert not found, report(found)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_seen(built: tuple[duckdb.DuckDBPyConnection, Side, Side], mutant: str) -> None:
    assert differ(built, MUTANTS[mutant][0], mutant)
