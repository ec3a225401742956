"""The command line in a process of its own that need not load its libraries: it is forked off one that has.

Importing Dagster, dbt and Great Expectations is a third of what a run of the sample company costs. What is called, with which
environment, and what it prints and returns are those of `leadline`; `Company(cold=True)` calls the installed program instead.

Belongs here: the process that loads and forks, and how to ask it. Does not belong here: what is called (see `tests.company`).
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LIBRARIES = (
    "orchestration.cli",
    "orchestration.main_job",
    "dbt.cli.main",
    "dbt.adapters.duckdb",
    "great_expectations.expectations",
)


def leadline(arguments: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Call the command line; one call at a time."""
    with tempfile.TemporaryDirectory() as folder:
        said, told = Path(folder) / "stdout", Path(folder) / "stderr"
        call = {"arguments": list(arguments), "environment": environment, "stdout": str(said), "stderr": str(told)}
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(call) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return subprocess.CompletedProcess(["leadline", *arguments], status, said.read_text(), told.read_text())


@cache
def _server() -> subprocess.Popen[str]:
    """The process that has the libraries; it ends with the one that asked for it, whose end it reads."""
    command = [sys.executable, "-m", "tests.warm"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _serve() -> dict[str, Any] | None:
    """Fork for each call and answer with its exit status. Returns in the fork, with the call, and at the end with nothing."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return json.loads(line)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201
    return None


def _become(call: dict[str, Any]) -> None:
    """Make this process what the program would find itself in."""
    for target, file in ((0, os.devnull), (1, call["stdout"]), (2, call["stderr"])):
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(descriptor, target)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(call["environment"])
    sys.argv[1:] = call["arguments"]


def _leave(status: list[int]) -> None:
    """End without the libraries' C++ destructors, which miss the threads that stayed behind in the process forked off."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status[-1])


if __name__ == "__main__":
    statuses = [0]
    atexit.register(_leave, statuses)  # the first to be registered is the last to be called
    for library in LIBRARIES:
        import_module(library)
    if (asked := _serve()) is not None:
        _become(asked)
        statuses.append(1)  # of an error that nobody caught
        try:
            import_module("orchestration.cli").main(prog_name="leadline")
        except SystemExit as end:
            statuses.append(end.code if isinstance(end.code, int) else int(end.code is not None))
