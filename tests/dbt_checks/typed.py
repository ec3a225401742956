"""Portable SQL as far as it hangs on the types of columns.

Belongs here: working out the type of every expression, from the sources through all models, and the rules that need one.
Does not belong here: rules that the written text is enough for (see `portable`), or the sources' types (see `tables`).
An expression whose type is not known is a fault wherever a rule needs it: nothing passes for want of knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from tests.dbt_checks.opaque import PREFIX, RESULTS, LintError, Statement
from tests.dbt_checks.tables import Types


@dataclass(frozen=True)
class Fault:
    """One construct whose types make it mean two things: what it is, its text, what to write instead."""

    construct: str
    snippet: str
    remedy: str


_Node = Any  # sqlglot types its nodes more loosely than its docs do

_FAMILIES = {
    "text": exp.DataType.TEXT_TYPES,
    "integer": exp.DataType.INTEGER_TYPES,
    "double": {exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT},
    "decimal": {exp.DataType.Type.DECIMAL},
    "boolean": {exp.DataType.Type.BOOLEAN},
    "date": {exp.DataType.Type.DATE},
    "timestamp": {exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ},
    "null": {exp.DataType.Type.NULL},
}
_NUMBERS = {"integer", "double", "decimal"}
_TIMES = {"date", "timestamp"}
_DAY = r"\d{4}-\d\d-\d\d"
_INSTANT = rf"{_DAY}( \d\d:\d\d:\d\d(\.\d{{1,6}})?)?"


def schema_of(tables: Types) -> MappingSchema:
    """Types of tables (`schema.table` -> column -> type), as sqlglot looks them up."""
    schema = MappingSchema(dialect="duckdb")
    for table, columns in tables.items():
        schema.add_table(table, dict(columns), dialect="duckdb")
    return schema


def all_tables(statements: Mapping[str, Statement], sources: Types) -> MappingSchema:
    """Types of every table: the sources', and those of models, which follow from their SQL.

    Raises:
        LintError: a statement does not resolve (a column that no table has, …).
    """
    schema = schema_of(sources)
    reads = {key: [read for read in each.reads if read in statements] for key, each in statements.items()}
    for key in TopologicalSorter(reads).static_order():
        statement = statements[key]
        if statement.table is not None:
            tree = resolved(statement.sql, schema, statement.name)
            columns = {column.alias_or_name: column.type.sql("duckdb") for column in tree.selects}
            schema.add_table(statement.table, columns, dialect="duckdb")
    return schema


def resolved(sql: str, schema: MappingSchema, where: str = "statement") -> _Node:
    """A statement with every column resolved and the type of every expression worked out.

    Raises:
        LintError: it does not resolve.
    """
    try:
        tree: _Node = sqlglot.parse_one(sql, read="duckdb")
        for table in tree.find_all(exp.Table):
            table.set("catalog", None)
        for call in list(tree.find_all(exp.Anonymous)):
            _state(call, _result(call))
        for call in list(tree.find_all(exp.Replace)):
            _state(call, "string")  # sqlglot does not type it
        for number in list(tree.find_all(exp.Literal)):
            if _is_decimal(number):
                _state(number, f"decimal({len(number.name)}, {len(number.name.split('.')[1])})")
        tree = qualify(tree, schema=schema, dialect="duckdb", quote_identifiers=False)
        return annotate_types(tree, schema=schema, dialect="duckdb")
    except SqlglotError as error:
        raise LintError(f"{where}: {str(error).splitlines()[0]}") from error


def _state(call: _Node, kind: str | None) -> None:
    """Say the type of a call, as a cast around it."""
    if kind:
        call.replace(exp.Cast(this=call.copy(), to=exp.DataType.build(kind, dialect="duckdb")))


def _result(node: _Node) -> str | None:
    """What a portable macro makes; None of one that `opaque.RESULTS` does not name, and of all else."""
    return RESULTS.get(node.name.lower().removeprefix(PREFIX)) if isinstance(node, exp.Anonymous) else None


def _is_decimal(node: _Node) -> bool:
    """1.5 is a decimal on both engines; sqlglot takes it for a double."""
    return isinstance(node, exp.Literal) and not node.is_string and "." in node.name and "e" not in node.name.lower()


def _bare(node: _Node) -> _Node:
    """Without the brackets around it and its alias; a subquery keeps its own, since they are what has a type."""
    while isinstance(node, exp.Paren | exp.Alias):
        node = node.this
    return node


def faults(sql: str, schema: MappingSchema, where: str = "statement") -> list[Fault]:
    """What the types of a statement make ambiguous, each once, in order of appearance."""
    found: dict[Fault, None] = {}
    for node in resolved(sql, schema, where).walk():
        for kind, rule in _RULES:
            if isinstance(node, kind):
                for construct, remedy in rule(node):
                    text = " ".join(node.sql("duckdb", comments=False).split())
                    found[Fault(construct, text if len(text) <= 100 else text[:99] + "…", remedy)] = None
    return list(found)


def family(node: _Node) -> str:
    """text, integer, double, decimal, boolean, date, timestamp, null; or unknown."""
    if isinstance(_bare(node), exp.Null):
        return "null"
    kind = node.type.this if node.type else None
    return next((name for name, kinds in _FAMILIES.items() if kind in kinds), "unknown")


_Said = Iterator[tuple[str, str]]


def _cast(node: _Node) -> _Said:
    value = _bare(node.this)
    if isinstance(value, exp.Replace) or _is_decimal(value) or _result(value):
        return  # a type that `resolved` stated
    source, target = family(value), family(node)
    literal = value.name if isinstance(value, exp.Literal) else None
    whole = isinstance(value, exp.Floor) or (isinstance(value, exp.Round) and not value.args.get("decimals"))
    told = isinstance(value, exp.Div) and isinstance(_bare(value.this), exp.Round)
    allowed = {
        "text": source not in ("double", "unknown"),
        "integer": source in ("integer", "boolean", "null") or (source in ("double", "decimal") and whole),
        "double": source in {*_NUMBERS, "null"},
        "decimal": source in ("integer", "decimal", "null") or (source == "double" and (whole or told)),
        "boolean": source in ("boolean", "null"),
        "date": source in {*_TIMES, "null"} or bool(literal and re.fullmatch(_DAY, literal)),
        "timestamp": source in {*_TIMES, "null"} or bool(literal and re.fullmatch(_INSTANT, literal)),
    }
    if not allowed.get(target, False):
        yield f"{source} cast to {target}", _CASTS.get((source, target), "engines read it otherwise: make it a macro")


_CASTS = {
    ("double", "text"): "1e7 is 10000000.0 or 1.0E7: cast to bigint, or take {{ cents() }}, first",
    ("double", "integer"): "DuckDB rounds and Spark cuts off: floor() or round() inside the cast",
    ("decimal", "integer"): "DuckDB rounds and Spark cuts off: floor() or round() inside the cast",
    ("double", "decimal"): "1.005 is 1.00 or 1.01: use {{ cents() }}",
    ("text", "double"): "what is no number raises or is null: {{ to_number() }}",
    ("text", "integer"): "what is no number raises or is null: {{ to_number() }}",
    ("text", "date"): "dates are typed while extracting; a literal is written YYYY-MM-DD",
    ("text", "timestamp"): "time stamps are typed while extracting; a literal is written YYYY-MM-DD HH:MM:SS",
}


def _comparison(node: _Node) -> _Said:
    sides = [node.this, *(node.args.get(part) for part in ("expression", "low", "high") if node.args.get(part))]
    if isinstance(node, exp.In):
        query = node.args.get("query")
        sides += query.unnest().selects[:1] if query else node.expressions
    yield from _alike(sides, "compared")


def _branches(node: _Node) -> _Said:
    if isinstance(node, exp.Case):
        sides = [branch.args["true"] for branch in node.args["ifs"]]
        sides += [node.args["default"]] if node.args.get("default") else []
    else:
        sides = [node.this, *(node.expressions or [node.args.get("expression")])]
    yield from _alike([side for side in sides if side is not None], "in one value")


def _union(node: _Node) -> _Said:
    for left, right in zip(node.left.selects, node.right.selects, strict=False):
        yield from _alike([left, right], "in one column of a union")


def _alike(sides: Sequence[_Node], how: str) -> _Said:
    """One family, numbers and times counting as one each; null goes with all."""
    found = [family(side) for side in sides]
    merged = {"number" if each in _NUMBERS else "time" if each in _TIMES else each for each in found} - {"null"}
    if len(merged) > 1 or "unknown" in merged:
        yield f"{' and '.join(sorted(set(found)))} {how}", "engines convert otherwise: cast to one type"


def _division(node: _Node) -> _Said:
    families = [family(node.this), family(node.expression)]
    if "double" not in families or not set(families) <= _NUMBERS:
        yield f"{families[0]} divided by {families[1]}", "write cast(a as double) / nullif(b, 0)"


def _arithmetic(node: _Node) -> _Said:
    left, right = family(node.this), family(node.expression)
    if left == "timestamp" and isinstance(node.expression, exp.Interval) and not isinstance(node, exp.Mul):
        return
    if not {left, right} <= _NUMBERS | {"null"}:
        yield f"arithmetic of {left} and {right}", "{{ days_between() }}, {{ add_months() }}, or cast to numbers"
    if left == right == "decimal" and isinstance(node, exp.Mul):
        yield "decimal times decimal", "digits are lost otherwise: cast one side to double, or add up"


def _bars(node: _Node) -> _Said:
    for side in (node.this, node.expression):
        if family(side) not in ("text", "null"):
            yield f"{family(side)} in a text", "write cast(x as string), of an integer or a decimal"


def _round(node: _Node) -> _Said:
    of = family(node.this)
    if of not in _NUMBERS:
        yield f"round of {of}", "round numbers"


def _floor(node: _Node) -> _Said:
    if family(node.this) == "double" and not (
        (isinstance(node.parent, exp.Cast) and family(node.parent) == "integer")
        or (isinstance(node.parent, exp.EQ) and node.this in (node.parent.this, node.parent.expression))
    ):
        yield "floor of a double kept as it is", "Spark's is a bigint: cast(floor(x) as bigint)"


def _in_query(node: _Node) -> _Said:
    """Spark's `in (select …)` is false, not null, wherever it is not a condition of its own in WHERE."""
    if not node.args.get("query"):
        return
    place = node
    if isinstance(place.parent, exp.Not):
        place = place.parent
    while isinstance(place.parent, exp.And | exp.Paren):
        place = place.parent
    if not isinstance(place.parent, exp.Where):
        yield (
            "in (select …) within an expression",
            "Spark makes it false where it is null: join, or a condition of its own",
        )


_RULES: list[tuple[Any, Callable[[_Node], _Said]]] = [
    (exp.Cast, _cast),
    (
        exp.EQ
        | exp.NEQ
        | exp.LT
        | exp.LTE
        | exp.GT
        | exp.GTE
        | exp.NullSafeEQ
        | exp.NullSafeNEQ
        | exp.Between
        | exp.In,
        _comparison,
    ),
    (exp.Case | exp.Coalesce | exp.Nullif, _branches),
    (exp.Union, _union),
    (exp.Div, _division),
    (exp.Add | exp.Sub | exp.Mul, _arithmetic),
    (exp.DPipe, _bars),
    (exp.Round, _round),
    (exp.Floor, _floor),
    (exp.In, _in_query),
]
