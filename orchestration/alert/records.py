"""What the alert room decided and did, kept in the lake because no source can give it back.

Belongs here: the shape of its own records, reading and stamping them. Does not belong here: when one is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from orchestration.build import Build
from orchestration.lake import OWN, Lake, Load

INCIDENTS, SENT, CHECKS = "incidents", "alerts_sent", "check_results"

_T, _N, _D, _B, _AT = pa.string(), pa.int64(), pa.date32(), pa.bool_(), pa.timestamp("us")
_STAMP = [("build_id", _T), ("load_id", _T), ("loaded_at", _AT)]

SCHEMAS = {
    # One row per event of an incident: `opened`, `escalated` (from soft to hard), `growing`, `reminder`, `resolved`, and what people say of
    # it, `acknowledged` and `snoozed`, with until when, why and who. It is open until `resolved`; `records` and `population` are those
    # of the event.
    INCIDENTS: pa.schema(
        [
            ("incident_id", _T),
            ("event_id", _T),
            ("subject", _T),
            ("rule_id", _T),
            ("scope_kind", _T),
            ("scope_value", _T),
            ("severity", _T),
            ("event", _T),
            ("event_number", _N),
            ("records", _N),
            ("population", _N),
            ("since_on", _D),
            ("is_silent", _B),
            ("until_at", _AT),
            ("reason", _T),
            ("said_by", _T),
            *_STAMP,
        ]
    ),
    # `known`: the audience was there, and is told of events from now on. `collected`: its digest of a day was made up, though it may have
    # had nothing to say. `queued`, `sent`: of a message, per channel.
    SENT: pa.schema(
        [
            ("event", _T),
            ("audience_id", _T),
            ("message_id", _T),
            ("kind", _T),
            ("channel_id", _T),
            ("incident_events", _T),
            *_STAMP,
        ]
    ),
}

# Whether every message arrived is a check like any other, in the table of all checks.
_CHECK = pa.schema(
    [
        ("suite", _T), ("expectation", _T), ("asset", _T), ("severity", _T), ("success", _B), ("observed", _T),
        ("unexpected_count", _N), *_STAMP,
    ]
)  # fmt: skip

Row = Mapping[str, Any]


def ensure(load: Load) -> None:
    """Make both tables readable, also before they have a row."""
    for table, schema in SCHEMAS.items():
        load.ensure(schema, OWN, table)


def earlier(lake: Lake, table: str, build: Build, load_id: str = "") -> list[dict[str, Any]]:
    """What other loads wrote, as known at the build's instant, oldest first. A step that is run again replaces its own rows."""
    instant = naive(build.as_of)
    rows = [
        row for row in lake.read(OWN, table).to_pylist() if row["load_id"] != load_id and row["loaded_at"] <= instant
    ]
    return sorted(rows, key=lambda row: (row["loaded_at"], row["load_id"]))


def write(load: Load, table: str, rows: Iterable[Row], build: Build) -> None:
    """Append rows, stamped, to the lake as part of a load."""
    stamp = {"build_id": build.id, "load_id": load.id, "loaded_at": naive(build.as_of)}
    schema = SCHEMAS[table]
    load.write(pa.Table.from_pylist([{**row, **stamp} for row in rows], schema=schema), OWN, table)


def write_check(load: Load, undelivered: int, build: Build) -> None:
    """Append the outcome of the check that every message of a run was delivered; the next run has it in `check_results`."""
    row = {
        "suite": "alerts", "expectation": "messages_are_delivered", "asset": "alert.digest", "severity": "hard",
        "success": undelivered == 0, "observed": None, "unexpected_count": undelivered,
        "build_id": build.id, "load_id": load.id, "loaded_at": naive(build.as_of),
    }  # fmt: skip
    load.write(pa.Table.from_pylist([row], schema=_CHECK), OWN, CHECKS)


def key(*parts: object) -> str:
    """A short digest of parts, the same wherever and whenever it is made."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def split(text: str | None) -> Sequence[str]:
    """Ids of a column that holds several."""
    return text.split(",") if text else ()


def naive(instant: datetime) -> datetime:
    """An instant as it stands in a table: UTC, unsaid."""
    return instant.astimezone(UTC).replace(tzinfo=None)
