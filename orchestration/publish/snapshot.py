"""The snapshot: schema `marts` of the private warehouse, copied into a DuckDB file and as Parquet beside it, with their manifest.

Belongs here: what a version holds. Does not belong here: which version readers see (see `versions`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from orchestration.build import Build
from orchestration.publish.versions import MANIFEST, PublishError, checksum
from orchestration.runtime import log
from orchestration.warehouse import Place, Warehouse, open_warehouse

NAME = "leadline.duckdb"  # the same in every version: a DuckDB file's name is its catalogue's name
SCHEMA = "marts"

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
    [found] = snapshot.rows(f"select count(*) as values from snapshot.{SCHEMA}.{table} where {column} = '{WITHHELD}'")
    if found["values"]:
        log.warning(
            "withheld %s values of %s.%s that read like an e-mail address or a phone number: is the right column mapped?",
            f"{found['values']:,}", table, column,
        )  # fmt: skip


def write_snapshot(warehouse: Place, folder: Path, build: Build) -> dict[str, Any]:
    """Copy every mart into `folder/leadline.duckdb` and as Parquet into `folder/marts/`, and write `folder/manifest.json`.

    Only tables are copied, never pages of the private file, so nothing that was deleted there can travel along.

    Returns:
        The manifest: build_id, as_of, tables with rows and columns, checks by result, files with sha256.
    """
    file, parquet = folder / NAME, folder / SCHEMA
    if not warehouse.exists():
        raise PublishError(f"there is no warehouse at {warehouse} yet: run `leadline run` first")
    with open_warehouse(warehouse) as private:
        names = private.tables(SCHEMA)
        if not names:
            raise PublishError(f"there is no table in schema {SCHEMA} of {warehouse}: run dbt's third pass first")
        parquet.mkdir()
        private.execute(f"attach '{_quoted(file)}' as snapshot")
        private.execute(f"create schema snapshot.{SCHEMA}")
        tables = {}
        for name in names:
            columns = {row["column_name"]: row["column_type"] for row in private.rows(f"describe {SCHEMA}.{name}")}
            texts = [column for column, type_ in columns.items() if type_ == "VARCHAR" and column not in OF_EMPLOYEES]
            masked = [] if name in ABOUT_EMPLOYEES else texts
            replaced = ", ".join(f"{withheld(column)} as {column}" for column in masked)
            private.execute(
                f"create table snapshot.{SCHEMA}.{name} as "
                f"select *{f' replace ({replaced})' if replaced else ''} from {SCHEMA}.{name}"
            )
            private.execute(
                f"copy snapshot.{SCHEMA}.{name} to '{_quoted(parquet / f'{name}.parquet')}' (format parquet, compression zstd)"
            )
            [counted] = private.rows(f"select count(*) as rows from snapshot.{SCHEMA}.{name}")
            tables[name] = {"rows": counted["rows"], "columns": list(columns)}
            for column in masked:
                _tell(private, name, column)
        checks = private.rows(
            """
            select severity, count(*) as checks, count(*) filter (where not success) as failed
            from marts.check_results where build_id = ? group by severity order by severity
            """,
            [build.id],
        )
        private.execute("checkpoint snapshot")
        private.execute("detach snapshot")
    if (folder / f"{NAME}.wal").exists():
        raise PublishError(f"{file} was not written whole: its log {NAME}.wal is still there")
    manifest = {
        "build_id": build.id,
        "as_of": build.as_of.isoformat(),
        "checks": checks,
        "tables": tables,
        "files": {
            path.relative_to(folder).as_posix(): {"sha256": checksum(path), "bytes": path.stat().st_size}
            for path in [file, *sorted(parquet.iterdir())]
        },
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def _quoted(path: Path) -> str:
    return path.as_posix().replace("'", "''")
