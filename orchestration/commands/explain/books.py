"""Where an explanation reads: the published snapshot for marts, the private warehouse for what stays home.

Belongs here: look-ups that leads and deals share. Does not belong here: what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.warehouse import Warehouse

Row = dict[str, Any]
MARTS = {"lead": "fct_leads", "deal": "fct_deals"}


@dataclass(frozen=True)
class Books:
    """The open snapshot; the open warehouse, or None while a run has it."""

    snapshot: Warehouse
    warehouse: Warehouse | None

    def published(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        """Rows of a SELECT over the snapshot."""
        return _rows(self.snapshot, sql, parameters)

    def mart(self, table: str, where: str, parameters: Sequence[Any], order: str = "all") -> list[Row]:
        """Rows of a published mart."""
        return self.published(f"select * from marts.{table} where {where} order by {order}", parameters)

    def private(self, sql: str, parameters: Sequence[Any]) -> list[Row]:
        """Rows of the private warehouse; none while it cannot be read."""
        return _rows(self.warehouse, sql, parameters) if self.warehouse is not None else []

    def ids(self, kind: str, record: str) -> list[str]:
        """Ids that are that text as a whole, or else in the source's own part."""
        for test in (
            f"{kind}_id = ?",
            f"substr({kind}_id, instr({kind}_id, ':') + 1) = ?",
            f"lower({kind}_id) = lower(?)",
        ):
            rows = self.published(f"select {kind}_id as id from marts.{MARTS[kind]} where {test} order by 1", [record])
            if rows:
                return [row["id"] for row in rows]
        return []

    def closest(self, kind: str, record: str, count: int) -> list[tuple[int, str]]:
        """Ids that differ least from a text, with by how many letters."""
        own = f"substr({kind}_id, instr({kind}_id, ':') + 1)"
        rows = self.published(
            f"""
            select {kind}_id as id, least(levenshtein({kind}_id, ?), levenshtein({own}, ?)) as distance
            from marts.{MARTS[kind]} where distance <= 2 + length(?) / 3 order by distance, id limit ?
            """,
            [record, record, record, count],
        )
        return [(row["distance"], row["id"]) for row in rows]

    def owner(self, owner_id: str | None) -> Row | None:
        """An owner with the name that holds now."""
        if owner_id is None:
            return None
        [row] = self.mart("dim_owner", "owner_id = ? and is_current", [owner_id])[:1] or [{"name": None}]
        return {"owner_id": owner_id, "name": row["name"]}

    def changer(self, source: str, changed_by: str | None) -> Row | None:
        """Who changed something, as the source names them: an owner where one has that key."""
        found = self.owner(f"{source}:{changed_by}") if changed_by is not None else None
        return {"owner_id": changed_by, "name": None} if found and found["name"] is None else found

    def flags(self, kind: str, record: str) -> list[Row]:
        """Rules that it breaks or broke: open ones first, hard before soft."""
        wanted = "rule_id severity observed expected first_seen_at resolved_at says remedy".split()
        rows = self.mart(f"fct_{kind}_flags", f"{kind}_id = ?", [record], "resolved_at nulls first, severity, rule_id")
        return [{name: row[name] for name in wanted} for row in rows]

    def origin(self, kind: str, record: str) -> Row | None:
        """File and line of the latest version, how many versions were loaded, and when."""
        rows = self.private(
            f"""
            select
                source_file as file, source_line as line, is_tombstone as has_vanished,
                count(*) filter (not is_tombstone) over () as versions,
                min(loaded_at) over () as first_loaded_at, max(loaded_at) over () as last_changed_at
            from intermediate.int_{kind}s_unified where {kind}_id = ?
            qualify is_latest
            """,
            [record],
        )
        return rows[0] if rows else None


def _rows(opened: Warehouse, sql: str, parameters: Sequence[Any]) -> list[Row]:
    """Rows as dictionaries, straight from the engine: by way of Arrow, pandas would be loaded first."""
    result = opened.connection.execute(sql, list(parameters))
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
