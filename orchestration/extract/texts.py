"""Every file as a table of text columns inside the engine.

Belongs here: csv, tsv, xlsx and parquet read into `c0, c1, …`, each row with its physical line; rows that have no columns to speak of
(too few, too many, broken quotes, broken bytes) with their raw text. Does not belong here: what a value means (see `columns`).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from orchestration.extract import sql
from orchestration.extract.files import DAMAGED, Body, Files, column_names, text_body
from orchestration.extract.sources import Source, SourceError, Table
from orchestration.extract.workbook import inspect

# Rows whose quote never closes swallow the rows after them: they are taken out and the rest is read again, so many times at most.
PASSES = 50
RAW_LIMIT = 10_000  # longer raw text is cut off by the engine
SPACE = " \t\n\r\u00a0\u202f\u2009\u200b\ufeff"  # what is trimmed off every value

REASONS = {
    "MISSING COLUMNS": "the row has fewer columns than the header",
    "TOO MANY COLUMNS": "the row has more columns than the header",
    "UNQUOTED VALUE": "a quote is not closed, or text follows it",
    "LINE SIZE OVER MAXIMUM": "the row is too long",
}
DAMAGED_REASON = "the row holds bytes that are not text"


@dataclass
class TextFile:
    """One file (or sheet): `relation` has row, line, c0, c1, …; `rejects` has line, raw_row, reason."""

    file: str
    relation: str
    rejects: str
    names: list[str]
    twice: dict[str, list[str]] = field(default_factory=dict)
    epoch: date | None = None  # day 0 of serial dates, in a workbook
    notices: list[str] = field(default_factory=list)

    def place(self, column: str) -> int | None:
        """Place of a column by its name in the header, with regard to case only where that is needed."""
        wanted = " ".join(column.split())
        if wanted in self.names:
            return self.names.index(wanted)
        renamed = self.twice.get(wanted, [])
        if len(renamed) == 1:
            return self.names.index(renamed[0])
        return None


class Texts:
    """Reads each file once, however many tables use it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: Source, files: Files) -> None:
        self._connection = connection
        self._source = source
        self._files = files
        self._work = files.work / "texts"
        self._read: dict[tuple[object, ...], TextFile] = {}
        self._work.mkdir(parents=True, exist_ok=True)

    def read(self, file: str, table: Table) -> TextFile:
        """The file as text columns, by its base name."""
        encoding = table.encoding or self._source.encoding
        delimiter = table.delimiter or self._source.delimiter
        key = (file, table.sheet, table.header_row, encoding, delimiter)
        if key not in self._read:
            relation = f"leadline_file_{len(self._read) + 1}"
            path = self._files.path(file)
            name = f"{self._source.name}: {file}"
            try:
                if file.lower().endswith(".xlsx"):
                    found = self._workbook(path, file, name, relation, table)
                elif file.lower().endswith(".parquet"):
                    found = self._parquet(path, file, relation)
                else:
                    body = text_body(
                        path,
                        self._work / f"{relation}.csv",
                        name,
                        encoding=encoding,
                        delimiter=delimiter,
                        header_row=table.header_row,
                    )
                    found = self._csv(body, file, relation)
            except duckdb.Error as error:
                raise SourceError(f"{name} cannot be read: {str(error).splitlines()[0]}") from error
            self._read[key] = found
        return self._read[key]

    def _csv(self, body: Body, file: str, relation: str) -> TextFile:
        names, twice, blank = column_names(body.header)
        width = len(names)
        cut = self._parse(body, relation, width)
        self._connection.execute(f"create temp table {relation}_rejects (line bigint, raw_row varchar, reason varchar)")
        if cut:
            says = sql.text(REASONS["UNQUOTED VALUE"])
            rows = ", ".join(f"({body.first_line + line}, {sql.text(raw)}, {says})" for line, raw in cut)
            self._connection.execute(f"insert into {relation}_rejects values {rows}")
        lines = self._lines(body, relation, width)
        return self._finish(file, relation, names, twice, blank, lines, body.is_damaged, body.notices)

    def _parse(self, body: Body, relation: str, width: int) -> list[tuple[int, str]]:
        """Read the rows into `<relation>_read`; returns the lines (place from 0, text) that had to be taken out."""
        columns = ", ".join(f"'c{place}': 'varchar'" for place in range(width))
        cut: list[tuple[int, str]] = []
        for passed in range(PASSES):
            for name in ("read", "errors", "scans"):
                self._connection.execute(f"drop table if exists {relation}_{name}")
            self._connection.execute(
                f"""
                create temp table {relation}_read as
                select * from read_csv({sql.text(body.file)}, auto_detect = false, header = false, columns = {{{columns}}},
                    delim = {sql.text(body.delimiter)}, quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
                    ignore_errors = true, store_rejects = true, rejects_table = '{relation}_errors',
                    rejects_scan = '{relation}_scans', rejects_limit = 0)
                """
            )
            swallowing = self._connection.execute(
                f"""
                select distinct line_byte_position - 1 + length(csv_line) - length(ltrim(csv_line, chr(10)))
                from {relation}_errors
                where error_type = 'UNQUOTED VALUE' and contains(trim(csv_line, chr(10)), chr(10))
                order by 1
                """
            ).fetchall()
            if not swallowing or passed == PASSES - 1:
                break
            cut += _take_out(body.file, [int(row[0]) for row in swallowing])
        return cut

    def _lines(self, body: Body, relation: str, width: int) -> str:
        """Say in which physical line each row of `<relation>_read` begins; returns the expression.

        Also moves the rows that could not be split into columns to `<relation>_rejects`.
        """
        counted = self._connection.execute(
            f"select (select count(*) from {relation}_read), (select count(*) from {relation}_errors)"
        ).fetchone()
        assert counted is not None
        good, errors = counted
        if not errors and good == body.lines:
            return f"{body.first_line} + rows.rowid"
        # Blank lines, line ends inside values and rejected rows: every other line of the file belongs to the next row in turn.
        self._connection.execute(
            f"""
            create temp table {relation}_text as
            select * from read_csv({sql.text(body.file)}, auto_detect = false, header = false, columns = {{'text': 'varchar'}},
                delim = e'\\x01', quote = '', escape = '', new_line = '\\n', strict_mode = false, max_line_size = 1000000000)
            """
        )
        self._connection.execute(
            f"""
            create temp table {relation}_lines as
            select rowid as place, coalesce(text, '') = '' as is_blank,
                sum(coalesce(strlen(text), 0) + 1) over (order by rowid) - coalesce(strlen(text), 0) - 1 as at
            from {relation}_text
            """
        )
        reasons = " ".join(f"when '{kind}' then {sql.text(says)}" for kind, says in REASONS.items())
        self._connection.execute(
            f"""
            create temp table {relation}_bad as
            with

            first_error as (

                select * from {relation}_errors
                qualify row_number() over (partition by line order by rowid) = 1

            ),

            placed as (

                select
                    lines.place + length(csv_line) - length(ltrim(csv_line, chr(10))) as place,
                    trim(csv_line, chr(10)) as raw_row,
                    case error_type {reasons} else lower(error_type) end as reason
                from first_error left join {relation}_lines as lines on lines.at = line_byte_position - 1

            )

            -- A line of white space alone is no row.
            select placed.place, reason,
                case when length(raw_row) < {RAW_LIMIT} or contains(raw_row, chr(10)) then raw_row
                    else coalesce(whole.text, raw_row) end as raw_row,
                length(raw_row) - length(replace(raw_row, chr(10), '')) as further_lines
            from placed left join {relation}_text as whole on whole.rowid = placed.place
            """
        )
        self._connection.execute(
            f"""
            insert into {relation}_rejects
            select {body.first_line} + place, raw_row, reason from {relation}_bad where trim(raw_row, '{SPACE}') <> ''
            """
        )
        if width == 1:
            return f"{body.first_line} + rows.rowid" if good == body.lines else "null"
        runs = " + ".join(
            f"coalesce(length(regexp_replace(c{place}, '\\n+', chr(10), 'g')) - length(replace(c{place}, chr(10), '')), 0)"
            for place in range(width)
        )
        self._connection.execute(
            f"""
            create temp table {relation}_starts as
            with

            free as (

                select place, row_number() over (order by place) - 1 as turn
                from {relation}_lines as lines
                where not is_blank and not exists (
                    select 1 from {relation}_bad as bad where lines.place between bad.place and bad.place + bad.further_lines
                )

            ),

            sized as (select rowid as row, 1 + {runs} as size from {relation}_read),

            turned as (select row, sum(size) over (order by row) - size as turn, sum(size) over () as taken from sized)

            select turned.row, free.place
            from turned join free on free.turn = turned.turn
            where turned.taken = (select count(*) from free)
            """
        )
        return f"{body.first_line} + (select place from {relation}_starts as starts where starts.row = rows.rowid)"

    def _parquet(self, path: Path, file: str, relation: str) -> TextFile:
        here = sql.text(self._plain(path, relation))
        described = self._connection.execute(f"describe select * from read_parquet({here})").fetchall()
        names, twice, blank = column_names([row[0] for row in described])
        nested = ("STRUCT", "MAP", "UNION")
        texts = [
            f"{'to_json' if row[1].startswith(nested) or row[1].endswith(']') else ''}({sql.name(row[0])})::varchar as c{place}"
            for place, row in enumerate(described)
        ]
        self._connection.execute(
            f"create temp table {relation}_read as select {', '.join(texts)} from read_parquet({here})"
        )
        return self._finish(file, relation, names, twice, blank, "1 + rows.rowid", False, [])

    def _workbook(self, path: Path, file: str, name: str, relation: str, table: Table) -> TextFile:
        sheet = inspect(path, table.sheet, name)
        where = f"{name}, sheet {sheet.name}"
        if sheet.last is None:
            raise SourceError(f"{where}: no header: the sheet is empty")
        here = sql.text(self._plain(path, relation))
        reader = (
            f"read_xlsx({here}, sheet = {sql.text(sheet.name)}, range = 'A1:{sheet.last}', "
            "all_varchar = true, header = false, stop_at_empty = false)"
        )
        width = len(self._connection.execute(f"describe select * from {reader}").fetchall())
        columns = [f"c{place}" for place in range(width)]
        self._connection.execute(
            f"create temp table {relation}_sheet as select * from {reader} as cells({', '.join(columns)})"
        )
        wanted = (
            f"rowid = {table.header_row - 1}" if table.header_row else f"coalesce({', '.join(columns)}) is not null"
        )
        header = self._connection.execute(
            f"select rowid, * from {relation}_sheet where {wanted} order by rowid limit 1"
        ).fetchone()
        if header is None or not any(header[1:]):
            raise SourceError(f"{where}: no header{f' in row {table.header_row}' if table.header_row else ''}")
        cells: Sequence[str | None] = header[1:]
        first = int(header[0]) + 1
        if table.header_row == 0:
            cells, first = [f"column_{place + 1}" for place in range(width)], int(header[0])
        names, twice, blank = column_names(cells)
        shown = ", ".join(f"{_shown(column)} as {column}" for column in columns)
        self._connection.execute(
            f"create temp table {relation}_read as select {shown} from {relation}_sheet where rowid >= {first} order by rowid"
        )
        found = self._finish(file, relation, names, twice, blank, f"{first + 1} + rows.rowid", False, [])
        found.epoch = sheet.epoch
        return found

    def _finish(
        self,
        file: str,
        relation: str,
        names: list[str],
        twice: dict[str, list[str]],
        blank: list[int],
        line: str,
        is_damaged: bool,
        notices: list[str],
    ) -> TextFile:
        """Number the rows, leave out the empty ones, and columns with neither name nor value."""
        execute = self._connection.execute
        execute(f"create temp table if not exists {relation}_rejects (line bigint, raw_row varchar, reason varchar)")
        everything = f"concat({', '.join(f'c{place}' for place in range(len(names)))})"
        is_broken = f"contains({everything}, '{DAMAGED}')" if is_damaged else "false"
        if is_damaged:
            cells = ", ".join(f"c{place}" for place in range(len(names)))
            execute(
                f"""
                insert into {relation}_rejects
                select {line}, to_json([{cells}]), '{DAMAGED_REASON}' from {relation}_read as rows where {is_broken}
                """
            )
        kept = list(range(len(names)))
        if blank:
            filled = execute(
                f"select {', '.join(f'count(c{place})' for place in blank)} from {relation}_read"
            ).fetchone()
            assert filled is not None
            empty = {place for place, count in zip(blank, filled, strict=True) if not count}
            kept = [place for place in kept if place not in empty]
        columns = "".join(f", c{place} as c{number}" for number, place in enumerate(kept))
        execute(
            f"""
            create temp table {relation} as
            select rows.rowid as row, cast({line} as bigint) as line{columns}
            from {relation}_read as rows
            where trim({everything}, '{SPACE}') <> '' and not {is_broken}
            order by rows.rowid
            """
        )
        for name in ("read", "errors", "scans", "text", "lines", "bad", "starts", "sheet"):
            execute(f"drop table if exists {relation}_{name}")
        return TextFile(file, relation, f"{relation}_rejects", [names[place] for place in kept], twice, notices=notices)

    def _plain(self, path: Path, relation: str) -> Path:
        """The engine reads a path as a pattern: a file whose name looks like one is copied."""
        if not set("*?[]{}") & set(str(path)):
            return path
        return Path(shutil.copyfile(path, self._work / f"{relation}{path.suffix.lower()}"))


