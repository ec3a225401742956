"""Shared by all tests: the real data beside the project, and settings in a folder of the test's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest

from orchestration.settings import ROOT, Settings
from orchestration.spark import Spark, connect, session
from tests.company import DEMO_AGREEMENT, DEMO_SOURCES, Company
from tests.units import order, scheduler

SAMPLE = ROOT / "docs" / "examples" / "sample"
SHARED = ROOT.parent / "shared" / "data"
MAVEN = SHARED / "maven_crm_sales_opportunities.zip"
SALESFORCE = SHARED / "salesforce_org"

CHROMIUM = Path("/usr/bin/chromium")
JAVA = Path(os.environ.get("JAVA_HOME", "/usr")) / "bin" / "java"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: order(item.nodeid))
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="not run: the real data of ../shared/data is not beside the project")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """On several cores (`pytest -n 2`), what shares something costly stays together."""
    return scheduler(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("chromium") and not CHROMIUM.exists():
        lacks(f"not run: there is no {CHROMIUM}: apt-get install chromium")
    if item.get_closest_marker("spark"):
        if find_spec("pyspark") is None:
            pytest.skip("not run: Spark's tests: make parity")  # another command's tests, so no lack of this one
        if not JAVA.exists() and shutil.which("java") is None:
            lacks("not run: there is no java: apt-get install openjdk-17-jre-headless")


def lacks(what: str) -> NoReturn:
    """What the machine lacks is told; where everything is required (`REQUIRE_ALL=1`, as in .ci/run) it is a failure."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The demo company as it ships, run once for all tests: read it, never run it again (take a copy or a smaller one)."""
    company = Company(tmp_path_factory.mktemp("demo") / "data", DEMO_SOURCES, DEMO_AGREEMENT)
    company.run()
    return company


@pytest.fixture(scope="session")
def spark_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """The one Spark session of this process, up: where its warehouse is."""
    place = Spark(tmp_path_factory.mktemp("spark") / "leadline.spark")
    running = session(place)
    yield place
    running.stop()
    connect.cache_clear()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that write into the test's folder and read the sample company."""
    return Settings(
        data=tmp_path / "data",
        sources=SAMPLE / "sources.yml",
        agreement=SAMPLE / "agreement",
    )
