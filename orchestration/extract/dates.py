"""How dates and time stamps are written: ISO 8601 without a word, everything else as stated.

Belongs here: SQL that reads one text as a local time, and the formats that a refusal proposes. Does not belong here: time zones (see
`zones`), which column is a date (see `columns`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import duckdb

from orchestration.extract import sql

_ISO = (
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})"
    r"([Tt ]([0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?)( ?(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?)?"
)
_ISO_BASIC = r"^([0-9]{4})([0-9]{2})([0-9]{2})(T([0-9]{2})([0-9]{2})([0-9]{2}))?"
_OFFSET = r"[0-9] ?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)$"
_TIMED = re.compile(r"%-?[HIMSfgnpcXT]")
_ZONED = re.compile(r"%[zZ]")
# Smaller serial numbers are years or counts that stand in a date's column (1 January 1910 is 3654).
FIRST_SERIAL = 3654
LAST_SERIAL = 2958465
FIRST_YEAR = 1800
SAMPLE = 60


@dataclass(frozen=True)
class Moment:
    """SQL of what a text says: local time, seconds from UTC where it states them, and whether it has a time of day at all."""

    local: str
    offset: str
    is_timed: str


def moment(text: str, formats: list[str], epoch: str | None) -> Moment:
    """SQL that reads a date or time stamp; all parts are null where the text is none.

    Args:
        text: SQL of the trimmed text.
        formats: as stated, tried in order; ISO 8601 where none is.
        epoch: SQL of the day 0 of serial numbers, for a workbook; null there for rows from elsewhere.
    """
    found = _stated(text, formats) if formats else _iso(text)
    if epoch is None:
        return found
    number = f"case when regexp_full_match({text}, '[0-9]{{1,7}}([.][0-9]+)?') then try_cast({text} as double) end"
    # A serial number carries about milliseconds.
    serial = (
        f"case when {number} between {FIRST_SERIAL} and {LAST_SERIAL} "
        f"then {epoch} + to_microseconds(1000 * cast(round({number} * 86400000::double) as bigint)) end"
    )
    return Moment(
        f"coalesce({found.local}, {serial})",
        f"case when {found.local} is not null then {found.offset} end",
        f"case when {found.local} is not null then {found.is_timed} else {serial} is not null end",
    )


def _bounded(local: str) -> str:
    return f"case when year({local}) between {FIRST_YEAR} and 9999 then {local} end"


def _stated(text: str, formats: list[str]) -> Moment:
    locals_, timed, offsets = [], [], []
    for form in formats:
        read = f"try_strptime({text}, {sql.text(form)})"
        if _ZONED.search(form):
            read = f"timezone('UTC', cast({read} as timestamptz))"
        read = _bounded(read)
        locals_.append(read)
        timed.append(f"when {read} is not null then {'true' if _TIMED.search(form) else 'false'}")
        offsets.append(f"when {read} is not null then {'0' if _ZONED.search(form) else 'null::bigint'}")
    return Moment(
        f"coalesce({', '.join(locals_)})", f"case {' '.join(offsets)} end", f"case {' '.join(timed)} else false end"
    )


def _iso(text: str) -> Moment:
    basic = f"regexp_replace({text}, '{_ISO_BASIC}', '\\1-\\2-\\3')"
    plain = (
        f"case when regexp_full_match({text}, '[0-9]{{8}}T[0-9]{{6}}.*') "
        f"then regexp_replace({text}, '{_ISO_BASIC}', '\\1-\\2-\\3T\\5:\\6:\\7') "
        f"when {text}[5] = '-' then {text} else {basic} end"
    )
    fits = f"regexp_full_match(iso, '{_ISO}')"
    time = "replace(regexp_extract(substr(iso, 12), '^[0-9:.,]+'), ',', '.')"
    zone = f"regexp_extract(substr(iso, 11), '{_OFFSET}', 1)"
    local = (
        f"case when {fits} then "
        + _bounded(
            "case when length(iso) = 10 then cast(try_cast(iso as date) as timestamp) "
            f"else try_cast(left(iso, 10) || ' ' || {time} as timestamp) end"
        )
        + " end"
    )
    offset = f"""
        case
            when not {fits} or {zone} = '' then null
            when upper({zone}) in ('Z', 'UTC') then 0
            else (case when {zone}[1] = '-' then -60 else 60 end)
                * (60 * try_cast({zone}[2:3] as bigint) + coalesce(try_cast(right(replace({zone}, ':', ''), -3) as bigint), 0))
        end"""

    def of_iso(expression: str) -> str:
        # A name for a part of an expression: written out at every use, it is what planning the query takes longest for.
        return f"list_transform([{plain}], lambda iso: {expression})[1]"

    return Moment(of_iso(local), of_iso(offset), of_iso(f"{fits} and length(iso) > 10"))


def check_format(connection: duckdb.DuckDBPyConnection, form: str) -> None:
    """Raise duckdb.Error where the engine does not know a directive of the format."""
    connection.execute(f"select try_strptime('', {sql.text(form)})")


def _candidates() -> list[str]:
    orders = [
        "%d{0}%m{0}%Y",
        "%m{0}%d{0}%Y",
        "%d{0}%m{0}%y",
        "%m{0}%d{0}%y",
        "%Y{0}%m{0}%d",
        "%Y{0}%d{0}%m",
        "%y{0}%m{0}%d",
    ]
    days = [order.format(mark) for order, mark in product(orders, "/-. ")]
    days += ["%Y%m%d", "%d%m%Y", "%m%d%Y"]
    named = [
        "%d {0} %Y",
        "%d-{0}-%Y",
        "%d-{0}-%y",
        "%d {0} %y",
        "%d. {0} %Y",
        "%d/{0}/%Y",
        "{0} %d, %Y",
        "{0} %d %Y",
        "%Y-{0}-%d",
    ]
    named += ["%a, %d {0} %Y", "%a {0} %d %Y", "%A, %d {0} %Y", "%A, {0} %d, %Y"]
    days += [form.format(month) for form, month in product(named, ("%b", "%B"))]
    times = [
        "",
        " %H:%M",
        " %H:%M:%S",
        " %H:%M:%S.%f",
        " %I:%M %p",
        " %I:%M:%S %p",
        " %I:%M%p",
        "T%H:%M:%S",
        ", %H:%M",
        ", %I:%M %p",
    ]
    times += [" %H:%M:%S %z", " %H:%M %z", " %H.%M"]
    return [day + time for day, time in product(days, times)]


def proposals(connection: duckdb.DuckDBPyConnection, relation: str, column: str) -> list[tuple[str, int]]:
    """Formats that read texts of a column, with how many rows each reads, best first; at most five."""
    sample = connection.execute(
        f"select text from (select distinct {column} as text from {relation} where {column} is not null) "
        f"order by md5(text) limit {SAMPLE}"
    ).fetchall()
    screened = {form: sum(_reads(form, text) for (text,) in sample) for form in _candidates()}
    best = max(screened.values(), default=0)
    survivors = [form for form, count in screened.items() if count and count >= 0.5 * best]
    texts = f"(select {column} as text, count(*) as rows from {relation} where {column} is not null group by 1)"
    ranked = sorted(_count(connection, texts, survivors).items(), key=lambda item: -item[1])
    return [(form, count) for form, count in ranked if count][:5]


def _reads(form: str, text: str) -> bool:
    try:
        return datetime.strptime(text, form).year >= FIRST_YEAR
    except ValueError:
        return False


def _count(connection: duckdb.DuckDBPyConnection, texts: str, forms: list[str]) -> dict[str, int]:
    counted = {}
    for form in forms:
        year = f"year(try_strptime(text, {sql.text(form)}))"
        row = connection.execute(f"select sum(rows) from {texts} where {year} between {FIRST_YEAR} and 9999").fetchone()
        counted[form] = int(row[0] or 0) if row else 0
    return counted
