"""The command line: help everywhere, nothing heavy before it is needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.settings import ROOT
from tests.company import SAMPLE, Company

HEAVY = ("dagster", "dbt", "great_expectations", "pandas", "pyarrow")


@pytest.mark.parametrize(
    "command", [[], *([name] for name in sorted(main.commands))], ids=["leadline", *sorted(main.commands)]
)
def test_every_command_has_help_that_says_what_it_does(command: list[str]) -> None:
    shown = CliRunner().invoke(main, [*command, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith("Usage: ")
    about = main.commands[command[0]].help if command else main.help
    assert about is not None
    assert about.splitlines()[0].rstrip(".") in " ".join(shown.output.split()) or about.split(".")[0] in " ".join(
        shown.output.split()
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["validate"]], ids=["help", "help of run", "validate"]
)
def test_neither_help_nor_validate_load_dagster_dbt_or_great_expectations(arguments: list[str], tmp_path: Path) -> None:
    heavy = HEAVY if "--help" in arguments else HEAVY[:3]
    code = (
        "import sys\nfrom orchestration.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    status = end.code\n"
        f"print('STATUS', status, sorted(set(sys.modules) & set({heavy!r})))"
    )
    environment = {
        "PATH": "",
        "LEADLINE_DATA": str(tmp_path / "data"),
        "LEADLINE_SOURCES": str(SAMPLE / "sources.yml"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "STATUS 0 []"


def test_validate_says_what_is_fine_and_extracts_nothing(tmp_path: Path) -> None:
    company = Company(tmp_path / "data")
    done = company.leadline("validate")
    assert (done.returncode, done.stdout.count(": ok")) == (0, 2), done.stderr
    assert not (company.data / "lake").exists()


def test_validate_shows_what_cannot_be_read(tmp_path: Path) -> None:
    said = Company(tmp_path / "data").leadline("validate").stdout
    assert "sample leads: 12 rows, 1 cannot be read" in said
    assert "leads.csv:12 created_at" in said


def test_validate_refuses_public_holidays_that_nobody_knows(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "agreement", tmp_path / "agreement")
    file = tmp_path / "agreement" / "company.yml"
    file.write_text("holidays: {DE: [2026-12-24, public-XY]}\n" + file.read_text())
    done = Company(tmp_path / "data", agreement=tmp_path / "agreement").leadline("validate")
    assert done.returncode == 2
    assert f"{file}, line 1, holidays.DE[2]: 'public-XY': DE has no part 'XY'; there are: Augsburg, BB, " in done.stderr


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    done = Company(tmp_path / "data").leadline("run")
    assert (done.returncode, done.stderr) == (
        2,
        f"Stopped: LEADLINE_DATA: {tmp_path / 'data'} is a file, not a folder: name another\n",
    )


def test_rollback_to_a_version_without_its_manifest_is_refused_in_words(tmp_path: Path) -> None:
    version = tmp_path / "data" / "publish" / "v0001"
    version.mkdir(parents=True)
    done = Company(tmp_path / "data").leadline("rollback", "v0001")
    assert done.returncode == 2
    assert f"{version}/manifest.json cannot be read" in done.stderr


def test_an_unknown_group_of_readers_is_refused_before_anything_runs(tmp_path: Path) -> None:
    done = Company(tmp_path / "data", variables={"LEADLINE_READERS_GROUP": "no-such-group"}).leadline("validate")
    assert done.returncode == 2
    assert "LEADLINE_READERS_GROUP: there is no group 'no-such-group'" in done.stderr


def test_an_unknown_command_is_wrong_usage(tmp_path: Path) -> None:
    done = Company(tmp_path / "data").leadline("rum")
    assert done.returncode == 2
    assert "No such command 'rum'" in done.stderr
