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


def test_who_has_patience_waits_is_told_for_whom_and_gets_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told: list[str] = []

        def let_go(message: str) -> None:
            told.append(message)
            holder.kill()

        with run_lock(tmp_path, "leadline run", patience=30, waiting=let_go):
            assert '"command": "leadline run"' in (tmp_path / "run.lock").read_text()
    [message] = told
    assert message.startswith("waiting for `leadline run` of ")
    assert f"(process {holder.pid}, since 20" in message


def test_the_lock_is_free_again_after_the_block_also_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path, "leadline run"):
        raise ZeroDivisionError
    with run_lock(tmp_path, "leadline run"):
        pass
    assert (tmp_path / "run.lock").read_text() == ""
