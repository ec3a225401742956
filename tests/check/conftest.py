"""What the tests of the check room share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from expectations import deals, leads
from expectations.rules import Suite
from orchestration.check import steps
from orchestration.check.engine import Outcome
from orchestration.lake import Lake
from tests.check import world

SUITES = (*leads.SUITES, *deals.SUITES)


@dataclass
class Checked:
    """A warehouse and its lake, checked once a day."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "leadline.duckdb"

    @property
    def lake(self) -> Lake:
        return Lake(self.folder / "lake")

    def run(
        self,
        number: int,
        leads: Sequence[world.Row] = (),
        clauses: Sequence[world.Row] = (),
        deals: Sequence[world.Row] = (),
        exclusions: Sequence[world.Row] = (),
        follow_ups: Sequence[world.Row] = (),
        suites: Sequence[Suite] = SUITES,
        days: int | None = None,
    ) -> list[Outcome]:
        """Fill the signals and check them, as the run of a day does."""
        world.warehouse(self.file, leads, clauses, deals, exclusions, follow_ups)
        return steps.check(self.file, self.lake, world.build(number, days), suites)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return world.query(self.file, sql)

    def logged(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """Own records of the lake, in the order of their events."""
        sql = f"select {columns} from ({self.lake.select('leadline', table)}) as logged order by all"
        return self.query(sql)


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    return Checked(tmp_path)
