"""What means the same on DuckDB 1.5 and Spark 4 (ANSI off): the lists that the lint of portable SQL allows by.

Belongs here: functions, types and constructs, the reason where one is odd, and what to write instead of the usual suspects.
Does not belong here: how SQL is walked (see `portable`). What is on no list fails: check it on both engines, then add it here.
"""

from __future__ import annotations

# name: (fewest, most) arguments.
FUNCTIONS = {
    # aggregates: no order, NULLs left out. Sums of integers and decimals differ in type (HUGEINT, DECIMAL), so marts cast at the end.
    "count": (1, 1),
    "sum": (1, 1),
    "min": (1, 1),
    "max": (1, 1),
    # windows: `portable` asks for an order, and that for NULLS FIRST or LAST
    "row_number": (0, 0),
    "dense_rank": (0, 0),
    "lag": (1, 1),
    "lead": (1, 1),
    # nulls
    "coalesce": (2, 99),
    "nullif": (2, 2),
    # text
    "length": (1, 1),  # code points
    "replace": (3, 3),
    "instr": (2, 2),  # from 1; 0 where it is not in there
    "substr": (2, 3),  # from 1: `portable` refuses starts that may be below
    # numbers: of doubles Spark's floor is a bigint, so `typed` asks for a cast around it
    "floor": (1, 1),
    "round": (1, 1),  # to whole numbers; to cents by `cents`
    # dates: integers on both
    "year": (1, 1),
    "quarter": (1, 1),
    "month": (1, 1),
}

# Words before a bracket that call nothing.
KEYWORDS = set(
    "all and any as between by case cast decimal distinct else exists from group having in join not on or over partition select then "
    "try_cast union using when where with".split()
)

# As written: varchar needs a length on Spark, and int, hugeint, text, timestamptz are one engine's.
TYPES = r"string|bigint|double|decimal\(\d+,\d+\)|boolean|date|timestamp"

# sqlglot's classes of what may stand in a statement. Functions are checked by their written names besides.
NODES = set(
    "Select From Where Group Having Order Ordered Join With CTE Union Subquery Table TableAlias Alias Identifier Column Star Distinct "
    "Literal Null Boolean Paren Tuple And Or Not EQ NEQ GT GTE LT LTE Is NullSafeEQ NullSafeNEQ In Between Exists Case If "
    "Add Sub Mul Div Neg DPipe Like Cast DataType DataTypeParam Window WindowSpec Anonymous Limit Subqueryable "
    "Count Sum Min Max RowNumber DenseRank Lag Lead Coalesce Nullif Length Replace StrPosition Substring "
    "Round Floor Year Quarter Month".split()
)

_MACRO = "write it as a macro in macros/portable, with a version for each engine"
_LIST = "lists differ in NULLs and in order: use {{ joined(text) }}, or row_number() in a subquery"
_LATEST = "which row of several it takes is not the same: use row_number() in a subquery"
_CLOCK = "nothing depends on the clock or on chance: use {{ as_of() }}"
_DATES = (
    "use {{ days_between() }}, {{ add_months() }}, {{ start_of() }}, {{ seconds_between() }} or {{ microseconds() }}"
)
_FLAT = "use flat columns: lists, structs, maps and JSON have no form that both engines read"

# What to write instead, by the name of a function or of sqlglot's class, in lower case.
REMEDIES = {
    **dict.fromkeys(
        "string_agg listagg group_concat groupconcat array_agg arrayagg list collect_list collect_set".split(), _LIST
    ),
    **dict.fromkeys(
        "any_value anyvalue first last first_value last_value max_by min_by arg_max arg_min argmax argmin".split(),
        _LATEST,
    ),
    **dict.fromkeys(
        "now current_date currentdate current_timestamp currenttimestamp random rand uuid today get_current_timestamp".split(),
        _CLOCK,
    ),
    **dict.fromkeys(
        "date_trunc date_diff datediff dateadd date_add date_sub extract date_part strftime date_format epoch epoch_us epoch_ms "
        "interval timestamptrunc".split(),
        _DATES,
    ),
    **dict.fromkeys(
        "dayofweek isodow weekday dayofweekiso".split(), "it begins on another day: use {{ day_of_week() }}"
    ),
    **dict.fromkeys("timezone attimezone from_utc_timestamp".split(), "use {{ day_in_zone() }}"),
    **dict.fromkeys("concat concat_ws concatws".split(), "it treats NULL otherwise: use coalesce() and ||"),
    **dict.fromkeys(
        "regexp_matches regexp_replace regexp_extract regexp_like regexplike rlike regexpilike similarto".split(),
        "use {{ matches() }}",
    ),
    **dict.fromkeys(
        "unnest explode generate_series generateseries range lateral".split(),
        f"use {{{{ each_day() }}}}, or {_MACRO}",
    ),
    **dict.fromkeys("json_extract struct map array json list_value bracket dot".split(), _FLAT),
    **dict.fromkeys("trycast try_cast".split(), "what is a number is not the same: use {{ to_number() }}"),
    "round": "halves do not round alike (1.005 is 1.0 or 1.01): use {{ cents() }}",
    "lower": "'İ' is 'i' or two code points, a last 'Σ' is 'σ' or 'ς': use {{ folded() }}",
    "upper": "'ß' is 'ẞ' or 'SS': use {{ code() }}, or {{ folded() }} to compare",
    "trim": "DuckDB takes off every blank, Spark only the space: use {{ trimmed() }} or {{ folded() }}",
    "avg": "of decimals its type differs: use cast(sum(x) as double) / nullif(count(x), 0)",
    "ilike": "Spark's like has no such folding in DuckDB's collation: use {{ folded('x') }} like '…'",
    "qualify": "Spark has none: filter row_number() in the next step",
    "mod": "it differs below zero: " + _MACRO,
    "intdiv": "Spark writes it `div`, and it differs below zero: use cast(floor(cast(a as double) / nullif(b, 0)) as bigint)",
    "strpos": "Spark has none: use instr()",
    "substring": "use substr()",
    "filter": "use sum(case when … then 1 else 0 end)",
}
OTHERWISE = "check it on both engines and add it to tests/dbt_checks/allowed.py, or " + _MACRO
