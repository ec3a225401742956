"""One source drafted from its files: read, guessed, and tried with the very code that a run reads with.

Belongs here: the order of the steps, and leaving out what would not be read. Does not belong here: any step.
"""

from __future__ import annotations

import fnmatch
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import duckdb

from orchestration.commands.draft import guesses, looks, stages, words, written
from orchestration.commands.draft.looks import Sheet, sheets
from orchestration.commands.draft.tables import Draft
from orchestration.extract import sql
from orchestration.extract.entities import ENTITIES
from orchestration.extract.keys import BYTES
from orchestration.extract.sources import Source, SourceError
from orchestration.extract.spreadsheets import ROWS_OF_A_FILE, opened, typed_tables
from orchestration.extract.texts import TextFile

KIND = "spreadsheets"
MOST_REJECTED = 0.2  # a mapped column that rejects more of a table's rows is left open
TRIES = 4


@dataclass
class SourceDraft:
    """A source with its tables, and what was found beside them."""

    name: str
    path: Path
    drafts: list[Draft] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)  # file, why
    unknown: list[str] = field(default_factory=list)  # files that look like no entity
    spare: list[tuple[str, str]] = field(default_factory=list)  # file, entity that another file is already
    stages: stages.Found | None = None
    currencies: tuple[str, ...] = ()  # that its amounts name
    currency: str | None = None  # where a sign or code says it for all

    @property
    def valid(self) -> list[Draft]:
        return [draft for draft in self.drafts if draft.left_out is None]


def draft_source(name: str, path: Path, work: Path) -> SourceDraft:
    """Draft the tables of a source.

    Args:
        name: of the source.
        path: folder, zip or file.
        work: an empty folder for copies of the files; they are gone afterwards.

    Raises:
        SourceError: the files cannot be told apart (two of one base name), or there is none.
    """
    source = Source.model_validate({"name": name, "kind": KIND, "path": path, "tables": {}})
    made = SourceDraft(name, path)
    with opened(source, work, secrets.token_bytes(BYTES)) as (connection, files):
        found = []
        for sheet in sheets(source, files, connection):
            if isinstance(sheet, tuple):
                made.unread.append(sheet)
            else:
                found.append(sheet)
        _choose(made, _joined(connection, found, files.names))
        written.state(made.drafts)
        for draft in made.drafts:
            draft.values = words.of(draft)
        _find_currencies(made)
    for draft in made.drafts:
        _try(draft, made, work)
    return made


def _joined(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Sheet], names: Sequence[str]
) -> list[tuple[str, list[str], Sheet]]:
    """File or pattern, its files, and what is in them: files with one header and one beginning are one delivery."""
    groups: dict[tuple[object, ...], list[Sheet]] = {}
    for sheet in found:
        key = (sheet.sheet, Path(sheet.file).suffix.lower(), tuple(sheet.text.names), sheet.text.epoch)
        groups.setdefault(key, []).append(sheet)
    joined = []
    for group in groups.values():
        pattern = _pattern([sheet.file for sheet in group], names)
        if pattern:
            joined.append((pattern, [sheet.file for sheet in group], _one(connection, group, pattern)))
        else:
            joined += [(sheet.file, [sheet.file], sheet) for sheet in group]
    return joined


def _pattern(files: Sequence[str], names: Sequence[str]) -> str | None:
    """A pattern for files of one beginning and end, if it fits no other file."""
    if len(files) < 2:
        return None
    start = _common(files)
    end = _common([file[len(start) :][::-1] for file in files])[::-1]
    pattern = f"{start}*{end}"
    fits = set(fnmatch.filter(names, pattern))
    return pattern if len(start) >= 3 and not set("*?[") & set(start + end) and fits == set(files) else None


def _common(texts: Sequence[str]) -> str:
    """The beginning that all have."""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in same)


def _one(connection: duckdb.DuckDBPyConnection, group: Sequence[Sheet], pattern: str) -> Sheet:
    first = group[0].text
    relation = f"{first.relation}_all"
    columns = "".join(f", c{place}" for place in range(len(first.names)))
    selects = " union all ".join(
        f"select {turn * ROWS_OF_A_FILE} + row as row, line{columns} from {sheet.text.relation}"
        for turn, sheet in enumerate(group)
    )
    connection.execute(f"create temp table {relation} as {selects}")
    text = TextFile(pattern, relation, first.rejects, first.names, first.twice, first.epoch)
    return looks.looked(pattern, group[0].sheet, text, connection)


