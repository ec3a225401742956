"""Whether a statement means the same on DuckDB and on Spark.

Belongs here: the walk over one compiled statement and the rules of its structure. Does not belong here: which functions and types are
safe (see `allowed`), what hangs on the types of columns (see `typed`), or where statements come from (see `opaque`, `statements`).

Two readings of a text: its tokens, for what sqlglot's tree no longer shows (written names, types and null order), and the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from tests.dbt_checks import allowed, tables, typed
from tests.dbt_checks.aside import PROJECT
from tests.dbt_checks.opaque import LintError, compiled
from tests.dbt_checks.statements import of_expectations

__all__ = ["Finding", "LintError", "faults_of_project", "findings"]


@dataclass(frozen=True)
class Finding:
    """One construct that is not portable.

    Args:
        where: model, test or rule that it stands in.
        line: of the compiled text, from 1; 0 where it is not known.
        construct: what it is.
        snippet: the text itself, shortened.
        remedy: what to write instead.
    """

    where: str
    line: int
    construct: str
    snippet: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}:{self.line}: {self.construct}: `{self.snippet}`: {self.remedy}"


def faults_of_project(aside: Path, project: Path = PROJECT) -> list[str]:
    """What is not portable in a project's models and data tests and in the rules of the expectations, a line for each.

    Raises:
        LintError: the project does not compile, or nothing came of it.
    """
    statements = compiled(aside, project)
    # The adapter quotes sources whatever the project says.
    models = [(each.name, re.sub(r'"leadline"\."(\w+)"\."(\w+)"', r"\1.\2", each.sql)) for each in statements.values()]
    rules = list(of_expectations())
    if not models or not rules:
        raise LintError(f"{len(models)} models and {len(rules)} rules were found to lint: there must be some of both")
    found = [each for where, sql in (*models, *rules) for each in findings(where, sql)]
    schema = typed.all_tables(statements, tables.sources())
    found += [
        Finding(where, 0, each.construct, each.snippet, each.remedy)
        for where, sql in (*models, *rules)
        for each in typed.faults(sql, schema, where)
    ]
    return list(dict.fromkeys(map(str, found)))


def findings(where: str, sql: str) -> list[Finding]:
    """What is not portable in a statement, in order of its lines, as far as its text tells (see `typed` for what types tell)."""
    try:
        tokens = sqlglot.tokenize(sql, read="duckdb")
        tree = sqlglot.parse_one(sql, read="duckdb")
        sqlglot.parse_one(sql, read="spark")
    except SqlglotError as error:
        return [Finding(where, 0, "syntax that one engine lacks", _short(sql), str(error).splitlines()[0])]
    found = [
        Finding(where, line, construct, _short(snippet), remedy)
        for line, construct, snippet, remedy in (*_of_tokens(tokens), *_of_tree(tree))
    ]
    return sorted(set(found), key=lambda finding: (finding.line, finding.construct, finding.snippet))


_Node = Any  # sqlglot types its nodes more loosely than its docs do
_Found = tuple[int, str, str, str]


# --- tokens ---


_SIGNS = {
    "::": ("cast by two colons", "::", "write cast(x as …)"),
}


def _of_tokens(tokens: list[Token]) -> Iterator[_Found]:
    for at, token in enumerate(tokens):
        follows = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.token_type == TokenType.IDENTIFIER:
            yield (
                token.line,
                "quoted identifier",
                token.text,
                "Spark reads it as a text: write snake_case names unquoted",
            )
        elif token.text in _SIGNS:
            yield token.line, *_SIGNS[token.text]
        elif token.token_type == TokenType.STRING and "\\" in token.text:
            yield (
                token.line,
                "backslash in a text",
                token.text,
                "Spark reads it as an escape: write [.] and [0-9], not \\. and \\d",
            )
        elif follows and follows.token_type == TokenType.L_PAREN and re.fullmatch(r"[A-Za-z_]\w*", token.text):
            yield from _call(tokens, at)
        if token.text.lower() in ("order by", "order"):
            yield from _order(tokens, at)


def _call(tokens: list[Token], at: int) -> Iterator[_Found]:
    """A name before a bracket: a function that is allowed, with as many arguments, or a cast to a type that both engines have."""
    token, name = tokens[at], tokens[at].text.lower()
    inside = list(_inside(tokens, at + 1))
    text = "".join(each.text for _, each in inside)
    if name == "cast":
        cut = max(
            (place for place, (depth, each) in enumerate(inside) if depth == 1 and each.text.lower() == "as"),
            default=-1,
        )
        kind = "".join(each.text for _, each in inside[cut + 1 :]).lower()
        if not re.fullmatch(allowed.TYPES, kind):
            yield (
                token.line,
                "type of one engine",
                kind,
                "cast to string, bigint, double, decimal(p, s), boolean, date or timestamp",
            )
    elif name in allowed.KEYWORDS or name.startswith("portable_"):
        return
    elif name not in allowed.FUNCTIONS:
        yield (
            token.line,
            "function that is not known to be the same",
            name,
            allowed.REMEDIES.get(name, allowed.OTHERWISE),
        )
    else:
        count = 1 + sum(depth == 1 and each.token_type == TokenType.COMMA for depth, each in inside) if inside else 0
        fewest, most = allowed.FUNCTIONS[name]
        if not fewest <= count <= most:
            yield token.line, f"{name} with {count} arguments", f"{name}({text})", allowed.OTHERWISE


def _inside(tokens: list[Token], opening: int) -> Iterator[tuple[int, Token]]:
    """The tokens in a bracket, each with its depth (1: directly in it)."""
    depth = 0
    for token in tokens[opening:]:
        depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        if depth == 0:
            return
        if token is not tokens[opening]:
            yield depth, token


_ENDS = {"rows", "range", "groups", "limit", "offset", "union", "union all"}


def _order(tokens: list[Token], at: int) -> Iterator[_Found]:
    """Every key of an ORDER BY says where NULLs go."""
    depth, key = 0, []
    for token in [*tokens[at + 1 :], None]:
        if token is not None:
            depth += {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        over = token is None or depth < 0 or (depth == 0 and token.text.lower() in _ENDS)
        if over or (token is not None and depth == 0 and token.token_type == TokenType.COMMA):
            words = [each.text.lower() for each in key]
            if words[-2:] not in (["nulls", "first"], ["nulls", "last"]) and " ".join(words[-1:]) not in (
                "nulls first",
                "nulls last",
            ):
                yield (
                    tokens[at].line,
                    "order without a place for NULLs",
                    " ".join(words),
                    "write nulls first or nulls last",
                )
            if words and words[0].isdigit():
                yield tokens[at].line, "order by position", " ".join(words), "write the column's name"
            key = []
        elif token is not None:
            key.append(token)
        if over:
            return


# --- the tree ---


def _of_tree(tree: _Node) -> Iterator[_Found]:
    for node in tree.walk():
        name = type(node).__name__
        if name not in allowed.NODES:
            remedy = allowed.REMEDIES.get(name.lower(), allowed.OTHERWISE)
            yield _line(node), "construct that is not known to be the same", node.sql("duckdb"), remedy
        for kind, rule in _RULES:
            if isinstance(node, kind):
                for construct, remedy in rule(node):
                    yield _line(node), construct, node.sql("duckdb"), remedy


_Said = Iterator[tuple[str, str]]


def _division(node: _Node) -> _Said:
    below = node.expression.unnest()
    if not (isinstance(below, exp.Nullif) or (isinstance(below, exp.Literal) and below.name.strip("0.") != "")):
        yield "division by what may be 0", "DuckDB makes it infinite or null: write nullif(b, 0)"


def _substring(node: _Node) -> _Said:
    for part, least in (("start", 1), ("length", 0)):
        value = node.args.get(part)
        if value is None:
            continue
        if (
            isinstance(value, exp.Add)
            and isinstance(value.this, exp.StrPosition | exp.Length)
            and _whole(value.expression, least)
        ):
            continue
        if not (_whole(value, least) or (part == "length" and isinstance(value, exp.Length | exp.StrPosition))):
            yield (
                f"substr with a {part} that may be below {least}",
                "engines count otherwise there: a literal, or instr() + n, length() + n",
            )


def _whole(value: _Node, least: int) -> bool:
    return isinstance(value, exp.Literal) and not value.is_string and value.name.isdigit() and int(value.name) >= least


def _like(node: _Node) -> _Said:
    if not (isinstance(node.expression, exp.Literal) and node.expression.is_string):
        yield (
            "like a pattern that is not written here",
            "its backslashes are escapes on Spark: write a literal, or compare with instr() or substr()",
        )


def _window(node: _Node) -> _Said:
    ranks = isinstance(node.this, exp.RowNumber | exp.DenseRank | exp.Lag | exp.Lead)
    if ranks and not node.args.get("order"):
        yield "window without order", "any row may be first: write order by … nulls last, with a tie-breaker"


def _select(node: _Node) -> _Said:
    distinct = node.args.get("distinct")
    if distinct and distinct.args.get("on"):
        yield "distinct on", "Spark has none: filter row_number() in the next step"
    if node.args.get("limit") and not node.args.get("order"):
        yield "limit without order", "any rows may come: write order by"
    if node.args.get("qualify"):
        yield "qualify", allowed.REMEDIES["qualify"]


def _group(node: _Node) -> _Said:
    if any(isinstance(each, exp.Literal) for each in node.expressions):
        yield "group by position", "write the columns' names"
    if any(value for key, value in node.args.items() if key != "expressions"):
        yield "group by all, rollup, cube or grouping sets", "write the columns' names, one grouping in one step"


def _star(node: _Node) -> _Said:
    if any(value for value in node.args.values()):
        yield "* with exclude, replace or rename", "name the columns"


def _join(node: _Node) -> _Said:
    if node.args.get("method") or node.kind.upper() in ("SEMI", "ANTI", "ASOF", "POSITIONAL"):
        yield (
            " ".join(filter(None, [node.args.get("method"), node.kind, "join"])).lower(),
            "use a plain join, `in` or `exists`",
        )


def _union(node: _Node) -> _Said:
    if node.args.get("by_name"):
        yield "union by name", "name the columns in one order"


_RULES = [
    (exp.Div, _division),
    (exp.Substring, _substring),
    (exp.Like, _like),
    (exp.Window, _window),
    (exp.Select, _select),
    (exp.Group, _group),
    (exp.Star, _star),
    (exp.Join, _join),
    (exp.Union, _union),
]


def _line(node: _Node) -> int:
    lines = (each.meta.get("line") for each in node.find_all(exp.Identifier))
    return next((line for line in lines if line), 0)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:99] + "…"
