"""The process that keeps a cluster's Java processes: it starts, watches and ends them. `cluster.py` starts it and talks to it.

Belongs here: Spark's classes and their options, and the end of every process. Does not belong here: what the caller wants it for.

A process of its own, so that the cluster ends whatever becomes of the caller: its standard input is a lifeline, and it looks after
its parent besides. On Linux the Java processes end even when this one is killed; executors end with their worker.
It reads one line of JSON (a `Plan`), and says in lines of JSON what happened: `{"up": …}`, then `{"ended": why}`, or `{"failed": why}`.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
PAUSE = 0.3  # seconds between two looks
END = 20  # seconds in which a process must end when asked to
TAIL = 15  # lines of a log that an error shows
MASTER, THRIFT = "master", "thrift-server"
DAEMON_MEMORY = "256m"  # heap of the master and of each worker; what they run has its own
DAEMON_JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.timezone=UTC"  # they do little: start fast
PR_SET_PDEATHSIG = 1  # of Linux's prctl: the signal that a process gets when its parent dies


NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class KeeperError(RuntimeError):
    """The cluster did not come up, or one of its processes ended."""


class _End(Exception):  # noqa: N818  (not an error: somebody asked for it)
    """SIGTERM or Ctrl-C."""


@dataclass(frozen=True)
class Plan:
    """A cluster to start. `folder` takes logs and scratch; sizes are Spark's own words (`1g`)."""

    folder: str
    spark_home: str
    conf: dict[str, str]
    seconds: float
    patience: float
    port: int
    workers: int = 2
    cores: int = 1
    memory: str = "1g"


