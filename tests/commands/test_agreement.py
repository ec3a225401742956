"""`leadline agreement diff`: which versions it compares, and what it says of those that are not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import ROOT
from tests.company import Company
from tests.expectations.test_agreement import BRIEF, PROCESS, SECOND_BRIEF, write
from tests.expectations.test_plan import PLAN, planned

LATER = ("version: 1", "version: 2"), ("2026-01-01", "2026-03-01"), ("change_note: First.", "change_note: Too few.")
THIRD = ("version: 1", "version: 3"), ("2026-01-01", "2026-06-01"), ("change_note: First.", "change_note: Too few.")


def with_changes(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Three versions of the default brief, one of another, two of the process, two of the plan."""
    (tmp_path / "agreement").mkdir()
    versions = with_changes(BRIEF, *LATER, ("goal: 10", "goal: 20")) + with_changes(
        BRIEF, *THIRD, ("goal: 10", "goal: 30")
    )
    other = with_changes(SECOND_BRIEF, ("id: default", "id: events"), ("scope: default", "scope: {channels: [event]}"))
    plans = with_changes(
        PLAN, ("version: 1", "version: 2"), ("2026-01-05", "2026-02-05"), ("company: 3000", "company: 3300")
    )
    folder = planned(tmp_path / "agreement", PLAN + plans.removeprefix("plans:\n"))
    write(
        folder,
        brief=BRIEF + versions.replace("briefs:\n", "") + other,
        process=PROCESS
        + with_changes(PROCESS, *LATER, ("expected_days: 20", "expected_days: 21")).removeprefix("processes:\n"),
    )
    return Company(tmp_path / "data", agreement=folder)


FROM_2_TO_3 = """\
default, version 2 -> 3
  In force from 2026-06-01 (before: from 2026-03-01).
  The goal changes from 20 conforming to 30 conforming leads per month.
"""
OF_THE_PROCESS = """\
process, version 1 -> 2
  In force from 2026-03-01 (before: from 2026-01-01).
  Why: Too few.
  proposal: expected 20 -> 21 days.
"""
OF_THE_PLAN = """\
plan, version 1 -> 2
  In force from 2026-02-05 (before: from 2026-01-05).
  2026-Q2: the company's target 3,000 -> 3,300 (+10.0 %).
"""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param([], f"{FROM_2_TO_3}\n{OF_THE_PROCESS}\n{OF_THE_PLAN}", id="everything that has two versions"),
        pytest.param(["default"], FROM_2_TO_3, id="the last change of a brief"),
        pytest.param(["process"], OF_THE_PROCESS, id="of the process"),
        pytest.param(["plan"], OF_THE_PLAN, id="of the plan"),
        pytest.param(["default", "1", "3"], "default, version 1 -> 3\n  In force from 2026-06-01 (before: from 2026-01-01).\n"
            "  Why: Too few.\n  The goal changes from 10 conforming to 30 conforming leads per month.\n", id="two that are named"),
        pytest.param(["default", "2", "2"], "default, version 2 -> 2\n  They say the same.\n", id="one with itself"),
    ],
)  # fmt: skip
def test_two_versions_are_compared(company: Company, arguments: list[str], told: str) -> None:
    done = company.leadline("agreement", "diff", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, told, "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["defalt"], "'defalt' is no brief, process or plan of {folder} (did you mean default?); "
            "there are: default (1, 2, 3), events (1), process (1, 2), plan (1, 2)", id="a thing that is none"),
        pytest.param(["default", "1", "4"], "default has no version 4; there are: default (1, 2, 3)", id="a version that is none"),
        pytest.param(["events"], "events has no two versions to compare; there are: events (1)", id="one version"),
        pytest.param(["default", "1"], "a comparison has two versions, not 1: give both, or neither for the last two",
            id="half of a comparison"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_wrong_usage_and_what_is_there_is_named(
    company: Company, arguments: list[str], told: str
) -> None:
    done = company.leadline("agreement", "diff", *arguments)
    assert (done.returncode, done.stderr) == (2, f"Stopped: {told.format(folder=company.agreement)}\n")


def test_an_agreement_without_a_second_version_says_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    folder = write(tmp_path / "agreement")
    done = Company(tmp_path / "data", agreement=folder).leadline("agreement", "diff")
    assert (done.returncode, done.stderr) == (
        2,
        f"Stopped: nothing in {folder} has two versions yet; there are: default (1), process (1)\n",
    )


def test_a_wrong_agreement_is_told(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    folder = planned(tmp_path / "agreement", PLAN.replace("2026-Q2", "Q2"))
    done = Company(tmp_path / "data", agreement=folder).leadline("agreement", "diff")
    assert done.returncode == 2
    assert "plan.yml, line 20, plans[1].periods.Q2: 'Q2' is no period" in done.stderr


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom orchestration.cli import main\n"
        "try:\n    main(['agreement', 'diff', '--help'])\nexcept SystemExit as end:\n    status = end.code\n"
        "print('STATUS', status, sorted(set(sys.modules) & {'dagster', 'dbt', 'pyarrow', 'pydantic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "[WHAT] [FROM TO]" in done.stdout
    assert done.stdout.splitlines()[-1] == "STATUS 0 []"
