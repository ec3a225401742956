"""A call in a forked process is the call that a user makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import Company


@pytest.mark.parametrize(
    "arguments",
    [["run", "--help"], ["run", "--dry-run"], ["run", "--dry-run", "--full-refresh"], ["dbt", "build"]],
    ids=["help", "a dry run", "wrong usage", "dbt before the first run"],
)
def test_it_prints_and_returns_what_the_program_does(tmp_path: Path, arguments: list[str]) -> None:
    warm, cold = (Company(tmp_path / "data", cold=cold).leadline(*arguments) for cold in (False, True))
    assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)
    assert warm.stdout + warm.stderr


def test_it_sees_its_own_environment_only(tmp_path: Path) -> None:
    company = Company(tmp_path / "data", variables={"LEADLINE_AS_OF": "yesterday"})
    wrong = company.leadline("run", "--dry-run")
    assert (wrong.returncode, "LEADLINE_AS_OF" in wrong.stderr) == (2, True)
    company.variables.clear()
    assert company.leadline("run", "--dry-run").returncode == 0
