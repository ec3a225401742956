"""A warehouse on Spark: where it is, and how statements reach it.

Belongs here: the session of this process, the connection to a cluster's Thrift server, what they need and what to say when it is missing.
Does not belong here: what the tables mean, or how rooms read and write them (see `warehouse`).

One process owns the session: the catalogue of a session (Derby) lets in one process at a time, as the run lock does.
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import yaml

PROFILES = Path(__file__).resolve().parent.parent / "dbt_project" / "profiles.yml"
JAVA = 17  # the oldest that Spark 4 runs on
INSTALL = "LEADLINE_TARGET=spark make run sets up what it needs, or pip install leadline[spark]"


class SparkError(RuntimeError):
    """Spark cannot be started or reached, or refused a statement."""


@dataclass(frozen=True)
class Spark:
    """Where a warehouse on Spark is.

    Attributes:
        folder: its tables are Parquet in `tables/<schema>.db/<table>/`; a cluster sees the same folder.
        url: Thrift server of a cluster, `thrift://user@host:port`; None: a session in this process.
        master: what that session runs on.
        memory: its heap.
    """

    folder: Path
    url: str | None = None
    master: str = "local[2]"
    memory: str = "2g"

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    @property
    def parent(self) -> Path:
        return self.folder.parent

    def exists(self) -> bool:
        return self.tables.is_dir()

    def __str__(self) -> str:
        return str(self.folder)

    def environment(self) -> dict[str, str]:
        """The variables that dbt's profile reads to reach it."""
        if self.url is None:
            return {"LEADLINE_SPARK_METHOD": "session"}
        server = urlsplit(self.url)
        return {
            "LEADLINE_SPARK_METHOD": "thrift",
            "LEADLINE_SPARK_HOST": server.hostname or "",
            "LEADLINE_SPARK_PORT": str(server.port or 10000),
            "LEADLINE_SPARK_USER": server.username or "leadline",
        }


