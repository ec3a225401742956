"""What a rule is, and the words to write one.

Belongs here: the Rule, the suite it stands in, and one helper per way of expecting. Each helper states its failing predicate once, as
portable SQL: Great Expectations judges with it, and the query that writes flags is the very query that it judged.
Does not belong here: any rule (see `raw`, `leads`, `deals`, `marts`), or running one (see `orchestration.check`).

Great Expectations takes seconds to import, so it is imported when the first expectation is built, not before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Severity = Literal["hard", "soft", "blocking"]
Judges = Literal["delivery", "outcome"]

_GX_SEVERITY = {"hard": "critical", "blocking": "critical", "soft": "warning"}


@dataclass(frozen=True)
class Rows:
    """Expects that no row meets `fails`. All four are SQL over the columns of the suite's table; null never fails."""

    fails: str
    observed: str  # text that a flag shows; never a person's data
    expected: str
    judged: str = "true"  # the rows that the rule speaks about at all
    unknown: str = "false"  # the rows that it cannot judge for want of a value, and whose policy is to say so


@dataclass(frozen=True)
class About:
    """What each row that breaks a rule is about, by the columns of its query."""

    scope: Literal[
        "vendor", "channel", "source", "team"
    ]  # the column with its name: a sort of scope that people are told of
    records: str  # how many leads (or deals) of it are bad
    population: str  # out of how many


@dataclass(frozen=True)
class NoRows:
    """Expects that a query returns no row; `{batch}` stands for the suite's table."""

    query: str
    compares: bool = False  # the row that it returns is one comparison of totals: `found` and `expected`
    about: About | None = None  # who is told of leads is told of each row, as of a rule that leads break


@dataclass(frozen=True)
class Native:
    """One of Great Expectations' own expectations, by its class name."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One line of judgement that a business person could read."""

    id: str
    says: str
    expect: Rows | NoRows | Native
    severity: Severity
    remedy: str
    judges: Judges = "delivery"
    needs: Literal["dns"] | None = (
        None  # what must be switched on before anybody can tell; until then it is not applied
    )


@dataclass(frozen=True)
class Words:
    """What a flag says, and what to do about it."""

    says: str
    remedy: str


@dataclass(frozen=True)
class Suite:
    """Rules on one table.

    Args:
        name: what check_results calls it: raw, leads, deals or marts.
        table: `schema.table` that is judged.
        key: columns that name a row of the table.
        asset: table that the outcome is a check of, where it is not `table` itself.
        flags: `lead` or `deal`: failing rows of `Rows` rules become flags.
        rule_id, severity: SQL of what a flag carries, where the row says it and not the rule (clauses of a brief).
        words: of each id that `rule_id` makes; none where they ride along with the row.
    """

    name: str
    table: str
    rules: Sequence[Rule]
    key: tuple[str, ...] = ()
    asset: str | None = None
    flags: Literal["lead", "deal"] | None = None
    rule_id: str | None = None
    severity: str | None = None
    words: Mapping[str, Words] = field(default_factory=dict)

    def without(self, *rule_ids: str) -> Suite:
        """The suite less some rules: what the tests of removal use."""
        return replace(self, rules=[rule for rule in self.rules if rule.id not in rule_ids])

    def applied(self, switched_on: Collection[str]) -> Suite:
        """The suite less the rules that need what is not switched on."""
        return replace(self, rules=[rule for rule in self.rules if rule.needs is None or rule.needs in switched_on])


def build(rule: Rule, suite: Suite) -> Any:
    """Great Expectations' form of a rule; `meta` says which rule it is."""
    import great_expectations.expectations as gxe
    from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation

    common = {
        "description": rule.says,
        "severity": _GX_SEVERITY[rule.severity],
        "meta": {"rule_id": rule.id, "remedy": rule.remedy},
    }
    if isinstance(rule.expect, Native):
        return getattr(gxe, rule.expect.name)(**rule.expect.arguments, **common)
    query = rule.expect.query if isinstance(rule.expect, NoRows) else failing_rows(rule, rule.expect, suite)
    return UnexpectedRowsExpectation(unexpected_rows_query=query, **common)


