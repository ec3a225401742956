"""A real Spark cluster on this machine: a master, two workers and a Thrift server, from the Python package pyspark alone.

Belongs here: what a caller asks for and is told, and the command line. Does not belong here: Spark's processes (see `keeper`).

    with cluster(folder, minutes=10) as running:
        running.url                     # thrift://leadline@127.0.0.1:41234
    make spark-cluster MINUTES=20

For trying and testing. Everything listens on 127.0.0.1 only, but knows no password: whoever has an account on this machine can query it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from orchestration.settings import ROOT, load_settings
from orchestration.spark import INSTALL, Spark, SparkError, check_java, settings_of_a_session
from tests.spark.keeper import END, HOST, Plan, free_port

PATIENCE = 240  # seconds in which all must answer; about 20 on an idle machine of two cores


class ClusterError(RuntimeError):
    """The cluster cannot be started, or ended before its time."""


@dataclass
class Cluster:
    """A cluster that is up.

    `url` is what LEADLINE_SPARK_URL takes, `facts` the address where the master tells of itself as JSON, and `processes` has the ids of
    the master, the workers and the Thrift server.
    """

    url: str
    master: str
    facts: str
    processes: dict[str, int]
    keeper: subprocess.Popen[bytes]

    def wait(self) -> str:
        """Wait until it has ended; returns why.

        Raises:
            ClusterError: one of its processes failed.
        """
        return _heard(self.keeper, "ended")


@contextlib.contextmanager
def cluster(
    folder: Path,
    conf: Mapping[str, str] | None = None,
    minutes: float = 10,
    *,
    port: int = 0,
    workers: int = 2,
    memory: str = "1g",
    patience: float = PATIENCE,
) -> Iterator[Cluster]:
    """Start a cluster for the block. No process of it outlives the block, `minutes` from when it is up, or this process.

    Args:
        folder: of a warehouse on Spark: `tables/` and `metastore/` as a session leaves them, and `cluster/` for logs and scratch.
        conf: of Spark, beside what the models need (profiles.yml); the catalogue and the tables stand where it says, if it does.
        port: of the Thrift server; 0 chooses one that is free.
        memory: heap of each executor, and of the Thrift server.
        patience: seconds in which it must be up.

    Raises:
        ClusterError: pyspark or a fit Java is missing, the port is taken, or it is not up in time; says what to do.
    """
    plan = Plan(
        folder=str(folder.resolve() / "cluster"),
        spark_home=str(spark_home()),
        conf={**_conf_of(Spark(folder.resolve())), **(conf or {})},
        seconds=minutes * 60,
        patience=patience,
        port=_free(port),
        workers=workers,
        memory=memory,
    )
    try:
        check_java()
    except SparkError as error:
        raise ClusterError(str(error)) from None
    # A session of its own keeps Ctrl-C from it: the end of this block, or of this process, ends it.
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.spark.keeper"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert keeper.stdin is not None
        keeper.stdin.write(json.dumps(asdict(plan)).encode() + b"\n")
        keeper.stdin.flush()
        yield Cluster(**_heard(keeper, "up"), keeper=keeper)
    finally:
        _end(keeper)


def _heard(keeper: subprocess.Popen[bytes], what: str) -> Any:
    """What the keeper says next, which must be `what`."""
    assert keeper.stdout is not None
    line = keeper.stdout.readline()
    said = json.loads(line) if line else {"failed": f"its keeper was ended (status {keeper.wait(END)})"}
    if what not in said:
        raise ClusterError("; ".join(f"the cluster {how}: {why}" for how, why in said.items()))
    return said[what]


def _end(keeper: subprocess.Popen[bytes]) -> None:
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        keeper.stdin.close()
    keeper.stdout.read()
    keeper.wait(2 * END)
    keeper.stdout.close()


def spark_home() -> Path:
    """Folder of the package pyspark, which holds all of Spark.

    Raises:
        ClusterError: it is not installed.
    """
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise ClusterError(f"pyspark is not installed for {sys.executable}: {INSTALL}")
    return Path(found.origin).parent


def _conf_of(place: Spark) -> dict[str, str]:
    """What the Thrift server needs to be told for a warehouse."""
    scratch = place.folder / "cluster" / "scratch"
    return {
        **settings_of_a_session(),
        # dbt-spark wants it off in each of its sessions, but the server heeds only what is called `set:hiveconf:…` there.
        "spark.sql.ansi.enabled": "false",
        "spark.sql.warehouse.dir": str(place.tables),
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={place.folder / 'metastore'};create=true",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={place.folder} -Djava.io.tmpdir={scratch} -Duser.timezone=UTC",
    }


def _free(port: int) -> int:
    if port == 0:
        return free_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ClusterError(
                f"port {port} of {HOST} cannot be used ({error.strerror}): choose another with --port"
            ) from None
    return port


def _asked_to_end(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    """Run a cluster until Ctrl-C, or until its minutes are over."""
    parser = argparse.ArgumentParser(prog="python -m tests.spark.cluster", description=main.__doc__)
    parser.add_argument("--folder", type=Path, help="of the warehouse (<LEADLINE_DATA>/warehouse/leadline.spark)")
    parser.add_argument("--minutes", type=float, default=20, help="then it ends by itself (%(default)s)")
    parser.add_argument("--port", type=int, default=0, help="of the Thrift server (one that is free)")
    given = parser.parse_args()
    folder = given.folder or load_settings().data / "warehouse" / "leadline.spark"
    signal.signal(signal.SIGTERM, _asked_to_end)
    try:
        began = time.monotonic()
        with cluster(folder, minutes=given.minutes, port=given.port) as running:
            print(f"LEADLINE_SPARK_URL={running.url}", flush=True)  # noqa: T201
            _tell(
                f"Up after {time.monotonic() - began:.0f} seconds, for {given.minutes:g} minutes or until Ctrl-C.\n"
                f"The master tells of itself at {running.facts}; logs are in {folder.resolve() / 'cluster' / 'logs'}"
            )
            why = running.wait()
        _tell(f"Ended: {why}.")
    except ClusterError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        _tell("Ended.")


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
