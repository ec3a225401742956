"""A company beside the demo whose every field is out to part two engines: files of two deliveries.

Belongs here: the files; versions, corrections, keys that vanish. Does not belong here: what is odd about a row (see `rows`, `together`),
the values themselves (see `values`), running (see `run`). Nothing is drawn without a seed: the same bytes every time.

`odd` hands over everything in full; keys that its second delivery lacks become tombstones. `late` hands over changes, several versions
of a record in one delivery, newer ones before older ones.
"""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from orchestration.extract.entities import ENTITIES, Entity
from orchestration.transform.dbt import staged
from tests.parity.rows import odd_values, row_of, variants
from tests.parity.together import FIRST, SPECIAL, Rows
from tests.parity.values import MONDAY, written

DELIVERIES = (1, 2)
AS_OF = {1: "2026-05-20T06:30:00Z", 2: "2026-05-29T18:00:00Z"}

# What the models read; the lake has more.
STAGED = [entity for entity in ENTITIES.values() if entity.name in staged(["spreadsheets"])]


def write(folder: Path, delivery: int) -> Path:
    """Write the files of a delivery over those of the one before, and the sources that read them; returns sources.yml's path."""
    for source, tables in (("odd", _odd(delivery)), ("late", _late(delivery))):
        shutil.rmtree(folder / source, ignore_errors=True)
        (folder / source).mkdir(parents=True)
        for name, rows in tables.items():
            with (folder / source / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in ENTITIES[name].columns], quoting=csv.QUOTE_ALL)
                writer.writeheader()
                writer.writerows(rows)
    sources = [
        _source("odd", "full", [entity.name for entity in STAGED]),
        _source("late", "changes", list(_late(delivery))),
    ]
    path = folder / "sources.yml"
    path.write_text(
        yaml.safe_dump({"as_of": AS_OF[delivery], "sources": sources}, allow_unicode=True), encoding="utf-8"
    )
    return path


def add_demo(sources: Path, leads: int) -> Path:
    """The same sources with the demo company before them."""
    stated = yaml.safe_load(sources.read_text(encoding="utf-8"))
    stated["sources"].insert(0, {"name": "demo", "kind": "demo", "leads": leads})
    path = sources.with_name("sources_with_demo.yml")
    path.write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")
    return path


def _source(name: str, delivery: str, tables: list[str]) -> dict[str, Any]:
    def table(entity: str) -> dict[str, Any]:
        columns = {column.name: column.name for column in ENTITIES[entity].columns}
        return {"file": f"{entity}.csv", "delivery": delivery, "shrink_limit": 1, "columns": columns}

    return {
        "name": name,
        "kind": "spreadsheets",
        "path": name,
        "timezone": "Europe/Berlin",
        "currency": "NOK",
        "record_url": "https://crm.demo/{entity}?id={id}&x='%27'\\",
        "tables": {entity: table(entity) for entity in tables},
    }


# Everything in full


def _odd(delivery: int) -> dict[str, Rows]:
    tables: dict[str, Rows] = {}
    for entity in STAGED:
        rows = [row_of(entity, number, overrides) for number, overrides in enumerate(variants(entity))]
        rows += [
            row_of(entity, FIRST + number, overrides)
            for number, overrides in enumerate(SPECIAL.get(entity.name, list)())
        ]
        tables[entity.name] = rows
    if delivery == 2:
        for name, rows in tables.items():
            tables[name] = _again(ENTITIES[name], rows)
    return tables


def _again(entity: Entity, rows: Rows) -> Rows:
    """The second delivery: one of ten rows is gone, one of ten is corrected in two columns."""
    random = Random(f"second delivery of {entity.name}")
    kept: Rows = []
    free = [column for column in entity.columns if not column.in_key and not column.required]
    for place, row in enumerate(rows):
        if place % 10 == 3:
            continue
        if place % 10 == 5 and free:
            corrected = random.sample(free, min(2, len(free)))
            kept.append(row | {column.name: random.choice(odd_values(entity, column)) for column in corrected})
            if "updated_at" in row:
                kept[-1]["updated_at"] = "2026-05-25T10:00:00.000001Z"
        else:
            kept.append(row)
    return kept


# Changes, several versions in one delivery


def _late(delivery: int) -> dict[str, Rows]:
    tables: dict[str, Rows] = {}
    for name in ("leads", "deals", "contacts", "accounts", "owners", "campaigns"):
        entity = ENTITIES[name]
        random = Random(f"versions of {name}")
        free = [column for column in entity.columns if not column.required and column.name != "updated_at"]
        rows: Rows = []
        for number in range(120):
            base = row_of(entity, number, {})
            for version in range(1 + number % 4):
                changed = random.sample(free, 3)
                row = base | {column.name: random.choice(["", *odd_values(entity, column)]) for column in changed}
                if "updated_at" in row:
                    # Newer ones first, ties, none at all.
                    moment = MONDAY + timedelta(days=10 * delivery, microseconds=[0, -1, 0, 5][version])
                    row["updated_at"] = "" if number % 7 == 6 else written(moment)
                if "is_deleted" in row and number % 11 == version:
                    row["is_deleted"] = "yes"
                if "merged_into_id" in row and number % 13 == version:
                    row["merged_into_id"] = f"{name}-{number + 1}"
                rows.append(row)
        if delivery == 2:
            # Half of it again, with what was known before (older than the lake's), and what is new.
            random.shuffle(rows)
            rows = rows[: len(rows) // 2] + [
                row | {"updated_at": written(MONDAY - timedelta(days=1))} for row in rows[:20] if "updated_at" in row
            ]
        tables[name] = rows
    return tables
