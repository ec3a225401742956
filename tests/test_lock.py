"""One run at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.lock import LockedError, run_lock

HOLD = """
import sys
from pathlib import Path
from orchestration.lock import run_lock
with run_lock(Path(sys.argv[1]), "leadline run"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError) as error, run_lock(tmp_path, "leadline run"):
            pass
        said = str(error.value)
        assert f"process {holder.pid}, since 20" in said
        assert "`leadline run` of " in said
        holder.kill()
    with run_lock(tmp_path, "leadline run"):  # a killed holder holds nothing
        assert (tmp_path / "run.lock").read_text() != ""


def test_the_lock_is_free_again_after_the_block_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path, "leadline run"):
        raise ZeroDivisionError
    with run_lock(tmp_path, "leadline run"):
        pass
    assert (tmp_path / "run.lock").read_text() == ""
