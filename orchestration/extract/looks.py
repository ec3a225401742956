"""A look at a table's values before a row is typed: a mapping that does not fit them is refused, with one that would.

Belongs here: dates in another format, amounts with another decimal sign, shares that are no percentages.
Does not belong here: single values that cannot be read, which are rejected rows (see `columns`).
"""

from __future__ import annotations

import duckdb

from orchestration.extract import dates, money, sql
from orchestration.extract.columns import Typing
from orchestration.extract.mapping import MappedColumn
from orchestration.extract.sources import SourceError

# A column whose dates are not ISO 8601 is refused, a few odd ones among many are not: those are rejected rows.
ODD_SHARE = 0.2


def look(connection: duckdb.DuckDBPyConnection, typing: Typing) -> None:
    """Look at every date, amount and percentage of a table that was parsed.

    Raises:
        SourceError: a column's values are written in another way than is stated; the message proposes ways that fit.
    """
    for column in typing.columns:
        if column.column.type in ("date", "timestamp"):
            _look_at_dates(connection, typing, column)
        elif column.column.type == "amount" and column.mapped.decimal is None and typing.text.is_text:
            _look_at_points(connection, typing, column)
        elif column.mapped.unit == "percent":
            _look_at_percentages(connection, typing, column)


def _look_at_dates(connection: duckdb.DuckDBPyConnection, typing: Typing, column: MappedColumn) -> None:
    name = column.column.name
    local, timed = sql.name(f"{name}:local"), sql.name(f"{name}:timed")
    row = connection.execute(
        f"""
        select count({sql.name(name)}), count({local}), count(*) filter ({timed} and {local} is not null),
            count(*) filter ({timed} and {local} <> date_trunc('day', {local})), min({local}), max({local})
        from {typing.parsed}
        """
    ).fetchone()
    assert row is not None
    given, read, with_time, with_hour, column.first, column.last = row
    column.is_all_midnight = with_time > 0 and with_hour == 0
    if read == given:
        return
    stated = ", ".join(column.mapped.format)
    proposed = dates.proposals(connection, typing.parsed, sql.name(name))
    fits = [form for form, count in proposed if count == given and form not in column.mapped.format]
    best = max((count for _, count in proposed), default=0)
    if stated and not fits and (best <= read or read >= given / 2):
        return
    if not stated and not fits:
        odd = f"(select {sql.name(name)} from {typing.parsed} where {local} is null)"
        readable = max((count for _, count in dates.proposals(connection, odd, sql.name(name))), default=0)
        if readable < ODD_SHARE * given:
            return
    says = f"are not in the stated format {stated}" if stated else "are not ISO 8601 and no format is stated"
    ways = (
        f"fit all {given:,} rows: {', '.join(fits)}"
        if fits
        else f"fit most: {', '.join(f'{form} ({count:,} of {given:,})' for form, count in proposed)}"
    )
    raise SourceError(
        f"{_where(typing, column)}: {given - read:,} of {given:,} dates {_such_as(connection, typing, name, local)}{says}; "
        f"state `format`, of which these {ways}"
    )


def _look_at_points(connection: duckdb.DuckDBPyConnection, typing: Typing, column: MappedColumn) -> None:
    name = sql.name(column.column.name)
    with_point = money.amount(name, sql.name(f"{column.column.name}:parts"), ".", is_rounded=True)
    with_comma_ = money.amount(name, "part", ",", is_rounded=True)
    grouped = f"regexp_matches({name}, '(^|[^0-9.,])[1-9][0-9]{{0,2}}([.][0-9]{{3}})+([^0-9.,]|$)')"
    row = connection.execute(
        f"""
        select
            (select count({name}) from {typing.parsed}),
            count(*) filter (as_point is null),
            count(*) filter (as_point is null and as_comma is not null),
            count(*) filter ({grouped}),
            count(*) filter (contains({name}, '.') and not {grouped} or regexp_matches({name}, ',[0-9]{{3}}([^0-9]|$)'))
        from (
            select {name}, {with_point} as as_point, {with_comma_} as as_comma
            from (select *, {money.parts(name, ",")} as part from {typing.parsed} where regexp_matches({name}, '[.,]'))
        )
        """
    ).fetchone()
    assert row is not None
    given, unread, with_comma, doubtful, clear = row
    if given and unread >= ODD_SHARE * given and with_comma == unread:
        raise SourceError(
            f'{_where(typing, column)}: {unread:,} of {given:,} amounts have a decimal comma: state `decimal: ","`'
        )
    if doubtful and not clear:
        raise SourceError(
            f"{_where(typing, column)}: the point in its amounts always stands before three digits, so that 1.234 may be a "
            'thousand or a little over one: state `decimal: "."` or `decimal: ","`'
        )


def _look_at_percentages(connection: duckdb.DuckDBPyConnection, typing: Typing, column: MappedColumn) -> None:
    """A cell that shows 25 % holds 0.25: read as a percentage it would be a quarter of one percent."""
    name = sql.name(column.column.name)
    number = money.share_number(name, column.decimal)
    row = connection.execute(
        f"""
        select count(*) filter (value > 1), count(*) filter (value > 0 and value < 1)
        -- A percent sign leaves no doubt.
        from (select {number} as value from {typing.parsed} where not contains({name}, '%'))
        """
    ).fetchone()
    assert row is not None
    above, between = row
    if between and not above:
        raise SourceError(
            f"{_where(typing, column)}: no value is above 1 and {between:,} lie between 0 and 1, so that these are shares "
            "and not percentages (a workbook's cell that shows 25 % holds 0.25): drop `unit: percent`"
        )


def _where(typing: Typing, column: MappedColumn) -> str:
    origins = ", ".join(f"'{name}'" for name in column.mapped.columns) or "the constant"
    return f"{typing.text.label} {column.column.name}: column {origins} of {typing.text.origin}"


def _such_as(connection: duckdb.DuckDBPyConnection, typing: Typing, name: str, local: str) -> str:
    value = sql.name(name)
    row = connection.execute(
        f"""
        select min({value}) from {typing.parsed}
        where {value} is not null and {local} is null and not {typing.personal(name, value)}
        """
    ).fetchone()
    return f"(such as '{row[0]}') " if row and row[0] is not None else ""
