"""Each version of a brief, the process and the plan as it landed: own records that tell whether one was edited once it was in force.

Belongs here: the table `agreement_versions`, which has a row for each new content of a version. Does not belong here: what counts as a
change (see `expectations.agreement.past`).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from expectations.agreement import past
from expectations.agreement.parts import Agreement
from expectations.agreement.schema import AgreementError
from orchestration.lake import OWN, Lake

TABLE = "agreement_versions"
COLUMNS = [
    ("part", pa.string()),
    ("id", pa.string()),
    ("version", pa.int64()),
    ("agreement_hash", pa.string()),
    ("content", pa.string()),  # canonical JSON
    ("first_loaded_at", pa.timestamp("us")),
]

Row = dict[str, Any]


def check(agreement: Agreement, lake: Lake, as_of: datetime, folder: Path) -> None:
    """Refuse an agreement in which a version that has been in force is changed or gone.

    Raises:
        AgreementError: with each such place.
    """
    zone = ZoneInfo(agreement.company.time_zone)
    problems = past.problems(agreement, _in_the_latest(lake, zone), as_of.astimezone(zone).date())
    if problems:
        raise AgreementError([f"{folder}/{problem}" for problem in problems])


def new_rows(agreement: Agreement, lake: Lake, loaded_at: datetime) -> list[Row]:
    """Rows of the versions that say something else than when they landed last, without stamps."""
    known = {key: row["content"] for key, row in _recorded(lake).items()}
    rows = []
    for stated in past.stated(agreement):
        content = past.content(stated.version)
        if known.get(stated.key) != content:
            part, id_, version = stated.key
            digest = hashlib.sha256(content.encode()).hexdigest()
            rows.append(
                {
                    "part": part,
                    "id": id_,
                    "version": version,
                    "agreement_hash": digest,
                    "content": content,
                    "first_loaded_at": loaded_at,
                }
            )
    return rows


def _recorded(lake: Lake) -> dict[past.Key, Row]:
    """The latest row of each version; none in a lake of before there were any."""
    rows = sorted(lake.read(OWN, TABLE).to_pylist(), key=lambda row: (row["loaded_at"], row["load_id"]))
    return {(row["part"], row["id"], row["version"]): row for row in rows}


def _in_the_latest(lake: Lake, zone: ZoneInfo) -> list[past.Landed]:
    """The versions of the agreement that landed last: one that was taken back before it was in force is none of them."""
    loads = [(row["loaded_at"], row["load_id"]) for row in lake.read(OWN, "agreement_company").to_pylist()]
    if not loads:
        return []
    recorded, found = _recorded(lake), []
    for key, rows in _rows_by_version(lake).items():
        if key in recorded and any(row["load_id"] == max(loads)[1] for row in rows):
            first = min(row["loaded_at"] for row in rows)
            came = None if first == min(loads)[0] else first.replace(tzinfo=UTC).astimezone(zone).date()
            found.append(past.Landed(key, recorded[key]["content"], _in_force_from(recorded[key]["content"], came)))
    return found


def _in_force_from(content: str, came: date | None) -> date:
    """Its stated day; for a version that came later than the first agreement no earlier than it came."""
    said = json.loads(content)
    valid_from = date.fromisoformat(said["valid_from"])
    return valid_from if came is None or said.get("retroactive") else max(valid_from, came)


# The tables that have rows of each version, with the columns that name it.
_TABLES = {
    "agreement_briefs": ("brief", "brief_id", "version"),
    "agreement_stages": (past.PROCESS, None, "process_version"),
    "agreement_plan_targets": (past.PLAN, None, "plan_version"),
}


def _rows_by_version(lake: Lake) -> dict[past.Key, list[Row]]:
    found: dict[past.Key, list[Row]] = {}
    for table, (part, id_, version) in _TABLES.items():
        for row in lake.read(OWN, table).to_pylist():
            found.setdefault((part, row[id_] if id_ else part, row[version]), []).append(row)
    return found
