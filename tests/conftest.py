"""Shared by all tests: the real data beside the project, and settings in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import ROOT, Settings

SAMPLE = ROOT / "docs" / "examples" / "sample"
SHARED = ROOT.parent / "shared" / "data"
MAVEN = SHARED / "maven_crm_sales_opportunities.zip"
SALESFORCE = SHARED / "salesforce_org"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="not run: the real data of ../shared/data is not beside the project")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(absent)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that write into the test's folder and read the sample company."""
    return Settings(
        data=tmp_path / "data",
        sources=SAMPLE / "sources.yml",
        agreement=SAMPLE / "agreement",
    )
