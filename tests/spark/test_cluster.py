"""The cluster that the project starts: it is a real one, and nothing of it stays."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from orchestration.settings import ROOT
from orchestration.spark import Spark, SparkError, connect
from tests.spark.cluster import Cluster, ClusterError, cluster

pytestmark = pytest.mark.spark

PATIENCE = 90  # seconds; other work may share the machine


def processes_of(folder: Path) -> dict[int, str]:
    """Live processes of the cluster under a folder, which every command line of Java names: by id, the class that runs."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode().split("\0")
        except OSError:
            continue
        if any(f"{folder}/cluster/conf" in word for word in words):
            classes = [word for word in words if word.startswith("org.apache.spark.")]
            found[int(entry.parent.name)] = classes[0].rsplit(".", 1)[-1] if classes else words[0]
    return found


def until(found: Callable[[], Any], what: str) -> Any:
    """What `found` returns once it is something; fails after `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    while not (result := found()):
        assert time.monotonic() < end, f"waited {PATIENCE} seconds for {what}"
        time.sleep(0.2)
    return result


def asked(url: str, *statements: str, configuration: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
    """Rows of the last statement, by Thrift, in a session that is opened with a configuration."""
    from pyhive import hive  # pyright: ignore[reportMissingImports]  (of Spark's environment)

    server = urlsplit(url)
    with hive.connect(
        host=server.hostname, port=server.port, username=server.username, configuration=configuration
    ) as connection:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Cluster]:
    with cluster(folder, {"spark.sql.shuffle.partitions": "3"}) as running:
        yield running
    assert processes_of(folder) == {}


def test_a_master_two_workers_and_two_executors_run_on_loopback_alone(running: Cluster, folder: Path) -> None:
    assert sorted(processes_of(folder).values()) == [
        "CoarseGrainedExecutorBackend", "CoarseGrainedExecutorBackend", "Master", "SparkSubmit", "Worker", "Worker",
    ]  # fmt: skip
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(running.facts) as answer:
        facts = json.load(answer)
    assert [(worker["state"], worker["host"], worker["cores"], worker["coresused"]) for worker in facts["workers"]] == [
        ("ALIVE", "127.0.0.1", 1, 1), ("ALIVE", "127.0.0.1", 1, 1),
    ]  # fmt: skip
    assert [(app["name"], app["state"], app["cores"]) for app in facts["activeapps"]] == [("Leadline", "RUNNING", 2)]
    assert listening(processes_of(folder)) == {"127.0.0.1"}


def listening(processes: dict[int, str]) -> set[str]:
    """Addresses on which the processes take connections, read off /proc: the only state that matters there is 0A."""
    links = []
    for process in processes:
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                links.append(file.readlink().name)
    sockets = {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in sockets:
                number = bytes.fromhex(words[1].split(":")[0])
                parts = [number[at : at + 4][::-1] for at in range(0, len(number), 4)]  # words of this machine's order
                found.add(socket.inet_ntop(family, b"".join(parts)).removeprefix("::ffff:"))
    return found


def test_the_executors_on_both_workers_run_a_query_and_not_the_thrift_server(running: Cluster) -> None:
    said = "java_method('java.lang.System', 'getProperty', 'sun.java.command')"
    rows = asked(running.url, f"select {said} as program, count(*) from range(0, 1000, 1, 8) group by 1")
    programs = [program.split()[0] for program, _ in rows]
    assert programs == ["org.apache.spark.executor.CoarseGrainedExecutorBackend"] * 2
    assert {re.findall("--executor-id ([0-9]+)", program)[0] for program, _ in rows} == {"0", "1"}
    assert len({re.findall("--worker-url (\\S+)", program)[0] for program, _ in rows}) == 2
    assert sum(rows_there for _, rows_there in rows) == 1000


def test_a_session_has_what_the_models_need_and_what_the_caller_states(running: Cluster, folder: Path) -> None:
    names = ["session.timeZone", "timestampType", "ansi.enabled", "warehouse.dir", "shuffle.partitions"]
    told = {name: asked(running.url, f"set spark.sql.{name}")[0][1] for name in names}
    assert told == {
        "session.timeZone": "UTC",
        "timestampType": "TIMESTAMP_NTZ",
        "ansi.enabled": "false",
        "warehouse.dir": f"file:{folder}/tables",
        "shuffle.partitions": "3",
    }


def test_the_server_heeds_a_setting_of_a_connection_only_under_the_name_that_hive_gives_it(running: Cluster) -> None:
    name = "spark.sql.shuffle.partitions"
    assert asked(running.url, f"set {name}", configuration={name: "9"}) == [(name, "3")]
    assert asked(running.url, f"set {name}", configuration={f"set:hiveconf:{name}": "9"}) == [(name, "9")]
    assert asked(running.url, f"set {name}") == [(name, "3")]


def test_a_server_that_was_started_otherwise_is_refused_and_told_how(running: Cluster, tmp_path: Path) -> None:
    try:
        with pytest.raises(SparkError) as told:
            connect(Spark(tmp_path / "elsewhere", url=running.url))
        assert str(told.value).startswith(f"LEADLINE_SPARK_URL: the server at {running.url} must be started with\n")
        wanted = f"--conf spark.sql.warehouse.dir={tmp_path / 'elsewhere' / 'tables'}   (it has "
        assert [line.strip()[: len(wanted)] for line in str(told.value).splitlines()[1:]] == [wanted]
        assert not (tmp_path / "elsewhere").exists()
    finally:
        connect.cache_clear()


def test_what_a_server_refuses_is_told_in_a_line(running: Cluster, folder: Path) -> None:
    try:
        server = connect(Spark(folder, url=running.url))
        for ask in (server.rows, server.execute):
            with pytest.raises(SparkError) as told:
                ask("select * from nowhere")
            first, statement = str(told.value).splitlines()
            assert "TABLE_OR_VIEW_NOT_FOUND" in first
            assert len(first) < 400
            assert statement == "select * from nowhere"
    finally:
        connect.cache_clear()


def test_tables_are_parquet_under_the_folder_that_all_share(running: Cluster, folder: Path) -> None:
    import pyarrow.parquet as pq

    asked(
        running.url,
        "create schema if not exists shared",
        "create or replace temporary view numbers as select id, id % 2 as parity from range(0, 10, 1, 4)",
        "create table shared.numbers using parquet as select * from numbers",
    )
    files = list((folder / "tables" / "shared.db" / "numbers").glob("*.parquet"))
    assert sorted(row for file in files for row in pq.read_table(file)["id"].to_pylist()) == list(range(10))
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    assert asked(running.url, "select sum(id), sum(parity) from shared.numbers") == [(45, 5)]


@pytest.mark.parametrize(
    ("victim", "number"),
    [("caller", signal.SIGINT), ("caller", signal.SIGKILL), ("keeper", signal.SIGKILL)],
    ids=["ctrl-c", "killed", "keeper-killed"],
)
def test_nothing_stays_when_who_started_it_ends(tmp_path: Path, victim: str, number: signal.Signals) -> None:
    if victim == "keeper" and sys.platform != "linux":
        pytest.skip("only Linux ends processes with a parent that was killed")
    command = [sys.executable, "-m", "tests.spark.cluster", "--folder", str(tmp_path), "--minutes", "5"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as started:
        try:
            until(lambda: "SparkSubmit" in processes_of(tmp_path).values(), "the Thrift server's process")
            keeper = next(parent_of(process) for process, name in processes_of(tmp_path).items() if name == "Master")
            os.kill(started.pid if victim == "caller" else keeper, number)
            until(lambda: started.poll() is not None, "the end of the command")
            until(lambda: not processes_of(tmp_path), "the end of Spark's processes")
        finally:
            started.kill()
        said = started.stdout.read() if started.stdout else ""
    if victim == "keeper":
        assert (started.returncode, said) == (1, "the cluster failed: its keeper was ended (status -9)\n")
    elif number == signal.SIGKILL:
        assert started.returncode == -9
    else:
        assert (started.returncode, said) == (0, "Ended.\n")


def parent_of(process: int) -> int:
    return int(re.findall(r"^PPid:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)[0])


def test_it_ends_by_itself_after_its_time(tmp_path: Path) -> None:
    with cluster(tmp_path, minutes=0.02) as running:
        assert running.wait() == "its 0.02 minutes are over"
        assert processes_of(tmp_path) == {}


def test_a_process_that_dies_ends_the_others_and_is_told(tmp_path: Path) -> None:
    with cluster(tmp_path, minutes=5) as running:
        os.kill(running.processes["worker-2"], signal.SIGKILL)
        with pytest.raises(ClusterError, match=r"the cluster failed: the worker-2 ended by itself \(status -9\)"):
            running.wait()
        assert processes_of(tmp_path) == {}


def test_a_setting_that_spark_refuses_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    refused = {"spark.driver.extraJavaOptions": "-Xmx1g"}
    with pytest.raises(ClusterError) as told, cluster(tmp_path, refused):
        pass
    log = tmp_path / "cluster" / "logs" / "thrift-server.log"
    assert f"the cluster failed: the thrift-server ended by itself (status 1): {log} ends with" in str(told.value)
    assert "Not allowed to specify max heap(Xmx) memory settings through java options" in str(told.value)
    assert processes_of(tmp_path) == {}


def test_a_cluster_that_is_not_up_in_time_is_told_and_ended(tmp_path: Path) -> None:
    with (
        pytest.raises(ClusterError, match="the cluster failed: the master's page did not answer within 0.1 seconds"),
        cluster(tmp_path, patience=0.1),
    ):
        pass
    assert processes_of(tmp_path) == {}


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(
                ClusterError, match=f"port {port} of 127.0.0.1 cannot be used .Address already in use.: choose"
            ),
            cluster(tmp_path, port=port),
        ):
            pass


def test_a_machine_without_java_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ClusterError, match=f"JAVA_HOME={tmp_path} has no bin/java: install Java 17"), cluster(tmp_path):
        pass
