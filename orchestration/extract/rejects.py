"""Rows that cannot be read: each value with its file, line, column and reason; and when such a row may be forgotten.

Belongs here: what is said about a rejected value or row. Does not belong here: why a value cannot be read (see `columns`, `texts`), the
record of what was opened and closed (see `ledger`).
"""

from __future__ import annotations

import duckdb

from orchestration.extract import sql
from orchestration.extract.columns import SEPARATOR, Typing
from orchestration.extract.landing import Delivery

EXAMPLES = 3


def write(connection: duckdb.DuckDBPyConnection, delivery: Delivery, target: str) -> None:
    """Append the rejected values of a delivery to a table with the columns of the own record."""
    # The line is not part of a reject's identity: a row inserted above would open every reject below it again.
    identity = f"concat_ws({SEPARATOR}, file, coalesce(column_name, ''), reason, coalesce(raw_value, ''), raw_row)"
    source, entity = sql.text(delivery.source.name), delivery.entity.name
    connection.execute(
        f"""
        insert into {target} by name
        with

        found as ({_found(connection, delivery.typing, delivery.bad)}),

        numbered as (
            select *, row_number() over (partition by {identity} order by line nulls last) as occurrence from found
        )

        select
            {source} as source, '{entity}' as table_name, file, line, column_name, raw_value, raw_row, reason, is_personal,
            left(sha256(concat_ws({SEPARATOR}, {source}, '{entity}', {identity}, occurrence)), 32) as reject_key, record_key
        from numbered
        """
    )


def examples(connection: duckdb.DuckDBPyConnection, typing: Typing, bad: str) -> tuple[str, ...]:
    """The first rejected values of a table, a line of text each; a value only where it is no one's own.

    Args:
        bad: rows of `typed` that are rejected.
    """
    rows = connection.execute(
        f"""
        select file, line, column_name, reason, case when not is_personal then raw_value end
        from ({_found(connection, typing, bad)}) order by file, line, column_name limit {EXAMPLES}
        """
    ).fetchall()
    return tuple(
        f"{file}{f':{line}' if line else ''}{f' {column}' if column else ''}: {reason}{f' ({value!r})' if value else ''}"
        for file, line, column, reason, value in rows
    )


def closing(delivery: Delivery) -> str:
    """SQL over the record of when a reject that this delivery does not hold is closed.

    A full delivery says what there is. Changes do not repeat a row: one that was never read stays open until its record is read, or the
    file that held it comes again without it.
    """
    if delivery.table.delivery == "full":
        return "true"
    is_read = f"coalesce(record_key in (select record_key from {delivery.delivered}), false)"
    if delivery.has_pattern:
        return f"({is_read} or file in ({', '.join(sql.text(file) for file in delivery.typing.text.files)}))"
    # Every delivery has that name: it is the same one where all that landed from it is still there.
    same = f"""
        select landed.load_id from {delivery.landed} as landed
        left join (select distinct record_key, row_hash from {delivery.delivered}) as again
            on again.record_key = landed.record_key and again.row_hash = landed.row_hash
        where not landed.is_tombstone
        group by landed.load_id
        having count(*) = count(again.record_key)"""
    return f"({is_read} or load_id in ({same}))"


def _found(connection: duckdb.DuckDBPyConnection, typing: Typing, bad: str) -> str:
    """SELECT of every rejected value, and of the rows that have no columns to speak of."""
    text = typing.text
    raw_row = sql.as_json([(name, f"nullif(d{place}, '')") for place, name in enumerate(text.names)])
    parts = [
        "select file, line, null::varchar as column_name, null::varchar as raw_value, raw_row, reason, true as is_personal, "
        f"null::varchar as record_key from {text.rejects}"
    ]
    for name in _unread_columns(connection, typing, bad):
        value, reason = f"typed.{sql.name(name + ':raw')}", f"typed.{sql.name(name + ':reason')}"
        parts.append(
            f"""
            select typed.file, typed.line, '{name}', {value}, {raw_row}, {reason}, {typing.personal(name, value)}, {_record_key(typing)}
            from {bad} as typed join {text.relation} as texts on texts.row = typed.row
            where {reason} is not null
            """
        )
    return " union all ".join(parts)


def _unread_columns(connection: duckdb.DuckDBPyConnection, typing: Typing, bad: str) -> list[str]:
    names = [column.column.name for column in typing.columns]
    counted = ", ".join(f"count({sql.name(name + ':reason')})" for name in names)
    found = connection.execute(f"select {counted} from {bad}").fetchone()
    assert found is not None
    return [name for name, count in zip(names, found, strict=True) if count]


def _record_key(typing: Typing) -> str:
    """SQL of the key of the record that a rejected row is a version of; null where the key itself cannot be read."""
    if not typing.entity.key:
        return "null::varchar"
    mapped = {column.column.name for column in typing.columns}
    reasons = ", ".join(f"typed.{sql.name(name + ':reason')}" for name in typing.entity.key if name in mapped)
    return f"case when coalesce({reasons}, null) is null then {typing.key()} end"
