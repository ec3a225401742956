"""What somebody is told who wants Spark in an environment that has none."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.company import Company
from tests.spark.cluster import ClusterError, cluster

pytestmark = pytest.mark.skipif(find_spec("pyspark") is not None, reason="not run: this environment has Spark")


def test_a_run_on_spark_without_spark_is_told_how_to_get_it(tmp_path: Path) -> None:
    done = Company(tmp_path / "data", variables={"LEADLINE_TARGET": "spark"}).leadline("run")
    assert done.returncode == 1
    assert (
        "pyspark is not installed: LEADLINE_TARGET=spark make run sets up what it needs, or pip install" in done.stderr
    )
    assert "Traceback" not in done.stdout + done.stderr


def test_an_environment_without_spark_is_told_how_to_get_one(tmp_path: Path) -> None:
    with (
        pytest.raises(ClusterError, match="pyspark is not installed for .+: LEADLINE_TARGET=spark make run sets up"),
        cluster(tmp_path),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
