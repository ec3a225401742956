"""What is in the files of a source: every file and sheet as a table of text, and what the values of its columns look like.

Belongs here: reading through the code of `extract`, counting looks. Does not belong here: what a column means (see `guesses`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.extract import money, sql
from orchestration.extract.columns import FALSE, TRUE
from orchestration.extract.dates import moment, proposals
from orchestration.extract.files import Files
from orchestration.extract.sources import NULL_WORDS, Source, SourceError, Table
from orchestration.extract.texts import SPACE, TextFile, Texts
from orchestration.extract.workbook import sheet_names

# Words that people write where they know nothing, beside those that Leadline takes for nothing anyway.
NULLISH = [
    *"- -- --- ? . none nan nil unknown unbekannt keine k.a. tbd tba select".split(),
    *("k. a.", "keine angabe", "-none-", "--none--"),
]
SAMPLE = 20_000  # rows whose values are looked at for what they are; dates and amounts are tried on all
TOP = 40  # most frequent words of a column that are kept

_EMAIL = "regexp_full_match({0}, '[^@\\s]+@[^@\\s]+[.][A-Za-z]{{2,}}')"
_PHONE = (
    "(regexp_full_match({0}, '[+]?[0-9()\\s./-]{{7,20}}') and regexp_matches({0}, '^[+]|[()\\s/-]') "
    "and length(regexp_replace({0}, '[^0-9]', '', 'g')) between 7 and 15 "
    "and not regexp_matches({0}, '^[0-9]{{1,4}}[./-][0-9]{{1,2}}[./-]'))"
)


@dataclass(frozen=True)
class Look:
    """A column's heading, its place, and its values: how many are filled, differ, and are e-mails, phone numbers, yes or no."""

    name: str
    place: int
    filled: int
    distinct: int
    emails: int
    phones: int
    booleans: int
    percents: int

    @property
    def is_unique(self) -> bool:
        return self.filled > 0 and self.distinct == self.filled


@dataclass
class Sheet:
    """One text file, or one sheet of a workbook, with what its columns look like."""

    file: str
    sheet: str | None
    text: TextFile
    rows: int
    sampled: int
    looks: list[Look]
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    @property
    def label(self) -> str:
        return f"{self.file}, sheet {self.sheet}" if self.sheet else self.file

    @property
    def stems(self) -> list[str]:
        """Names that may say what is in it, the nearest first."""
        return [*([self.sheet] if self.sheet else []), Path(self.file).stem]

    def value(self, place: int) -> str:
        """SQL of a value: trimmed, null where it means nothing."""
        text = f"trim(c{place}, '{SPACE}')"
        return (
            f"case when lower({text}) in ({', '.join(sql.text(word) for word in NULL_WORDS)}) then null else {text} end"
        )

    def top(self, place: int, limit: int = TOP) -> list[tuple[str, int]]:
        """The most frequent values of a column with their counts."""
        return self.connection.execute(
            f"""
            select value, count(*) as rows from (select {self.value(place)} as value from {self.text.relation})
            where value is not null group by value order by rows desc, value limit {limit}
            """
        ).fetchall()


def sheets(source: Source, files: Files, connection: duckdb.DuckDBPyConnection) -> Iterator[Sheet | tuple[str, str]]:
    """Every file and sheet of a source; of one that cannot be read its name and why."""
    texts = Texts(connection, source, files)
    for file in files.names:
        try:
            names: list[str | None] = [None]
            if file.lower().endswith(".xlsx"):
                found = sheet_names(files.path(file), file)
                names = list(found) if len(found) > 1 else [None]
        except SourceError as error:
            yield file, _without_source(source, error)
            continue
        for name in names:
            try:
                text = texts.read(file, Table(file=file, sheet=name, columns={}))
                yield looked(file, name, text, connection)
            except SourceError as error:
                yield (f"{file}, sheet {name}" if name else file), _without_source(source, error)


def _without_source(source: Source, error: SourceError) -> str:
    return str(error).removeprefix(f"{source.name}: ")


def looked(file: str, name: str | None, text: TextFile, connection: duckdb.DuckDBPyConnection) -> Sheet:
    """A table of text columns, with a look at its values."""
    sheet = Sheet(file, name, text, 0, 0, [], connection)
    counts = []
    for place in range(len(text.names)):
        value = f"v{place}"
        counts += [
            f"count({value})",
            f"count(distinct {value})",
            f"count(*) filter ({_EMAIL.format(value)})",
            f"count(*) filter ({_PHONE.format(value)})",
            f"count(*) filter (lower({value}) in ({TRUE}, {FALSE}))",
            f"count(*) filter (regexp_full_match({value}, '[0-9.,]+ ?%'))",
        ]
    values = ", ".join(f"{sheet.value(place)} as v{place}" for place in range(len(text.names)))
    row = connection.execute(
        f"select (select count(*) from {text.relation}), count(*), {', '.join(counts)} "
        f"from (select {values} from {text.relation} order by row limit {SAMPLE})"
    ).fetchone()
    assert row is not None
    sheet.rows, sheet.sampled = row[0], row[1]
    each = len(counts) // len(text.names)
    sheet.looks = [
        Look(name, place, *row[2 + place * each : 2 + (place + 1) * each]) for place, name in enumerate(text.names)
    ]
    return sheet


