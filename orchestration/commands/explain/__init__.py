"""`leadline explain ID`: one lead or deal, and why it is judged as it is.

Belongs here: which record is meant, and putting its parts together. Does not belong here: what a lead or deal says (see `lead`, `deal`),
how it is shown (see `text`). Nothing personal is read: ids, dates, words of the agreement and of the sales process.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from orchestration.commands.explain import deal, lead
from orchestration.commands.explain.books import Books
from orchestration.extract.keys import PREFIX
from orchestration.lake import OWN, Lake
from orchestration.lock import LockedError, run_lock
from orchestration.publish import versions
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, WarehouseError, open_warehouse

KINDS = {"lead": lead.explain, "deal": deal.explain}
CLOSEST = 3


class ExplainError(ValueError):
    """There is no such record, or it cannot be told which is meant."""


def explain(settings: Settings, record: str, kind: str | None = None) -> dict[str, Any]:
    """What is known of one record, as plain values (see `text.shown`).

    Args:
        record: an id (`sample:L-009`), or its part of the source's own where only one source has it.
        kind: `lead` or `deal`, where both have that id.

    Raises:
        ExplainError: nothing was published yet, there is no such record, or several are.
    """
    version = versions.current(settings.publish)
    if version is None:
        raise ExplainError(f"nothing has been published in {settings.publish} yet: run `leadline run` first")
    with (
        open_warehouse(settings.publish / "current" / "leadline.duckdb", read_only=True) as snapshot,
        _private(settings) as (
            warehouse,
            missing,
        ),
    ):
        books = Books(snapshot, warehouse)
        found_kind, found = _find(settings, books, record.strip(), kind)
        manifest = versions.manifest_of(settings.publish, version)
        return {
            "kind": found_kind,
            "id": found,
            "published": {"version": version, "build_id": manifest["build_id"], "as_of": manifest["as_of"]},
            "not_read": missing,
            **KINDS[found_kind](books, found),
        }


@contextmanager
def _private(settings: Settings) -> Iterator[tuple[Warehouse | None, str | None]]:
    """The private warehouse, or why it is not there. It is opened under the lock of runs: a reader would stand in a run's way."""
    warehouse, missing = None, None
    with ExitStack() as stack:
        try:
            if not settings.warehouse.exists():
                raise WarehouseError(f"there is none at {settings.warehouse} (the next `leadline run` builds it)")
            stack.enter_context(run_lock(settings.data, "leadline explain"))
            warehouse = stack.enter_context(open_warehouse(settings.warehouse, read_only=True))
        except (LockedError, WarehouseError, PermissionError) as error:
            missing = str(error)
        yield warehouse, missing


def _find(settings: Settings, books: Books, record: str, kind: str | None) -> tuple[str, str]:
    """Kind and id of the record that is meant."""
    kinds = [kind] if kind else list(KINDS)
    for key in (record, _hashed(settings, record)):
        found = [(one, id_) for one in kinds for id_ in books.ids(one, key)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{id_} ({one})" for one, id_ in found)
            remedy = "write the whole id" if len({id_ for _, id_ in found}) > 1 else "say which with --kind"
            raise ExplainError(f"'{record}' is {len(found)} records: {listed}; {remedy}")
    rejected = _rejected(settings, books, record)
    if rejected:
        raise ExplainError(
            f"'{record}' is in no mart, since its row was rejected: {rejected}. Correct it at its source, then run again"
        )
    near = sorted(found for one in kinds for found in books.closest(one, record, CLOSEST))
    close = list(dict.fromkeys(id_ for _, id_ in near))[:CLOSEST]
    what = " or ".join(kinds)
    raise ExplainError(f"there is no {what} '{record}'" + (f" (closest: {', '.join(close)})" if close else ""))


def _hashed(settings: Settings, record: str) -> str:
    """The key that stands in place of a personal one (see `extract.keys`); where there is no key file, the record as it is."""
    source, mark, own = record.rpartition(":")
    try:
        key = settings.key_file.read_bytes()
    except OSError:
        return record
    digest = hmac.new(key, own.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]
    return f"{source}{mark}{PREFIX}{digest}"


def _rejected(settings: Settings, books: Books, record: str) -> str | None:
    """Why a delivered row with that key was not taken in."""
    lake = Lake(settings.lake)
    if books.warehouse is None or not any(lake.folder(OWN, "rejected_rows").glob("*.parquet")):
        return None
    source, _, own = record.rpartition(":")
    rows = books.private(
        f"""
        select file, line, column_name, reason from ({lake.select(OWN, "rejected_rows")})
        where record_key = ? and (source = ? or ? = '') and table_name in ('leads', 'deals')
        qualify row_number() over (partition by reject_key order by loaded_at desc, load_id desc) = 1 and event = 'opened'
        order by file, line, column_name limit 1
        """,
        [own, source, source],
    )
    return "{file}, line {line}: {column_name}: {reason}".format(**rows[0]) if rows else None