class Connection(Protocol):
    """Runs Spark SQL; what Spark refuses is a `SparkError`."""

    def execute(self, sql: str) -> None: ...

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a small SELECT. By Thrift a date is a text."""
        ...


def check_url(url: str) -> str:
    """The address of a Thrift server, as it was given.

    Raises:
        ValueError: it is none; the message says what one looks like.
    """
    parts = urlsplit(url)
    if parts.scheme != "thrift" or not parts.hostname:
        raise ValueError(
            f"'{url}' is not the address of a Thrift server (such as thrift://leadline@spark.internal:10000)"
        )
    return url


def settings_of_a_session() -> Mapping[str, str]:
    """Spark SQL's settings without which the models do not mean the same; dbt's profile has them."""
    target = yaml.safe_load(PROFILES.read_text())["leadline"]["outputs"]["spark"]
    return {name: str(value) for name, value in target["server_side_parameters"].items()}


def forget(place: Spark) -> None:
    """Drop every schema of the warehouse, with its tables; of a session of this machine everything goes, the catalogue too.

    Raises:
        SparkError: the place is a cluster that cannot be reached.
    """
    if place.url is None:
        shutil.rmtree(place.folder)
        return
    connection = connect(place)
    for schema in sorted(folder.name.removesuffix(".db") for folder in place.tables.glob("*.db")):
        connection.execute(f"drop schema if exists {schema} cascade")
        shutil.rmtree(place.tables / f"{schema}.db", ignore_errors=True)


@lru_cache(maxsize=1)
def connect(place: Spark) -> Connection:
    """The connection of this process to Spark; started once, ended with the process.

    Raises:
        SparkError: a library or Java is missing, or nobody answers; the message says what to install or set.
    """
    return _Thrift(place) if place.url else _Session(place)


def session(place: Spark) -> Any:
    """The Spark session of this process, for libraries that want one.

    Raises:
        SparkError: it cannot be started, or the place is a cluster behind Thrift.
    """
    connection = connect(place)
    if not isinstance(connection, _Session):
        raise SparkError(f"{place.url} is reached by Thrift, which gives no session")
    return connection.spark


class _Session:
    """A session on this machine, in this process."""

    def __init__(self, place: Spark) -> None:
        check_java()
        try:
            from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]
        except ImportError:
            raise SparkError(f"LEADLINE_TARGET=spark: pyspark is not installed: {INSTALL}") from None
        metastore, scratch = place.folder / "metastore", place.folder / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        of_java = {
            "derby.system.home": place.folder,
            "derby.stream.error.file": place.folder / "derby.log",
            "java.io.tmpdir": scratch,
        }
        builder = SparkSession.builder.appName("leadline").master(place.master)
        for name, value in {
            **settings_of_a_session(),
            "spark.driver.memory": place.memory,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.extraJavaOptions": " ".join(f"-D{name}={value}" for name, value in of_java.items()),
            "spark.local.dir": str(scratch),
            "spark.sql.warehouse.dir": str(place.tables),
            # Hadoop sets the rights of a file itself, and does not ask the system's umask.
            "spark.hadoop.fs.permissions.umask-mode": "077",
            "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={metastore};create=true",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }.items():
            builder = builder.config(name, value)
        try:
            self.spark: Any = builder.enableHiveSupport().getOrCreate()
            self.spark.sql("show schemas").collect()
        except Exception as error:
            raise SparkError(f"no Spark session can be started on {place.master}: {first_line(error)}") from error
        place.tables.mkdir(parents=True, exist_ok=True)

    def execute(self, sql: str) -> None:
        self.rows(sql)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        try:
            return [row.asDict() for row in self.spark.sql(sql).collect()]
        except Exception as error:
            raise SparkError(f"Spark refused a statement: {first_line(error)}\n{sql}") from error


class _Thrift:
    """A cluster's Thrift server."""

    def __init__(self, place: Spark) -> None:
        try:
            from pyhive import hive  # pyright: ignore[reportMissingImports]
        except ImportError:
            raise SparkError(f"LEADLINE_SPARK_URL: PyHive is not installed: {INSTALL}") from None
        logging.getLogger("thrift.transport").setLevel(logging.CRITICAL)  # it tells what is raised as well
        server = urlsplit(place.url or "")
        try:
            self.connection: Any = hive.connect(
                host=server.hostname, port=server.port or 10000, username=server.username or "leadline"
            )
        except Exception as error:
            raise SparkError(
                f"LEADLINE_SPARK_URL: nobody answers at {place.url}: {first_line(error)}: "
                "start the cluster's Thrift server, or unset the variable for a session on this machine"
            ) from error
        self._check_settings(place)
        place.tables.mkdir(parents=True, exist_ok=True)

    def execute(self, sql: str) -> None:
        with self._ran(sql):
            pass

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self._ran(sql) as cursor:
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def _ran(self, sql: str) -> Iterator[Any]:
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql)
                yield cursor
        except Exception as error:
            raise SparkError(f"Spark refused a statement: {first_line(error)}\n{sql}") from error

    def _check_settings(self, place: Spark) -> None:
        """A server has its settings from its start: it ignores what a connection asks for."""
        wanted = {"spark.sql.warehouse.dir": str(place.tables), **settings_of_a_session()}
        wrong = []
        for name, value in wanted.items():
            found = str(self.rows(f"set {name}")[0]["value"])
            if name != "spark.sql.shuffle.partitions" and urlsplit(found).path.lower() != value.lower():
                wrong.append(f"--conf {name}={value}   (it has {found})")
        if wrong:
            listed = "\n  ".join(wrong)
            raise SparkError(f"LEADLINE_SPARK_URL: the server at {place.url} must be started with\n  {listed}")


def check_java() -> None:
    """Refuse a machine without the Java that Spark needs.

    Raises:
        SparkError: there is none, or it is too old; the message says what to install.
    """
    from orchestration.settings import variable

    home = variable("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    remedy = (
        f"install Java {JAVA} or later (Debian: apt-get install openjdk-{JAVA}-jre-headless), or point JAVA_HOME to one"
    )
    if java is None or not Path(java).exists():
        where = f"JAVA_HOME={home} has no bin/java" if home else "there is no java on the PATH"
        raise SparkError(f"LEADLINE_TARGET=spark: {where}: {remedy}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    if found is None or int(found[1]) < JAVA:
        raise SparkError(
            f"LEADLINE_TARGET=spark: {java} is Java {found[1] if found else '?'}, and Spark needs {JAVA}: {remedy}"
        )


def first_line(error: BaseException) -> str:
    """What a person needs of an error of the JVM, whose message carries a stack, or of Thrift, whose error is a whole answer."""
    answer = re.search(r"errorMessage=(['\"])(.*?)\1[,)]", str(error), re.DOTALL)
    text = answer[2].replace("\\n", "\n") if answer else str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
