"""No command loads Dagster, dbt or Great Expectations for an answer that needs none of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import ROOT
from tests.company import Company

HEAVY = ("dagster", "dbt", "great_expectations")


@pytest.mark.parametrize(
    "arguments",
    [["explain", "small:2"], ["explain", "D-1", "--as", "json"], ["run", "--dry-run"], ["sources"], ["init", "acme", "--from", "inbox"]],
    ids=["explain", "explain as json", "dry run", "sources", "init"],
)  # fmt: skip
def test_a_light_command_stays_light(small: Company, arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom orchestration.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    status = end.code\n"
        f"print('STATUS', status, sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    (tmp_path / "inbox").symlink_to(small.data.parent / "inbox")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LEADLINE_DATA": str(small.data),
        "LEADLINE_SOURCES": str(small.sources),
        "LEADLINE_AGREEMENT": str(small.agreement),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "STATUS 0 []", done.stderr
