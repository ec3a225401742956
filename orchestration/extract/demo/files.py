"""The company's exports on disk: written once, and left alone while they are what was asked for.

Belongs here: folder, stamp, csv and xlsx. Does not belong here: what stands in the files (see `world`), their columns (see `layout`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

from orchestration.extract import sql
from orchestration.extract.demo import MAPPING
from orchestration.extract.demo.layout import Column, Layout, layouts
from orchestration.extract.demo.world import World, make
from orchestration.extract.entities import ENTITIES
from orchestration.warehouse import scratch

STAMP = ".written.json"
FILE = "_file"  # of a row that says which of several files it stands in


def write(folder: Path, leads: int, seed: int) -> None:
    """Write the files, unless this very generator wrote them for the same settings and all are still there.

    A file that somebody edited stays as it is: the next run reads the change, as it would from a real export.
    """
    asked = {"leads": leads, "seed": seed, "generator": _generator()}
    stamp = _stamp(folder)
    if stamp.get("asked") == asked and all((folder / name).is_file() for name in stamp["files"]):
        return
    aside = folder.with_name(f".{folder.name}-{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    try:
        names = write_tables(make(seed, leads), aside)
        (aside / STAMP).write_text(json.dumps({"asked": asked, "files": names}, indent=1))
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        for name in set(stamp.get("files", [])) - set(names):
            (folder / name).unlink(missing_ok=True)
        for name in (*names, STAMP):
            (aside / name).chmod(0o600)
            (aside / name).replace(folder / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_tables(world: World, folder: Path) -> list[str]:
    """Write every table of a world; returns the names of the files, sorted."""
    names: list[str] = []
    workbooks: list[tuple[Layout, list[dict[str, Any]]]] = []
    for layout in layouts(MAPPING):
        rows = world.tables[layout.entity]
        if layout.sheet is not None:
            workbooks.append((layout, rows))
            names.append(layout.file)
            continue
        # A file without rows has a header all the same; where rows name their files there is one for each of them.
        files: dict[str, list[dict[str, Any]]] = {} if "*" in layout.file else {layout.file: []}
        for row in rows:
            files.setdefault(row.get(FILE, layout.file), []).append(row)
        for name, part in files.items():
            (folder / name).write_text(_csv(layout, part), encoding="utf-8", newline="")
            names.append(name)
    _write_workbooks(workbooks, folder)
    return sorted(names)


def _csv(layout: Layout, rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\n")
    writer.writerow([column.header for column in layout.columns])
    # Column by column: four times as fast as row by row.
    writer.writerows(zip(*(_cells(column, rows) for column in layout.columns), strict=True))
    return text.getvalue()


def _cells(column: Column, rows: list[dict[str, Any]]) -> list[Any]:
    """What stands in a column: nothing for None, and a text as it is."""
    values = [row.get(column.name) for row in rows]
    if column.form is str:
        return values
    form = column.form
    return [value if value is None or isinstance(value, str) else form(value) for value in values]


def _write_workbooks(workbooks: list[tuple[Layout, list[dict[str, Any]]]], folder: Path) -> None:
    """Workbooks by DuckDB: numbers, dates and booleans are cells of their type."""
    types = {"amount": "double", "number": "double", "integer": "bigint", "boolean": "boolean", "date": "date"}
    with scratch(folder / ".spill", ["excel"]) as connection:
        for layout, rows in workbooks:
            known = ENTITIES[layout.entity].by_name
            columns = ", ".join(
                f"{sql.name(column.header)} {types.get(known[column.name].type, 'varchar')}"
                for column in layout.columns
            )
            connection.execute(f"create or replace temp table sheet ({columns})")
            # Texts, not parameters: binding those makes the engine import pandas, which takes a second.
            values = ", ".join(
                f"({', '.join(_literal(row.get(column.name)) for column in layout.columns)})" for row in rows
            )
            connection.execute(f"insert into sheet values {values}")
            file = sql.text(folder / layout.file)
            connection.execute(f"copy sheet to {file} (format xlsx, header true, sheet {sql.text(layout.sheet or '')})")
    shutil.rmtree(folder / ".spill", ignore_errors=True)


def _literal(value: Any) -> str:
    return "null" if value is None else sql.text(value)


def _stamp(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):
        return {}


def _generator() -> str:
    """Changes with any line of the generator, so that nobody has to count a version up."""
    digest = hashlib.sha256()
    for file in sorted([*Path(__file__).parent.glob("*.py"), MAPPING]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
