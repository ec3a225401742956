"""The DuckDB snapshot: schema `marts` of the private warehouse, copied into a file of its own, with its manifest.

Belongs here: what a version holds. Does not belong here: which version readers see (see `versions`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orchestration.build import Build
from orchestration.publish.versions import MANIFEST, PublishError, checksum
from orchestration.warehouse import open_warehouse

NAME = "leadline.duckdb"  # the same in every version: a DuckDB file's name is its catalogue's name
SCHEMA = "marts"

PRIVATE_TABLES = """
    select table_name from duckdb_tables()
    where database_name = 'private' and schema_name = ? order by table_name
"""


def write_snapshot(warehouse: Path, folder: Path, build: Build) -> dict[str, Any]:
    """Copy every mart into `folder/leadline.duckdb`, and write `folder/manifest.json`.

    Only tables are copied, never pages of the private file, so nothing that was deleted or masked there can travel along.

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
            rows = snapshot.write(f"{SCHEMA}.{name}", f"select * from private.{SCHEMA}.{name}")
            columns = snapshot.rows(f"describe {SCHEMA}.{name}")
            tables[name] = {"rows": rows, "columns": [column["column_name"] for column in columns]}
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
