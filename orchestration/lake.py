"""The raw lake: append-only Parquet under `lake/<kind>/<table>/source=<name>/`. The only writer of it.

Belongs here: the layout, all-or-nothing loads, zero-row tables.
Does not belong here: what a row means, or which rows are new (see `extract`).

A load is written aside in `lake/.incoming/<load_id>/`. Its last file is `COMMIT`: from then on the load is part of the lake, and
moving its files into place is only finished, here or by the next run (`recover`). Without that file it never happened.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

COMMIT = "COMMIT"
BUILD = re.compile(r"(?P<as_of>\d{8}T\d{6}Z)-(?P<number>\d{6})-(?P<run>[0-9a-f]{8})-")  # as a load's name begins
OWN = "leadline"  # kind and source of Leadline's own records


class LakeError(RuntimeError):
    """The lake cannot be written or read."""


class Lake:
    """The lake under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def incoming(self) -> Path:
        return self.root / ".incoming"

    def folder(self, kind: str, table: str, source: str = OWN) -> Path:
        return self.root / kind / table / f"source={source}"

    def is_empty(self) -> bool:
        """Whether no load was ever committed."""
        return not any(self.root.glob("*/*/source=*/*.parquet"))

    def sources(self, kind: str) -> list[str]:
        """Names of the sources that ever landed rows of a kind."""
        return sorted({folder.name.removeprefix("source=") for folder in (self.root / kind).glob("*/source=*")})

    def select(self, kind: str, table: str, source: str = OWN) -> str:
        """A SELECT of every row of one source's table, for DuckDB; the table must have been ensured."""
        files = (self.folder(kind, table, source) / "*.parquet").as_posix().replace("'", "''")
        return f"select * from read_parquet('{files}', union_by_name = true, hive_partitioning = false)"

    def build_number(self, run: str) -> int:
        """Rising number of a run: that of its own loads, or the next one; so that loads of one instant sort in the order they were made."""
        numbers = {found["run"]: int(found["number"]) for found in self._builds()}
        return numbers.get(run, max(numbers.values(), default=0) + 1)

    def latest_as_of(self) -> datetime | None:
        """The latest instant of which anything landed; a load of an earlier one would sort before what is there."""
        latest = max((found["as_of"] for found in self._builds()), default=None)
        return datetime.strptime(latest, "%Y%m%dT%H%M%S%z") if latest else None

    def _builds(self) -> Iterator[re.Match[str]]:
        for file in self.root.glob(f"{OWN}/*/source={OWN}/*.parquet"):
            if found := BUILD.match(file.name):
                yield found

    def read(self, kind: str, table: str, source: str = OWN) -> pa.Table:
        """Every row of a small table, such as an own record; a table that was never ensured has no row and no column."""
        files = sorted(self.folder(kind, table, source).glob("*.parquet"))
        return (
            pa.concat_tables([pq.ParquetFile(file).read() for file in files], promote_options="permissive")
            if files
            else pa.table({})
        )

    def rows(self, kind: str, table: str) -> int:
        """Rows of a table of all sources, every version of every record; read off the files' footers."""
        files = (self.root / kind / table).glob("source=*/*.parquet")
        return sum(pq.read_metadata(file).num_rows for file in files)

    def recover(self) -> list[str]:
        """Finish the loads that were committed, forget those that were not; returns the load ids that were finished."""
        if not self.incoming.is_dir():
            return []
        finished = []
        for load in sorted(self.incoming.iterdir()):
            if (load / COMMIT).is_file():
                self._move_into_place(load)
                finished.append(load.name)
            else:
                shutil.rmtree(load)
        return finished

    @contextmanager
    def load(self, load_id: str) -> Iterator[Load]:
        """Open a load: nothing of it is in the lake unless the block ends without an error, and then all of it is."""
        aside = self.incoming / load_id
        if aside.exists():
            raise LakeError(f"load '{load_id}' is already under way in {aside}: run `leadline run`, which recovers it")
        aside.mkdir(parents=True)
        try:
            yield Load(self, load_id, aside)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        for file in aside.rglob("*.parquet"):
            _sync(file)
        (aside / COMMIT).write_text(load_id)
        _sync(aside / COMMIT)
        _sync(aside)
        self._move_into_place(aside)

    def _move_into_place(self, aside: Path) -> None:
        for file in sorted(aside.rglob("*.parquet")):
            target = self.root / file.relative_to(aside)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
            _sync(target.parent)
        shutil.rmtree(aside)


class Load:
    """One load under way: tables written here land together."""

    def __init__(self, lake: Lake, load_id: str, aside: Path) -> None:
        self._lake = lake
        self._aside = aside
        self.id = load_id

    def write_query(
        self, connection: duckdb.DuckDBPyConnection, sql: str, kind: str, table: str, source: str = OWN
    ) -> int:
        """Write the result of a SELECT, inside the engine; no file where there is no row. Returns the rows written."""
        file = self._file(kind, table, source, self.id)
        target = file.as_posix().replace("'", "''")
        counted = connection.execute(f"copy ({sql}) to '{target}' (format parquet, compression zstd)").fetchone()
        rows = int(counted[0]) if counted else 0
        if rows == 0:
            file.unlink(missing_ok=True)
        return rows

    def write(self, rows: pa.Table, kind: str, table: str, source: str = OWN) -> int:
        """Write an Arrow table; no file where there is no row. Returns the rows written."""
        if rows.num_rows:
            pq.write_table(rows, self._file(kind, table, source, self.id), compression="zstd")
        return rows.num_rows

    def ensure(self, schema: pa.Schema, kind: str, table: str, source: str = OWN) -> None:
        """Make the table readable although it may have no row: a file without rows that carries the columns."""
        name = "schema-" + hashlib.sha256(str(schema).encode()).hexdigest()[:12]
        if not (self._lake.folder(kind, table, source) / f"{name}.parquet").exists():
            # A writer that writes nothing: an empty Arrow table would make pyarrow import pandas, which takes two seconds.
            pq.ParquetWriter(self._file(kind, table, source, name), schema).close()

    def _file(self, kind: str, table: str, source: str, name: str) -> Path:
        folder = self._aside / self._lake.folder(kind, table, source).relative_to(self._lake.root)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.parquet"
        if file.exists():
            raise LakeError(f"load '{self.id}' writes {kind}/{table}/source={source} twice")
        return file


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
