"""kind: spreadsheets. Files read, typed, compared with the lake and landed, in one load a source.

Belongs here: the order of the steps. Does not belong here: any step (see `files`, `texts`, `columns`, `landing`, `ledger`).
Whatever refuses a source does so before anything lands.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.build import Build
from orchestration.extract import rejects, sql
from orchestration.extract.columns import Typing
from orchestration.extract.entities import ENTITIES, lake_schema
from orchestration.extract.files import Files, column_names
from orchestration.extract.keys import ensure_key, set_key
from orchestration.extract.landing import Delivery
from orchestration.extract.ledger import SCHEMAS, Records, TableLedger
from orchestration.extract.looks import look
from orchestration.extract.mapping import TextTable, mapped_columns, places_of
from orchestration.extract.sources import Source, SourceError, Table
from orchestration.extract.texts import TextFile, Texts
from orchestration.lake import Lake
from orchestration.settings import Settings
from orchestration.warehouse import scratch

log = logging.getLogger("leadline")

# Rows of one table may come from several files: a row's number is the file's turn, then its place in the file.
ROWS_OF_A_FILE = 1 << 40


def extract(
    sources: Sequence[Source], settings: Settings, build: Build, lake: Lake
) -> Iterator[tuple[str, list[TableLedger]]]:
    """Land what sources deliver: nothing of any before all were read, so that one that is refused leaves the lake as it was.

    Args:
        sources: of kind spreadsheets.
        settings: where the key file and the scratch space are.
        build: whose `as_of` becomes `loaded_at`.
        lake: recovered; gets one load a source, `<build>-<source>`.

    Yields:
        Each source's name, with what became of its rows: one ledger a table.

    Raises:
        SourceError: files and mapping do not fit each other, or too many keys vanished; nothing landed.
        LedgerError: rows were lost on the way; nothing landed.
    """
    key = ensure_key(settings.key_file, lake)
    with ExitStack() as stack:
        ready = [
            stack.enter_context(compared(source, settings.work / f"extract-{source.name}", build, lake, key))
            for source in sources
        ]
        for _, deliveries in ready:
            for delivery in deliveries:
                for notice in delivery.all_notices:
                    log.warning(notice)
        for source, (connection, deliveries) in zip(sources, ready, strict=True):
            yield source.name, _land(connection, source, deliveries, build, lake)


@contextmanager
def compared(
    source: Source, work: Path, build: Build, lake: Lake, key: bytes
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Delivery]]]:
    """A source's tables, read, typed and compared with the lake; nothing is written but scratch in `work`.

    Raises:
        SourceError: files and mapping do not fit each other, or too many keys vanished.
    """
    with opened(source, work, key, lake.root.parent) as (connection, files):
        deliveries = []
        for typing in typed_tables(connection, source, files):
            delivery = Delivery(connection, lake, source, source.tables[typing.entity.name], typing)
            delivery.compare(build.load_id(source.name), _loaded_at(build))
            deliveries.append(delivery)
        yield connection, deliveries


def _land(
    connection: duckdb.DuckDBPyConnection, source: Source, deliveries: list[Delivery], build: Build, lake: Lake
) -> list[TableLedger]:
    connection.execute(
        "create temp table leadline_rejected as "
        f"select * exclude (event, load_id, loaded_at) from ({sql.empty(SCHEMAS['rejected_rows'])})"
    )
    with lake.load(build.load_id(source.name)) as load:
        for entity in ENTITIES.values():
            load.ensure(lake_schema(entity), source.kind, entity.name, source.name)
        records = Records(connection, lake, load, source, _loaded_at(build))
        for delivery in deliveries:
            delivery.write(load, _loaded_at(build))
            rejects.write(connection, delivery, "leadline_rejected")
        ledgers = [delivery.ledger for delivery in deliveries if delivery.ledger is not None]
        records.write_source()
        records.write_columns(mapped_columns(source))
        records.write_ledger(build.id, ledgers)
        closings = {delivery.entity.name: rejects.closing(delivery) for delivery in deliveries}
        records.write_rejects("leadline_rejected", closings)
    return ledgers


def _loaded_at(build: Build) -> datetime:
    return build.as_of.astimezone(UTC).replace(tzinfo=None) if build.as_of.tzinfo else build.as_of


@contextmanager
def opened(
    source: Source, work: Path, key: bytes, data: Path | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Files]]:
    """A source's files and a scratch engine. Copies of the files lie in `work` and do not outlive the block."""
    source.bring()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        files = Files(source, work, data)
        has_workbook = any(name.lower().endswith(".xlsx") for name in files.names)
        with scratch(work, extensions=["excel"] if has_workbook else []) as connection:
            set_key(connection, key)
            # It makes a join of every list of words: planning a wide table took ten times as long as reading it.
            connection.execute("set disabled_optimizers = 'in_clause'")
            yield connection, files
    finally:
        shutil.rmtree(work, ignore_errors=True)


