"""Where the Spark of these tests keeps its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.spark import Spark


@pytest.fixture
def spark_tables(spark_place: Spark) -> Path:
    """Folder of the tables of the session, which is up: `<schema>.db/<table>/`."""
    return spark_place.tables
