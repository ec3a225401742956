"""One run at a time: the lock says who holds it and since when."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.runtime import now


class LockedError(RuntimeError):
    """Another command works on the same data folder."""


@contextmanager
def run_lock(data: Path, command: str) -> Iterator[None]:
    """Hold `<data>/run.lock` for the block. The system releases it when the process ends, however it ends.

    Raises:
        LockedError: another process holds it; the message says who, since when, and what to do.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = data / "run.lock"
    with file.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise LockedError(f"{_holder(handle.read())} holds {file}: wait for it, or end that process") from None
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


def _holder(text: str) -> str:
    try:
        who = json.loads(text)
    except json.JSONDecodeError:
        return "another process"
    return f"`{who['command']}` of {who['user']} on {who['host']} (process {who['pid']}, since {who['since']})"
