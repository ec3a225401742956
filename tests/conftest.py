"""Shared by all tests: the real data beside the project, and settings in a folder of the test's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.settings import ROOT, Settings
from tests.company import DEMO_AGREEMENT, DEMO_SOURCES, Company

SAMPLE = ROOT / "docs" / "examples" / "sample"
SHARED = ROOT.parent / "shared" / "data"
MAVEN = SHARED / "maven_crm_sales_opportunities.zip"
SALESFORCE = SHARED / "salesforce_org"

CHROMIUM = Path("/usr/bin/chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="not run: the real data of ../shared/data is not beside the project")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What the machine lacks is told; where everything is required (`REQUIRE_ALL=1`, as in .ci/run) it is a failure."""
    if item.get_closest_marker("chromium") and not CHROMIUM.exists():
        absent = f"not run: there is no {CHROMIUM}: apt-get install chromium"
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(absent, pytrace=False)
        pytest.skip(absent)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The demo company as it ships, run once for all tests: read it, never run it again (take a copy or a smaller one)."""
    company = Company(tmp_path_factory.mktemp("demo") / "data", DEMO_SOURCES, DEMO_AGREEMENT)
    company.run()
    return company


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that write into the test's folder and read the sample company."""
    return Settings(
        data=tmp_path / "data",
        sources=SAMPLE / "sources.yml",
        agreement=SAMPLE / "agreement",
    )