@dataclass(frozen=True)
class Dates:
    """How the dates of a column are written: `fits` are formats of all values, `most` of most; both empty where ISO 8601 is."""

    given: int
    iso: int
    fits: tuple[str, ...]
    most: tuple[tuple[str, int], ...]
    nothing: tuple[str, ...]  # words that stand there for no date


def dates_of(sheet: Sheet, place: int) -> Dates:
    """Look at every value of a column as a date."""
    nothing = nullish(sheet, place)
    value = _but(sheet.value(place), nothing)
    epoch = f"date '{sheet.text.epoch}'" if sheet.text.epoch else None
    relation = f"(select {value} as value from {sheet.text.relation})"
    row = sheet.connection.execute(
        f"select count(value), count({moment('value', [], epoch).local}) from {relation}"
    ).fetchone()
    assert row is not None
    given, iso = row
    if iso == given:
        return Dates(given, iso, (), (), nothing)
    found = proposals(sheet.connection, relation, "value")
    return Dates(given, iso, tuple(form for form, count in found if count == given), tuple(found), nothing)


@dataclass(frozen=True)
class Numbers:
    """How many values of a column can be read with either decimal sign, and whether they say which it is."""

    given: int
    point: int
    comma: int
    is_doubtful: bool  # a mark always stands before three digits: 1.234
    above_one: int
    with_percent: int
    signs: tuple[str, ...]  # currencies that the values name, by code; one code a sign that means one
    nothing: tuple[str, ...]


def numbers_of(sheet: Sheet, place: int, kind: str) -> Numbers:
    """Look at every value of a column as an amount, number or share."""
    nothing = nullish(sheet, place)
    value = _but(sheet.value(place), nothing)
    readers = {
        decimal: {
            "amount": money.amount("value", f"parts_{name}", decimal, is_rounded=True),
            "number": money.number("value", decimal),
            "integer": money.integer("value", decimal),
            "share": money.share_number("value", decimal),
        }[kind]
        for decimal, name in ((".", "point"), (",", "comma"))
    }
    row = sheet.connection.execute(
        f"""
        with

        texts as (
            select value, {money.parts("value", ".")} as parts_point, {money.parts("value", ",")} as parts_comma
            from (select {value} as value from {sheet.text.relation})
            where value is not null
        ),

        read as (select value, {readers["."]} as point, {readers[","]} as comma, parts_point, parts_comma from texts)

        select
            count(*), count(point), count(comma),
            count(*) filter (regexp_full_match(value, '[^0-9]*[1-9][0-9]{{0,2}}([.][0-9]{{3}})+[^0-9]*')),
            count(*) filter (contains(value, '.') and not regexp_full_match(value, '[^0-9]*[1-9][0-9]{{0,2}}([.][0-9]{{3}})+[^0-9]*')
                or contains(value, ',')),
            count(*) filter (point > 1 or comma > 1), count(*) filter (contains(value, '%')),
            list(distinct {money.currencies("parts_point")}), list(distinct {money.currencies("parts_comma")})
        from read
        """
    ).fetchone()
    assert row is not None
    given, point, comma, grouped, clear, above, percent, signs_point, signs_comma = row
    signs = {codes[0] for codes in (signs_comma if comma > point else signs_point) or () if codes and len(codes) == 1}
    is_doubtful = grouped > 0 and clear == 0 and sheet.text.epoch is None
    return Numbers(given, point, comma, is_doubtful, above, percent, tuple(sorted(signs)), nothing)


def nullish(sheet: Sheet, place: int) -> tuple[str, ...]:
    """Words in a column that people write where they know nothing."""
    rows = sheet.connection.execute(
        f"""
        select min(value) from (select {sheet.value(place)} as value from {sheet.text.relation})
        where lower(value) in ({", ".join(sql.text(word) for word in NULLISH)}) group by lower(value) order by 1
        """
    ).fetchall()
    return tuple(word for (word,) in rows)


def _but(value: str, words: tuple[str, ...]) -> str:
    if not words:
        return value
    return f"case when lower({value}) in ({', '.join(sql.text(word.lower()) for word in words)}) then null else {value} end"
