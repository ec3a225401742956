"""The demo company as it ships: its files, and what the lake holds of them after one extraction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build import Build
from orchestration.extract.demo.build import World
from orchestration.extract.demo.world import make
from orchestration.extract.entities import ENTITIES
from orchestration.extract.sources import load_sources
from orchestration.extract.spreadsheets import extract
from orchestration.lake import Lake
from orchestration.settings import ROOT, Settings

SEED, LEADS = 7, 5000
AS_OF = datetime(2026, 5, 29, 18, tzinfo=UTC)

Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def world() -> World:
    return make(SEED, LEADS)


@pytest.fixture(scope="session")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder into whose lake the shipped sources.yml was extracted."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(folder / "data", ROOT / "orchestration" / "sources.yml", ROOT / "expectations" / "agreement")
    sources = load_sources(settings.sources, {}, settings.inbox).sources
    assert [name for name, _ in extract(sources, settings, Build("b001", AS_OF), Lake(settings.lake))] == ["demo"]
    return settings


@pytest.fixture(scope="session")
def inbox(landed: Settings) -> Path:
    return landed.inbox / "demo"


@pytest.fixture(scope="session")
def lake(landed: Settings) -> Iterator[Query]:
    """SQL on the rows as they were read: a view an entity, and `leads_now` for leads as they stand after corrections."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        for entity in ENTITIES:
            connection.execute(f"create view {entity} as {Lake(landed.lake).select('spreadsheets', entity, 'demo')}")
        connection.execute(
            "create view leads_now as select * from leads "
            "qualify row_number() over (partition by lead_id order by updated_at desc) = 1"
        )
        yield lambda sql: connection.execute(sql).fetchall()
