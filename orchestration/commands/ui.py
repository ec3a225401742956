"""Dagster as a service: its pages, its schedules and its sensors, as one command.

Belongs here: starting, watching and ending the three processes. Does not belong here: what they show or run (see `definitions`).

The web server is read-only: Dagster's runs what any web page asks for by a plain GET, without a login. Code is loaded by a server of its
own, which both others ask: each would load it by itself otherwise, the daemon once a minute. It is started anew when sources.yml or the
agreement changed, so that the pages, the schedules' time zone and the jobs follow.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.dagster_home import write_home
from orchestration.lock import LockedError, run_lock
from orchestration.runtime import log
from orchestration.settings import Settings

HOST = "127.0.0.1"
PAUSE = 0.5  # seconds between two looks at the processes
START = 120  # seconds in which the code server, then the pages must answer
END = 20  # seconds in which a process must end when asked to
CODE, PAGES, DAEMON = "code server", "web server", "daemon"


class UiError(RuntimeError):
    """The service cannot be started, or one of its processes ended."""


class _End(Exception):  # noqa: N818  (not an error: somebody asked for it)
    """Ctrl-C or SIGTERM."""


@dataclass
class Service:
    """The processes, while they live."""

    settings: Settings
    port: int
    socket: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start a process with its output in `logs/dagster.log`; a session of its own keeps Ctrl-C to this command."""
        with (self.settings.logs / "dagster.log").open("ab") as said:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=self.settings.service_environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def start_code(self) -> None:
        arguments = "-m orchestration.definitions --location-name leadline --lazy-load-user-code".split()
        # Outside of the data folder: the path of a socket has at most about a hundred characters.
        self.start(CODE, "dagster", "api", "grpc", "--socket", str(self.socket), *arguments)

    def start_pages(self) -> None:
        self.start(
            PAGES, "dagster_webserver", "--read-only", "--host", HOST, "--port", str(self.port), *self.workspace()
        )

    def start_daemon(self) -> None:
        self.start(DAEMON, "dagster._daemon", "run", *self.workspace())

    def workspace(self) -> list[str]:
        """Arguments that tell where the code is served."""
        file = self.settings.dagster_home / "workspace.yaml"
        file.write_text(f"load_from:\n  - grpc_server: {{socket: '{self.socket}', location_name: leadline}}\n")
        return ["-w", str(file)]

    def refuse_the_dead(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise UiError(
                    f"Dagster's {name} ended by itself (status {process.returncode}), so all of it was ended: "
                    f"{self.settings.logs / 'dagster.log'} says why"
                )

    def answers(self) -> bool:
        """Whether the pages can be had."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/server_info")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def end(self, *names: str) -> None:
        """End processes, all of them if none is named, and what they started; the last started first."""
        ending = [self.processes.pop(name) for name in reversed(names or tuple(self.processes))]
        for process in ending:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in ending:
            try:
                process.wait(END)
            except subprocess.TimeoutExpired:
                log.warning("process %s did not end when asked to: it is killed", process.pid)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # and all that it started
            process.wait(END)


def serve(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Run Dagster's pages and daemon until Ctrl-C or SIGTERM.

    Args:
        port: of 127.0.0.1.
        say: is told where the pages are once they answer.

    Raises:
        UiError: the port is taken, or a process ended by itself; then the others were ended, too.
    """
    _refuse_taken(port)
    settings.logs.mkdir(parents=True, exist_ok=True)
    write_home(settings)
    with tempfile.TemporaryDirectory(prefix="leadline-") as folder, _ends_when_asked():
        service = Service(settings, port, Path(folder) / "code.sock")
        try:
            # One after the other: two that make Dagster's records at once would both fail.
            service.start_code()
            _wait(service, service.socket.exists)
            service.start_pages()
            _wait(service, service.answers)
            service.start_daemon()
            say(f"Dagster's pages: http://{HOST}:{port}  (read-only; schedules and sensors run; Ctrl-C ends all)")
            _watch(service)
        except _End:
            say("Ended.")
        finally:
            service.end()


def _wait(service: Service, is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + START
    while not is_there():
        service.refuse_the_dead()
        if time.monotonic() > until:
            raise UiError(f"Dagster did not start within {START} seconds: see {service.settings.logs / 'dagster.log'}")
        time.sleep(PAUSE)


def _watch(service: Service) -> None:
    """Look after the processes; load the code anew when what it was made from has changed and no run is under way."""
    loaded = seen = _stamp(service.settings)
    while True:
        time.sleep(PAUSE)
        service.refuse_the_dead()
        before, seen = seen, _stamp(service.settings)
        if seen == loaded or seen != before:
            continue
        with contextlib.suppress(LockedError), run_lock(service.settings.data, "leadline ui"):
            log.info("sources.yml or the agreement changed: the jobs are loaded anew")
            service.end(CODE)
            service.socket.unlink(missing_ok=True)
            service.start_code()
            loaded = seen


def _stamp(settings: Settings) -> list[tuple[str, int, int]]:
    """Sources and agreement, as they are on disk."""
    found = []
    for file in sorted({settings.sources, *settings.agreement.glob("*.yml")}):
        with contextlib.suppress(OSError):
            facts = file.stat()
            found.append((str(file), facts.st_size, facts.st_mtime_ns))
    return found


def _refuse_taken(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UiError(
                f"port {port} of {HOST} cannot be used ({error.strerror}): choose another with --port"
            ) from None


@contextlib.contextmanager
def _ends_when_asked() -> Iterator[None]:
    """SIGTERM and Ctrl-C end the block by `_End`."""

    def end(number: int, frame: object) -> None:  # noqa: ARG001  (the signature of a handler)
        raise _End

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