def failing_rows(rule: Rule, expect: Rows, suite: Suite) -> str:
    """The SELECT of the rows that break a rule, with what a flag needs; `{batch}` stands for the table."""
    columns = [
        *suite.key,
        f"{suite.rule_id or literal(rule.id)} as rule_id",
        f"{suite.severity or literal(rule.severity)} as severity",
        f"{literal(rule.judges)} as judges",
        f"{expect.observed} as observed",
        f"{expect.expected} as expected",
    ]
    # Great Expectations formats the text to fill in the batch: braces of the rule itself are doubled.
    selected = ", ".join(columns).replace("{", "{{").replace("}", "}}")
    fails = expect.fails.replace("{", "{{").replace("}", "}}")
    return f"select {selected} from {{batch}} where {fails}"


def literal(text: str) -> str:
    """Text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def number_text(value: str | float) -> str:
    """SQL that shows a number as people write it: 90, not 90.0."""
    if isinstance(value, int | float):
        return literal(f"{value:g}")
    # By way of decimals: engines write doubles differently (12345678.5 is 1.23456785E7 on Spark).
    tenths, hundredths = (f"round(cast({value} as double) * {parts})" for parts in (10, 100))
    return (
        f"case when {value} = floor({value}) then cast(cast(floor({value}) as bigint) as string) "
        f"when {tenths} * 10 = {hundredths} then cast(cast({tenths} / 10 as decimal(38, 1)) as string) "
        f"else cast(cast({hundredths} / 100 as decimal(38, 2)) as string) end"
    )


def at_most(column: str, limit: str | float) -> Rows:
    """No value above the limit: a number, or the column in which the limit in force rides along."""
    return Rows(f"{column} > {limit}", number_text(column), f"'at most ' || {number_text(limit)}")


def at_least(column: str, limit: str | float) -> Rows:
    """No value below the limit."""
    return Rows(f"{column} < {limit}", number_text(column), f"'at least ' || {number_text(limit)}")


def more_than(column: str, limit: str | float) -> Rows:
    """Every value above the limit; the limit itself fails."""
    return Rows(f"{column} <= {limit}", number_text(column), f"'more than ' || {number_text(limit)}")


def equals(column: str, value: float) -> Rows:
    """Every value is this number."""
    return Rows(f"{column} <> {value}", number_text(column), number_text(value))


def is_true(column: str, observed: str, expected: str, shown: str | None = None) -> Rows:
    """No false; `observed` and `expected` say in words what false and true mean, `shown` is SQL of a better `observed`."""
    return Rows(
        f"not {column}", f"coalesce({shown}, {literal(observed)})" if shown else literal(observed), literal(expected)
    )


def is_false(column: str, observed: str, expected: str, shown: str | None = None) -> Rows:
    """No true; the words say what true and false mean."""
    return replace(is_true(column, observed, expected, shown), fails=column)


def is_empty(column: str, expected: str) -> Rows:
    """No value at all."""
    return Rows(f"{column} is not null", f"cast({column} as string)", literal(expected))


def unique(*columns: str) -> Native | NoRows:
    """No two rows with the same values in these columns together."""
    if len(columns) == 1:
        return Native("ExpectColumnValuesToBeUnique", {"column": columns[0]})
    # Great Expectations' own form for several columns joins the table with itself, and leaves every column name unquoted.
    key = ", ".join(columns)
    return NoRows(f"select {key} from {{batch}} group by {key} having count(*) > 1")


def filled(column: str) -> Native:
    """No null."""
    return Native("ExpectColumnValuesToNotBeNull", {"column": column})


def one_of(column: str, *values: str) -> Native:
    """No other value; null is left to `filled`."""
    return Native("ExpectColumnValuesToBeInSet", {"column": column, "value_set": list(values)})


# As Great Expectations compares them: names of SQLAlchemy, and names of Spark.
_TYPES = {
    "TIMESTAMP": ["TIMESTAMP", "TimestampNTZType"],
    "NUMERIC": ["NUMERIC", "DecimalType"],
    "DOUBLE": ["DOUBLE", "DoubleType"],
    "DATE": ["DATE", "DateType"],
}


def typed(column: str, kind: str) -> Native:
    """The column has this type, by its name in SQLAlchemy, on whichever engine."""
    return Native("ExpectColumnValuesToBeInTypeList", {"column": column, "type_list": _TYPES[kind]})


def type_name(observed: str) -> str:
    """The name of a type in SQLAlchemy, of whichever engine's; one that no rule asks for keeps its own."""
    return next((name for name, names in _TYPES.items() if observed in names), observed)