@dataclass
class Keeper:
    """The processes, while they live."""

    plan: Plan
    caller: int  # its process id
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return Path(self.plan.folder)

    def log(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.log"

    def start(self, name: str, memory: str, *arguments: str) -> None:
        """Start one of Spark's classes, in a process group of its own, with its output in `logs/<name>.log`."""
        with self.log(name).open("wb") as said:
            self.processes[name] = subprocess.Popen(
                [str(Path(self.plan.spark_home) / "bin" / "spark-class"), *arguments],
                cwd=self.folder,
                env={**environment(self.plan), "SPARK_DAEMON_MEMORY": memory},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  (there are no threads here)
            )

    def start_all(self) -> dict[str, Any]:
        """The master, then the workers and the Thrift server, until all answer; returns what the caller is told."""
        master_port, pages = free_port(), free_port()
        url, facts = f"spark://{HOST}:{master_port}", f"http://{HOST}:{pages}/json/"
        self.start(MASTER, DAEMON_MEMORY, "org.apache.spark.deploy.master.Master",
                   "--host", HOST, "--port", str(master_port), "--webui-port", str(pages))  # fmt: skip
        until = time.monotonic() + self.plan.patience
        self._wait(until, "the master's page did not answer", MASTER, lambda: _asked(facts) is not None)
        workers = [f"worker-{number}" for number in range(1, self.plan.workers + 1)]
        for name in workers:
            self.start(name, DAEMON_MEMORY, "org.apache.spark.deploy.worker.Worker", url,
                       "--host", HOST, "--port", "0", "--webui-port", "0", "--cores", str(self.plan.cores),
                       "--memory", self.plan.memory, "--work-dir", str(self.folder / "work" / name))  # fmt: skip
        self.start(THRIFT, self.plan.memory, *thrift_server(self.plan, url))
        self._wait(until, "the workers did not register", workers[-1], lambda: _alive(_asked(facts)) == len(workers))
        self._wait(until, f"port {self.plan.port} did not answer", THRIFT, lambda: _answers(self.plan.port))
        self._wait(until, "the workers run no executors", MASTER, lambda: _busy(_asked(facts)) == len(workers))
        return {
            "url": f"thrift://leadline@{HOST}:{self.plan.port}",
            "master": url,
            "facts": facts,
            "processes": {name: process.pid for name, process in self.processes.items()},
        }

    def reason_to_end(self) -> str | None:
        """Why the cluster is to end now, as far as the caller decides it."""
        if os.getppid() != self.caller:
            return "who started it has ended"
        # After the plan nothing is ever sent: what can be read is the end of the pipe.
        ready, _, _ = select.select([sys.stdin], [], [], 0)
        return "it was asked to" if ready else None

    def refuse_the_dead(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise KeeperError(f"the {name} ended by itself (status {process.returncode}): {self._tail(name)}")

    def end(self) -> None:
        """End all, and what they started: asked first, the Thrift server before the workers; then without asking."""
        for process in reversed(self.processes.values()):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + END
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, until - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(END)

    def _wait(self, until: float, otherwise: str, name: str, is_so: Callable[[], bool]) -> None:
        while not is_so():
            self.refuse_the_dead()
            if why := self.reason_to_end():
                raise _End(why)
            if time.monotonic() > until:
                raise KeeperError(f"{otherwise} within {self.plan.patience:g} seconds: {self._tail(name)}")
            time.sleep(PAUSE)

    def _tail(self, name: str) -> str:
        """The end of a log, less the lines of a Java trace, whose first line says it, and less how to call spark-submit."""
        lines = self.log(name).read_text(errors="replace").partition("\nUsage: ")[0].splitlines()
        told = [line for line in lines if not line.startswith(("\tat ", "\t... "))][-TAIL:]
        return "\n".join([f"{self.log(name)} ends with", *(f"    {line}" for line in told)])


def thrift_server(plan: Plan, master: str) -> list[str]:
    """Arguments of `spark-class` for the Thrift server, which is the driver: it owns the session and its catalogue."""
    folder = Path(plan.folder)
    conf = {
        "spark.ui.enabled": "false",
        "spark.cores.max": str(plan.workers * plan.cores),
        "spark.executor.cores": str(plan.cores),
        "spark.executor.memory": plan.memory,
        # The first query waits until all executors are there.
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.local.dir": str(folder / "scratch"),
        "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
        # Hadoop sets the rights of a file itself, and does not ask the system's umask.
        "spark.hadoop.fs.permissions.umask-mode": "077",
        "spark.hadoop.hive.exec.scratchdir": str(folder / "scratch" / "hive"),
        "spark.hadoop.hive.exec.local.scratchdir": str(folder / "scratch" / "hive-local"),
        "spark.hadoop.hive.server2.logging.operation.log.location": str(folder / "scratch" / "operations"),
        **plan.conf,
    }
    stated = [part for name, value in conf.items() for part in ("--conf", f"{name}={value}")]
    return [
        "org.apache.spark.deploy.SparkSubmit",
        "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2",
        "--name", "Leadline", "--master", master, *stated, "spark-internal",
        "--hiveconf", f"hive.server2.thrift.bind.host={HOST}",
        "--hiveconf", f"hive.server2.thrift.port={plan.port}",
    ]  # fmt: skip


def environment(plan: Plan, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Variables of the Java processes: those of another Spark or Hadoop on this machine stay out."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith(("SPARK_", "PYSPARK_", "HADOOP_", "YARN_", "HIVE_", "LEADLINE_"))
    }
    return {
        **kept,
        "SPARK_HOME": plan.spark_home,
        "SPARK_CONF_DIR": str(Path(plan.folder) / "conf"),
        "SPARK_LOCAL_IP": HOST,  # pages and block managers answer nobody else
        "SPARK_LOCAL_DIRS": str(Path(plan.folder) / "scratch"),
        "SPARK_DAEMON_JAVA_OPTS": DAEMON_JAVA,
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _die_with_parent() -> None:
    """Have the system kill a Java process when this one is killed. Runs in the child, before Java."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _asked(facts: str) -> dict[str, Any] | None:
    """What the master tells of itself; None while it does not answer."""
    try:
        with NO_PROXY.open(facts, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


def _alive(facts: dict[str, Any] | None) -> int:
    return sum(worker["state"] == "ALIVE" for worker in (facts or {}).get("workers", []))


def _busy(facts: dict[str, Any] | None) -> int:
    """Workers that run executors: those whose cores are in use."""
    return sum(worker["coresused"] > 0 for worker in (facts or {}).get("workers", []))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _asked_to_end(number: int, frame: object) -> None:
    raise _End(f"signal {signal.Signals(number).name}")


def say(**event: Any) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(event), flush=True)  # noqa: T201


def keep(plan: Plan, caller: int) -> None:
    """Start the cluster, and keep it until its time is over, the caller is gone or wants it to end, or a process fails."""
    os.umask(0o077)
    for name in ("logs", "conf", "work", "scratch"):
        (Path(plan.folder) / name).mkdir(parents=True, exist_ok=True)
    keeper = Keeper(plan, caller)
    outcome: dict[str, str] = {}
    try:
        say(up=keeper.start_all())
        until = time.monotonic() + plan.seconds
        while not (why := keeper.reason_to_end()):
            keeper.refuse_the_dead()
            if time.monotonic() > until:
                why = f"its {plan.seconds / 60:g} minutes are over"
                break
            time.sleep(PAUSE)
        outcome = {"ended": why}
    except _End as error:
        outcome = {"ended": str(error)}
    except (KeeperError, OSError) as error:
        outcome = {"failed": str(error)}
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        keeper.end()
        say(**outcome)


if __name__ == "__main__":
    caller = os.getppid()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, _asked_to_end)
    keep(Plan(**json.loads(sys.stdin.buffer.raw.readline())), caller)  # pyright: ignore[reportAttributeAccessIssue]