def typed_tables(connection: duckdb.DuckDBPyConnection, source: Source, files: Files) -> list[Typing]:
    """Every table of a source, read and typed.

    Raises:
        SourceError: files and mapping do not fit each other.
    """
    texts = Texts(connection, source, files)
    found = []
    for name, table in source.tables.items():
        read = _file_table if table.file is not None else _query_table
        typing = Typing(connection, source, ENTITIES[name], table, read(connection, source, name, table, files, texts))
        typing.parse()
        look(connection, typing)
        typing.type_rows()
        found.append(typing)
    return found


def _file_table(
    connection: duckdb.DuckDBPyConnection, source: Source, name: str, table: Table, files: Files, texts: Texts
) -> TextTable:
    """One or more files with their columns matched by name."""
    assert table.file is not None
    label = f"{source.name} {name}"
    parts = [texts.read(file, table) for file in files.matching(table.file, name)]
    names = list(dict.fromkeys(column for part in parts for column in part.names))
    for part in parts:
        places_of(label, table, part.file, part.names, part.twice)
    twice = {column: renamed for part in parts for column, renamed in part.twice.items()}
    places = places_of(label, table, parts[0].file, names, twice)
    selects = []
    for turn, part in enumerate(parts):
        columns = "".join(
            f", {f'c{part.names.index(column)}' if column in part.names else 'null::varchar'} as d{place}"
            for place, column in enumerate(names)
        )
        epoch = f"date '{part.epoch}'" if part.epoch else "null::date"
        selects.append(
            f"select {turn * ROWS_OF_A_FILE} + row as row, {sql.text(part.file)} as file, line, {epoch} as epoch{columns} "
            f"from {part.relation}"
        )
    # Of several files a table: read through a view, every file would cost the preparing of all expressions that follow.
    stored = "view" if len(parts) == 1 else "table"
    connection.execute(f"create temp {stored} leadline_text_{name} as {' union all '.join(selects)}")
    return TextTable(
        label,
        ", ".join(part.file for part in parts),
        f"leadline_text_{name}",
        _rejects_view(connection, name, parts),
        names,
        places,
        has_epoch=any(part.epoch for part in parts),
        is_text=not any(part.file.lower().endswith((".xlsx", ".parquet")) for part in parts),
        files=[part.file for part in parts],
        notices=[notice for part in parts for notice in part.notices],
    )


def _query_table(
    connection: duckdb.DuckDBPyConnection, source: Source, name: str, table: Table, files: Files, texts: Texts
) -> TextTable:
    """The result of a SELECT over views of the files that it names, each under its base name."""
    assert table.query is not None
    label = f"{source.name} {name}"
    query = table.query.strip().rstrip(";")
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise SourceError(f"{label}: the query is not one SELECT")
        views = sorted(connection.get_table_names(query))
    except duckdb.Error as error:
        raise SourceError(f"{label}: the query cannot be read: {_first_line(error)}") from error
    parts = []
    for view in views:
        part = texts.read(files.stem(view, name), table)
        columns = ", ".join(f"c{place} as {sql.name(column)}" for place, column in enumerate(part.names))
        connection.execute(f"create or replace temp view {sql.name(view)} as select {columns} from {part.relation}")
        parts.append(part)
    epochs = {part.epoch for part in parts if part.epoch}
    if len(epochs) > 1:
        raise SourceError(
            f"{label}: the query reads workbooks with the date systems 1900 and 1904: save them with one of them"
        )
    epoch = f"date '{epochs.pop()}'" if epochs else "null::date"
    try:
        connection.execute(f"create temp table leadline_query_{name} as {query}")
    except duckdb.Error as error:
        raise SourceError(f"{label}: the query fails: {_first_line(error)}") from error
    described = connection.execute(f"describe leadline_query_{name}").fetchall()
    names, twice, _ = column_names([row[0] for row in described])
    columns = ", ".join(f"cast({sql.name(row[0])} as varchar) as d{place}" for place, row in enumerate(described))
    # A query's rows come in no order of their own; versions of a record need one.
    order = ", ".join(f"d{place}" for place in range(len(names)))
    connection.execute(
        f"""
        create temp table leadline_text_{name} as
        select row_number() over (order by {order}) as row, {sql.text(name)} as file, null::bigint as line, {epoch} as epoch, *
        from (select {columns} from leadline_query_{name})
        """
    )
    connection.execute(f"drop table leadline_query_{name}")
    return TextTable(
        label,
        "the query's result",
        f"leadline_text_{name}",
        _rejects_view(connection, name, parts),
        names,
        places_of(label, table, "the query's result", names, twice),
        has_epoch=epoch != "null::date",
        is_text=not any(part.file.lower().endswith((".xlsx", ".parquet")) for part in parts),
        files=[part.file for part in parts],
        notices=[notice for part in parts for notice in part.notices],
    )


def _rejects_view(connection: duckdb.DuckDBPyConnection, name: str, parts: list[TextFile]) -> str:
    selects = [
        f"select {sql.text(part.file)} as file, line, raw_row, reason from {part.rejects}" for part in parts
    ] or [
        "select null::varchar as file, null::bigint as line, null::varchar as raw_row, null::varchar as reason where false"
    ]
    connection.execute(f"create temp view leadline_rejects_{name} as {' union all '.join(selects)}")
    return f"leadline_rejects_{name}"


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0]
