"""One run at a time: the lock says who holds it and since when."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from orchestration.runtime import now

PAUSE = 1  # seconds between two tries


class LockedError(RuntimeError):
    """Another command works on the same data folder."""


@contextmanager
def run_lock(
    data: Path, command: str, patience: float = 0, waiting: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold `<data>/run.lock` for the block. The system releases it when the process ends, however it ends.

    Args:
        command: what others are told of who holds it.
        patience: seconds to wait for another to let go.
        waiting: is told once who holds it, if there is a wait.

    Raises:
        LockedError: another process holds it; the message says who, since when, and what to do.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data / "run.lock"
    with file.open("a+") as handle:
        _take(handle, file, patience, waiting)
        handle.truncate(0)
        handle.write(
            json.dumps(
                {
                    "command": command,
                    "pid": os.getpid(),
                    "host": socket.gethostname(),
                    "user": getpass.getuser(),
                    "since": now().isoformat(),
                }
            )
        )
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


def _take(handle: IO[str], file: Path, patience: float, waiting: Callable[[str], None]) -> None:
    until = time.monotonic() + patience
    was_told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            handle.seek(0)
            holder = _holder(handle.read())
        if time.monotonic() >= until:
            raise LockedError(f"{holder} holds {file}: wait for it, or end that process") from None
        if not was_told:
            waiting(f"waiting for {holder}, which holds {file}")
            was_told = True
        time.sleep(PAUSE)


def _holder(text: str) -> str:
    try:
        who = json.loads(text)
    except json.JSONDecodeError:
        return "another process"
    return f"`{who['command']}` of {who['user']} on {who['host']} (process {who['pid']}, since {who['since']})"