def _shown(column: str) -> str:
    """A number as a spreadsheet shows it: 15 digits (0.3 for 0.30000000000000004), whole numbers without exponent."""
    return f"""
        case
            when regexp_full_match({column}, '-?[0-9]+[.][0-9]{{10,}}') then printf('%.15g', try_cast({column} as double))
            when regexp_full_match({column}, '-?[0-9][.][0-9]+[eE][+]?[0-9]+')
                and abs(try_cast({column} as double)) < 1e18 and try_cast({column} as double) = round(try_cast({column} as double))
                then cast(cast({column} as double)::bigint as varchar)
            else {column}
        end"""


def _take_out(file: Path, offsets: list[int]) -> list[tuple[int, str]]:
    """Empty the lines that begin at these bytes; returns each one's place (from 0) and text."""
    taken: list[tuple[int, str]] = []
    rest = file.with_suffix(".rest")
    lines, at = 0, 0
    with file.open("rb") as source, rest.open("wb") as target:
        for offset in offsets:
            while at < offset:
                block = source.read(min(1 << 22, offset - at))
                if not block:
                    break
                lines += block.count(b"\n")
                at += len(block)
                target.write(block)
            line = source.readline()
            at += len(line)
            taken.append((lines, line.rstrip(b"\n").decode("utf-8", "replace")))
            target.write(b"\n")
            lines += 1
        shutil.copyfileobj(source, target, 1 << 22)
    rest.replace(file)
    return taken
