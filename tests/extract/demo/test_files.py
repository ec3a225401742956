from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.extract.demo import files
from orchestration.settings import ROOT

SMALL = 3000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "inbox" / "demo"
    files.write(folder, SMALL, 1)
    return folder


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "demo"))


def digests(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.suffix in (".csv", ".xlsx")
    }


def written_elsewhere(folder: Path, leads: int, seed: int, hash_seed: str) -> dict[str, str]:
    """The files as another process writes them."""
    code = f"from pathlib import Path; from orchestration.extract.demo.files import write; write(Path({str(folder)!r}), {leads}, {seed})"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "America/Chicago", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True)
    return digests(folder)


def test_two_processes_write_the_same_bytes(small: Path, tmp_path: Path) -> None:
    assert written_elsewhere(tmp_path / "demo", SMALL, 1, "123") == digests(small)


def test_another_seed_is_another_company(small: Path, tmp_path: Path) -> None:
    files.write(tmp_path / "demo", SMALL, 2)
    mine, others = digests(small), digests(tmp_path / "demo")
    assert set(mine) == set(others)
    # What the company makes and who sells it is the same company's; all else differs.
    assert {name for name in mine if mine[name] == others[name]} == {"contents.csv", "products.xlsx", "team.xlsx"}


def test_files_that_are_there_as_asked_for_are_left_alone(copy: Path) -> None:
    leads = copy / "leads_2025q3.csv"
    leads.write_text(leads.read_text() + "what somebody added\n")
    before = {file.name: (file.stat().st_mtime_ns, file.stat().st_ino) for file in copy.iterdir()}
    files.write(copy, SMALL, 1)
    assert {file.name: (file.stat().st_mtime_ns, file.stat().st_ino) for file in copy.iterdir()} == before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "deals.csv").unlink(),
        lambda folder: (folder / ".written.json").unlink(),
        lambda folder: (folder / ".written.json").write_text("{"),
        lambda folder: (folder / ".written.json").write_text(
            (folder / ".written.json").read_text().replace('"generator": "', '"generator": "older')
        ),
    ],
    ids=["a file is gone", "the stamp is gone", "the stamp is broken", "another generator wrote them"],
)
def test_files_are_written_again_when(change, small: Path, copy: Path) -> None:
    (copy / "spend.csv").write_text("")
    change(copy)
    files.write(copy, SMALL, 1)
    assert digests(copy) == digests(small)


def test_other_settings_leave_no_file_of_the_earlier_ones(copy: Path) -> None:
    stamp = copy / ".written.json"
    stamp.write_text(stamp.read_text().replace('"deals.csv"', '"deals.csv", "of_old.csv"'))
    (copy / "of_old.csv").write_text("Deal\n")
    files.write(copy, SMALL, 3)
    assert not (copy / "of_old.csv").exists()
    assert sorted(file.name for file in copy.parent.iterdir()) == ["demo"]


def test_nobody_else_may_read_them(small: Path) -> None:
    assert stat.S_IMODE(small.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in small.iterdir()} == {0o600}


def test_generating_loads_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from orchestration.extract.demo.files import write; "
        f"write(Path({str(tmp_path / 'demo')!r}), {SMALL}, 1); "
        "print([name for name in ('pandas', 'openpyxl', 'dagster', 'dbt', 'great_expectations') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
