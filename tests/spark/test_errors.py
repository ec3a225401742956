"""What somebody is told whose Spark cannot be started or reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.company import Company

pytestmark = pytest.mark.spark


def java(folder: Path, said: str) -> Path:
    """A home of Java whose program says which version it is, and nothing more."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    program.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("home", "told"),
    [
        (
            None,
            "JAVA_HOME=.*jdk has no bin/java: install Java 17 or later .Debian: apt-get install openjdk-17-jre-headless",
        ),
        ('openjdk version "11.0.24" 2024-07-16', "bin/java is Java 11, and Spark needs 17: install Java 17"),
        ('java version "1.8.0_411"', "bin/java is Java 8, and Spark needs 17"),
        ("Segmentation fault", r"bin/java is Java \?, and Spark needs 17"),
    ],
    ids=["none", "11", "8", "broken"],
)
def test_a_machine_without_the_right_java_is_told_what_to_install(tmp_path: Path, home: str | None, told: str) -> None:
    jdk = java(tmp_path / "jdk", home) if home else tmp_path / "jdk"
    done = Company(tmp_path / "data", variables={"LEADLINE_TARGET": "spark", "JAVA_HOME": str(jdk)}).leadline("run")
    assert done.returncode == 1
    assert_told(done.stdout + done.stderr, told)
    assert not (tmp_path / "data" / "warehouse" / "leadline.spark" / "tables").exists()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "thrift://leadline@127.0.0.1:1",
            "LEADLINE_SPARK_URL: nobody answers at thrift://leadline@127.0.0.1:1: .*start the cluster's",
        ),
        ("spark://127.0.0.1:7077", "'spark://127.0.0.1:7077' is not the address of a Thrift server .such as thrift://"),
    ],
    ids=["nobody", "another protocol"],
)
def test_a_cluster_that_is_not_there_is_told(tmp_path: Path, url: str, told: str) -> None:
    done = Company(tmp_path / "data", variables={"LEADLINE_TARGET": "spark", "LEADLINE_SPARK_URL": url}).leadline("run")
    assert done.returncode in (1, 2)
    assert_told(done.stdout + done.stderr, told)


def assert_told(said: str, told: str) -> None:
    """One line says it; no traceback does."""
    assert re.search(told, said), said
    assert "Traceback" not in said
