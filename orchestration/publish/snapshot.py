"""The DuckDB snapshot: schema `marts` of the private warehouse, copied into a file of its own, with its manifest.

Belongs here: what a version holds. Does not belong here: which version readers see (see `versions`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orchestration.build import Build
from orchestration.publish.versions import MANIFEST, PublishError, checksum
from orchestration.runtime import log
from orchestration.warehouse import Warehouse, open_warehouse

NAME = "leadline.duckdb"  # the same in every version: a DuckDB file's name is its catalogue's name
SCHEMA = "marts"

PRIVATE_TABLES = """
    select table_name from duckdb_tables()
    where database_name = 'private' and schema_name = ? order by table_name
"""


# Owners are employees: their keys, names and work addresses are published.
ABOUT_EMPLOYEES = frozenset({"dim_owner"})
OF_EMPLOYEES = frozenset({"owner_id", "manager_id", "changed_by"})
WITHHELD = "(withheld)"


def withheld(column: str) -> str:
    """SQL of a text column without what reads like an e-mail address or an international phone number.

    No mart has a column for either. This is the last line: it holds when a delivery's columns were shuffled, or somebody typed a
    number into a stage. The cheap test comes first, so that ordinary text is not searched twice.
    """
    return (
        f"case when contains({column}, '@') and regexp_matches({column}, '[^@ ]+@[^@ ]+[.][A-Za-z]') then '{WITHHELD}' "
        f"when contains({column}, '+') and regexp_matches({column}, '[+][0-9][0-9 ()/.-]{{7,}}') then '{WITHHELD}' "
        f"else {column} end"
    )


def _tell(snapshot: Warehouse, table: str, column: str) -> None:
    [found] = snapshot.rows(f"select count(*) as values from {SCHEMA}.{table} where {column} = '{WITHHELD}'")
    if found["values"]:
        log.warning(
            "withheld %s values of %s.%s that read like an e-mail address or a phone number: is the right column mapped?",
            f"{found['values']:,}", table, column,
        )  # fmt: skip


def write_snapshot(warehouse: Path, folder: Path, build: Build) -> dict[str, Any]:
    """Copy every mart into `folder/leadline.duckdb`, and write `folder/manifest.json`.

    Only tables are copied, never pages of the private file, so nothing that was deleted there can travel along.

    Returns:
        The manifest: build_id, as_of, tables with rows and columns, checks by result, files with sha256.
    """
    file = folder / NAME
    with open_warehouse(file) as snapshot:
        private = str(warehouse).replace("'", "''")
        snapshot.execute(f"attach '{private}' as private (read_only)")
        names = [row["table_name"] for row in snapshot.rows(PRIVATE_TABLES, [SCHEMA])]
        if not names:
            raise PublishError(f"there is no table in schema {SCHEMA} of {warehouse}: run dbt's third pass first")
        snapshot.execute(f"create schema {SCHEMA}")
        tables = {}
        for name in names:
            columns = {
                row["column_name"]: row["column_type"] for row in snapshot.rows(f"describe private.{SCHEMA}.{name}")
            }
            texts = [column for column, type_ in columns.items() if type_ == "VARCHAR" and column not in OF_EMPLOYEES]
            masked = [] if name in ABOUT_EMPLOYEES else texts
            replaced = ", ".join(f"{withheld(column)} as {column}" for column in masked)
            rows = snapshot.write(
                f"{SCHEMA}.{name}",
                f"select *{f' replace ({replaced})' if replaced else ''} from private.{SCHEMA}.{name}",
            )
            tables[name] = {"rows": rows, "columns": list(columns)}
            for column in masked:
                _tell(snapshot, name, column)
        checks = snapshot.rows(
            """
            select severity, count(*) as checks, count(*) filter (where not success) as failed
            from private.marts.check_results where build_id = ? group by severity order by severity
            """,
            [build.id],
        )
        snapshot.execute("detach private")
        snapshot.execute("checkpoint")
    if (folder / f"{NAME}.wal").exists():
        raise PublishError(f"{file} was not written whole: its log {NAME}.wal is still there")
    manifest = {
        "build_id": build.id,
        "as_of": build.as_of.isoformat(),
        "checks": checks,
        "tables": tables,
        "files": {NAME: {"sha256": checksum(file), "bytes": file.stat().st_size}},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest
