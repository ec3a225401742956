"""What somebody is told who wants a cluster in an environment that has no Spark."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.spark.cluster import ClusterError, cluster


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="not run: this environment has Spark")
def test_an_environment_without_spark_is_told_how_to_get_one(tmp_path: Path) -> None:
    with (
        pytest.raises(ClusterError, match="pyspark is not installed for .+: LEADLINE_TARGET=spark make run sets up"),
        cluster(tmp_path),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
