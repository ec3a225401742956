"""`leadline run --dry-run`: what a run would land, without landing it.

Belongs here: reading and comparing as a run does, and what is told of it. Does not belong here: any step of a run (see `extract`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.build import Build, build_id
from orchestration.commands.scratch import scratch_folder
from orchestration.extract import agreement, rejects
from orchestration.extract.keys import ensure_key
from orchestration.extract.landing import Delivery
from orchestration.extract.ledger import TableLedger, counts_of
from orchestration.extract.sources import load_sources
from orchestration.extract.spreadsheets import compared
from orchestration.lake import COMMIT, Lake
from orchestration.publish import versions
from orchestration.runtime import now
from orchestration.settings import Settings

COLUMNS = ("read", "new", "updated", "unchanged", "duplicate", "rejected", "vanished")


@dataclass(frozen=True)
class Look:
    """What one table would bring: counts as the ledger has them, examples of what cannot be read, notices."""

    ledger: TableLedger
    examples: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True)
class DryRun:
    """What a run would do."""

    build: Build
    looks: list[Look]
    agreement_changed: bool
    agreement_files: list[str]  # whose text never landed
    is_first: bool
    unfinished: list[str]  # loads that a run before has committed and the next one puts in place
    version: str | None
    next_version: str


def dry_run(settings: Settings) -> DryRun:
    """Read every source and compare it with the lake. Nothing is written but scratch, which goes.

    Raises:
        SourceError: files and mapping do not fit each other, or too many keys vanished: a run would end so as well.
        AgreementError: something is wrong with the agreement.
        LakeError, KeyFileError: the lake does not take a load of that instant; its key is missing.
    """
    lake = Lake(settings.lake)
    as_of = settings.as_of or now()
    build = Build(build_id(as_of, lake.build_number("dry-run"), "dry-run"), as_of)
    changed, files = agreement.news(settings.agreement, lake)
    with scratch_folder(settings, "dry-run") as work:
        key = ensure_key(settings.key_file, lake, is_kept=False)
        # A kind that writes its files writes them aside.
        looks = []
        for source in load_sources(settings.sources, inbox=work / "inbox").sources:
            # Rows of one source do not depend on another's: each is let go before the next is read.
            with compared(source, work / source.name, build, lake, key) as (connection, deliveries):
                looks += [_look(delivery, connection) for delivery in deliveries]
    return DryRun(
        build,
        looks,
        changed,
        files,
        lake.latest_as_of() is None,
        _unfinished(lake),
        versions.current(settings.publish),
        versions.next_version(settings.publish),
    )


def _look(delivery: Delivery, connection: duckdb.DuckDBPyConnection) -> Look:
    assert delivery.ledger is not None
    examples = rejects.examples(connection, delivery.typing, delivery.bad) if delivery.ledger.rejected else ()
    return Look(delivery.ledger, examples, tuple(delivery.all_notices))


def _unfinished(lake: Lake) -> list[str]:
    return sorted(load.name for load in lake.incoming.glob("*") if (load / COMMIT).is_file())


def told(found: DryRun) -> str:
    """What a person reads."""
    lines = [f"A run as of {found.build.as_of:%Y-%m-%d %H:%M} UTC would do this; nothing was written.", ""]
    lines += [
        f"Unfinished load {load} of an earlier run would be put in place first: the figures below do not count it."
        for load in found.unfinished
    ]
    lines += [_agreement(found), "", *_table([look.ledger for look in found.looks])]
    for look in found.looks:
        said = (*look.notices, *look.examples)
        if said:
            lines += ["", f"{look.ledger.source} {look.ledger.table_name}:", *(f"    {line}" for line in said)]
    seen = f"readers see {found.version} now" if found.version else "it is the first one"
    return "\n".join([*lines, "", f"Published  {found.next_version}, if no check blocks it ({seen})"])


def _agreement(found: DryRun) -> str:
    if found.is_first:
        return "Agreement  is loaded for the first time: its versions are in force from their stated dates"
    files = ", ".join(found.agreement_files) or "a text that was loaded before"
    if found.agreement_changed:
        return f"Agreement  has changed: {files}"
    return (
        f"Agreement  says the same (other text in {files})" if found.agreement_files else "Agreement  has not changed"
    )


def _table(ledgers: Sequence[TableLedger]) -> list[str]:
    rows = [("source", "table", *COLUMNS)]
    rows += [(row.source, row.table_name, *(f"{count:,}" for count in counts_of(row))) for row in ledgers]
    totals = [sum(counts) for counts in zip(*(counts_of(row) for row in ledgers), strict=True)]
    if len(ledgers) > 1:
        rows.append(("all", "", *(f"{count:,}" for count in totals)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
