"""The one Spark session of the tests of this folder, in their own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from orchestration.spark import Spark, connect, session


@pytest.fixture(scope="session")
def spark_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A session that is up; the folder in which its tables are, `<schema>.db/<table>/`."""
    place = Spark(tmp_path_factory.mktemp("spark") / "leadline.spark")
    spark = session(place)
    yield Path(urlsplit(spark.conf.get("spark.sql.warehouse.dir")).path)
    spark.stop()
    connect.cache_clear()
