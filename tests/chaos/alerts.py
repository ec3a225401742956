"""Killing an alert: a run in a process of its own, killed at one of the six points of an alert's life, and what receivers got after all.

Belongs here: the six points, seen from outside: files that appear, requests that arrive. Nothing in the killed process is changed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.alert.world import Office

POINTS = (
    "before it is logged",
    "logged and queued",
    "in the outbox",
    "sent, and not answered",
    "sent and answered",
    "marked as sent",
)

# What a run does, with the office's folder, routing and number as arguments.
RUN = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.alert.world import Office
Office(Path(sys.argv[1]), {}, sys.argv[2], timedelta(hours=1)).again(int(sys.argv[3]))
"""


@dataclass
class Receiver:
    """A web hook that keeps the ids of the messages that it took, and can have somebody killed as a request comes in or was answered."""

    port: int = 0
    ids: list[str] = field(default_factory=list)
    on_request: Callable[[], None] | None = None
    on_answer: Callable[[], None] | None = None
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Receiver:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert body
                receiver.ids.append(self.headers["X-Leadline-Message"])
                if receiver.on_request:
                    receiver.on_request()
                    return  # nobody is left to be answered
                self.send_response(200)
                self.end_headers()
                self.wfile.flush()
                if receiver.on_answer:
                    receiver.on_answer()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()


def run_and_kill(office: Office, number: int, point: str, receiver: Receiver, moment: float) -> bool:
    """Start a run, kill it at a point or a moment (in seconds) later; returns whether it was still at work then."""
    assert office.routing is not None
    process = subprocess.Popen([sys.executable, "-c", RUN, str(office.folder), office.routing, str(number)])
    was_killed = threading.Event()

    def kill() -> None:
        time.sleep(moment)
        if process.poll() is None:
            process.kill()
            was_killed.set()

    receiver.on_request = kill if point == POINTS[3] else None
    receiver.on_answer = kill if point == POINTS[4] else None
    there = _seen(office, point)
    if there is not None:
        while process.poll() is None and not there():
            time.sleep(0.0002)
        kill()
    process.wait(timeout=60)
    receiver.on_request = receiver.on_answer = None
    return was_killed.is_set() and process.returncode == -9


def _seen(office: Office, point: str) -> Callable[[], bool] | None:
    """Whether a point is reached, told by the files that are there now and were not before."""
    lake = office.lake.root
    folders: dict[str, tuple[Path, str]] = {
        POINTS[0]: (lake / ".incoming", "*-alert"),
        POINTS[1]: (lake / "leadline" / "alerts_sent" / "source=leadline", "*-alert.parquet"),
        POINTS[2]: (office.outbox, "*.txt"),
        POINTS[5]: (lake / "leadline" / "alerts_sent" / "source=leadline", "*-alert-*.parquet"),
    }
    if point not in folders:
        return None
    folder, pattern = folders[point]
    before = set(folder.glob(pattern)) if folder.is_dir() else set()
    return lambda: folder.is_dir() and bool(set(folder.glob(pattern)) - before)