def _choose(made: SourceDraft, found: Sequence[tuple[str, list[str], Sheet]]) -> None:
    """One table an entity: the one with the most columns, then rows. What is second there may be first elsewhere."""
    candidates: list[list[Draft]] = []
    for file, files, sheet in found:
        guessed = guesses.entities_of(sheet)
        if guessed:
            candidates.append([Draft(one.entity, sheet, file, files, one.columns, guess=one.why) for one in guessed])
        else:
            made.unknown.append(sheet.label)
    chosen: dict[str, Draft] = {}
    for drafts in sorted(candidates, key=lambda one: (bool(one[0].missing), -len(one[0].columns), -one[0].sheet.rows)):
        draft = next((one for one in drafts if one.entity not in chosen), None)
        if draft is None:
            made.spare.append((drafts[0].sheet.label, drafts[0].entity))
        else:
            chosen[draft.entity] = draft
    made.drafts = [chosen[entity] for entity in ENTITIES if entity in chosen]
    if "deals" in chosen:
        stage = next((mapped for mapped in chosen["deals"].columns if mapped.column.name == "stage"), None)
        if stage is not None:
            made.stages = stages.Found(made.name, chosen["deals"].sheet.top(stage.places[0]))


def _find_currencies(made: SourceDraft) -> None:
    """Currencies that amounts name; the source's own where all signs mean one and no column of codes does."""
    signs: set[str] = set()
    codes: set[str] = set()
    for draft in made.drafts:
        for mapped in draft.mapped:
            if mapped.column.type == "amount":
                signs.update(written.numbers(draft.sheet, mapped).signs)
            elif mapped.column.name == "currency":
                top = [word.upper() for word, _ in draft.sheet.top(mapped.places[0])]
                codes.update(word for word in top if len(word) == 3 and word.isalpha())
    made.currencies = tuple(sorted(signs | codes))
    if len(signs) == 1:
        made.currency = next(iter(signs))


def _try(draft: Draft, made: SourceDraft, work: Path) -> None:
    """Read the table as a run would; leave open the columns that it refuses or that reject many rows."""
    for _ in range(TRIES):
        missing = draft.missing
        if missing:
            draft.left_out = f"no column was found for {' and '.join(missing)}, which {draft.entity} cannot do without"
            return
        try:
            rows, rejected = _read(draft, made, work)
        except SourceError as error:
            if not _leave_open(draft, str(error)):
                draft.left_out = str(error)
                return
            continue
        bad = {name: count for name, count in rejected.items() if count > MOST_REJECTED * rows}
        if not bad:
            return
        for mapped in draft.mapped:
            if mapped.column.name in bad:
                mapped.asks(
                    f"{bad[mapped.column.name]:,} of {rows:,} rows would be rejected for it: is it the right column?"
                )
    draft.left_out = "its columns could not be read"


def _leave_open(draft: Draft, message: str) -> bool:
    """Leave open the column that a refusal speaks of; False where it names none."""
    place = message.split(": ", 1)[0].split(" ")
    for mapped in draft.mapped:
        if mapped.column.name in place:
            mapped.asks(message.split(": ", 1)[1])
            return True
    return False


def _read(draft: Draft, made: SourceDraft, work: Path) -> tuple[int, dict[str, int]]:
    """Rows of the table, and how many of them each mapped column rejects."""
    source = Source.model_validate(
        {
            "name": made.name,
            "kind": KIND,
            "path": made.path,
            "currency": made.currency,
            "tables": {draft.entity: draft.table()},
        }
    )
    with opened(source, work, secrets.token_bytes(BYTES)) as (connection, files):
        [typing] = typed_tables(connection, source, files)
        counts = ", ".join(f"count({sql.name(f'{column.column.name}:reason')})" for column in typing.columns)
        row = connection.execute(f"select count(*), {counts} from {typing.typed}").fetchone()
        assert row is not None
        return row[0], {column.column.name: count for column, count in zip(typing.columns, row[1:], strict=True)}
