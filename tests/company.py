"""Run the main job as a user does, and read what it published as BI does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import ROOT
from tests import warm

SAMPLE = ROOT / "docs" / "examples" / "sample"
DEMO_SOURCES = ROOT / "orchestration" / "sources.yml"
DEMO_AGREEMENT = ROOT / "expectations" / "agreement"
LEADLINE = Path(sys.executable).parent / "leadline"
HEAVY = {"run", "dbt"}  # they load Dagster or dbt, which tests.warm has loaded

# What differs from run to run by its nature: what was checked by which build, and the stamps of the build.
STAMPS = {"build_id", "checked_at"}
OF_THE_RUN = {"check_results", "mart_freshness"}


@dataclass
class Company:
    """One data folder with its sources and agreement: the small sample company, unless others are named."""

    data: Path
    sources: Path = SAMPLE / "sources.yml"
    agreement: Path = SAMPLE / "agreement"
    variables: dict[str, str] = field(default_factory=dict)
    cold: bool = False  # call the installed program also for a heavy command, and let it load its libraries
    said: str = ""  # what the last run of the main job printed

    def leadline(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Call the command line, in a process of its own."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADLINE_")}
        environment |= {
            "LEADLINE_DATA": str(self.data),
            "LEADLINE_SOURCES": str(self.sources),
            "LEADLINE_AGREEMENT": str(self.agreement),
            **self.variables,
        }
        if arguments[0] in HEAVY and not self.cold:
            return warm.leadline(arguments, environment)
        return subprocess.run([str(LEADLINE), *arguments], env=environment, capture_output=True, text=True, check=False)

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run the main job; it must publish."""
        done = self.leadline("run")
        assert done.returncode == 0, done.stdout + done.stderr
        self.said = done.stdout
        return done

    @property
    def published(self) -> Path:
        return self.data / "publish" / "current" / "leadline.duckdb"

    def marts(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Query the published snapshot, as BI does; tables are in schema `marts`."""
        return self._query(self.published, sql, parameters)

    def warehouse(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Query the private warehouse."""
        return self._query(self.data / "warehouse" / "leadline.duckdb", sql, parameters)

    def every_mart(self) -> dict[str, list[tuple[Any, ...]]]:
        """Rows of every published table, sorted, without the stamps of the build."""
        tables = self.marts("select distinct table_name from duckdb_columns() where schema_name = 'marts' order by 1")
        found = {}
        for (table,) in tables:
            if table in OF_THE_RUN:
                continue
            columns = ", ".join(
                column
                for (column,) in self.marts(
                    "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ? order by column_index",
                    [table],
                )
                if column not in STAMPS
            )
            found[table] = self.marts(f"select {columns} from marts.{table} order by all")
        return found

    def lake_rows(self) -> dict[str, int]:
        """Rows of every table that a source has in the lake."""
        folders = sorted((self.data / "lake").glob("*/*/source=*"))
        return {
            folder.relative_to(self.data / "lake").as_posix(): duckdb.sql(
                f"select count(*) from read_parquet('{folder}/*.parquet', union_by_name = true)"
            ).fetchall()[0][0]
            for folder in folders
        }

    @staticmethod
    def _query(file: Path, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(file), read_only=True) as connection:
            return connection.execute("set timezone = 'UTC'").execute(sql, list(parameters)).fetchall()
