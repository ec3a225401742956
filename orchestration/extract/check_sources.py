"""A look at a source's files without landing anything: `leadline validate`.

Belongs here: opening the files and comparing headers and formats with the mapping. Does not belong here: reading them (see
`spreadsheets`).
"""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from orchestration.extract import rejects
from orchestration.extract.keys import BYTES
from orchestration.extract.sources import Source
from orchestration.extract.spreadsheets import opened, typed_tables
from orchestration.settings import Settings


@dataclass(frozen=True)
class TableCheck:
    """What a look at one table found: the mapping fits; some rows may not."""

    table_name: str
    rows: int
    rejected: int
    notices: tuple[str, ...]
    examples: tuple[str, ...] = ()  # the first rejected values: "file:line column: reason"


def check_source(source: Source, settings: Settings) -> list[TableCheck]:
    """Open a source's files and compare headers and formats with the mapping.

    Raises:
        SourceError: they do not fit each other.
    """
    found = []
    # Copies of the files hold people's data: they stay in the data folder, and go.
    settings.work.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="validate-", dir=settings.work) as folder,
        opened(source, Path(folder) / source.name, secrets.token_bytes(BYTES), settings.data) as (
            connection,
            files,
        ),
    ):
        for typing in typed_tables(connection, source, files):
            bad = f"(select * from {typing.typed} as typed where {typing.reason()} is not null)"
            row = connection.execute(
                f"""
                select (select count(*) from {typing.text.relation}), (select count(*) from {typing.text.rejects}),
                    (select count(*) from {bad})
                """
            ).fetchone()
            assert row is not None
            good, without_columns, unread = row
            notices = tuple(dict.fromkeys(typing.text.notices))
            rejected = without_columns + unread
            examples = rejects.examples(connection, typing, bad) if rejected else ()
            found.append(TableCheck(typing.entity.name, good + without_columns, rejected, notices, examples))
    return found
