"""`leadline ui` as an operator starts it: pages that change nothing, a sensor that runs what lies in the inbox, an end without rest."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.lock import run_lock
from tests.company import LEADLINE, SAMPLE, Company

PATIENCE = 180  # seconds; other work may share the machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(found: Callable[[], Any], what: str) -> Any:
    """What `found` returns once it is something; fails after `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    while not (result := found()):
        assert time.monotonic() < end, f"waited {PATIENCE} seconds for {what}"
        time.sleep(1)
    return result


def processes_of(group: str) -> list[str]:
    """Command lines of Dagster's live processes that have the text in them, read off /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if group in line and " -m dagster" in line:
            found.append(line)
    return found


@dataclass
class Ui:
    """A running `leadline ui`."""

    process: subprocess.Popen[str]
    company: Company
    port: int

    def ask(self, query: str, method: str = "POST", **variables: Any) -> dict[str, Any]:
        """Ask Dagster's GraphQL."""
        address = f"http://127.0.0.1:{self.port}/graphql"
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(address, data=body, headers={"Content-Type": "application/json"})
        if method == "GET":
            request = urllib.request.Request(
                f"{address}?{urllib.parse.urlencode({'query': query})}", headers={"Origin": "http://elsewhere.example"}
            )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def location(self) -> dict[str, Any]:
        [entry] = self.ask(LOCATION)["data"]["workspaceOrError"]["locationEntries"]
        return entry["locationOrLoadError"] or {}

    def runs(self) -> list[dict[str, Any]]:
        return self.ask("{runsOrError{...on Runs{results{id status jobName tags{key value}}}}}")["data"]["runsOrError"][
            "results"
        ]


LOCATION = """{workspaceOrError{...on Workspace{locationEntries{locationOrLoadError{__typename
  ...on PythonError{message}
  ...on RepositoryLocation{repositories{
    jobs{name} schedules{name executionTimezone scheduleState{status}} sensors{name sensorState{status}}}}}}}}}"""


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    folder = tmp_path_factory.mktemp("ui")
    shutil.copytree(SAMPLE, folder / "inbox")
    shutil.move(folder / "inbox" / "agreement", folder / "agreement")
    text = (folder / "inbox" / "sources.yml").read_text().replace("path: .", "path: inbox")
    (folder / "inbox" / "sources.yml").unlink()
    (folder / "sources.yml").write_text(text)
    company = Company(folder / "data", folder / "sources.yml", folder / "agreement")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LEADLINE_", "DAGSTER_"))}
    environment |= {
        "LEADLINE_DATA": str(company.data),
        "LEADLINE_SOURCES": str(company.sources),
        "LEADLINE_AGREEMENT": str(company.agreement),
    }
    process = subprocess.Popen(
        [str(LEADLINE), "ui", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        log = company.data / "logs" / "dagster.log"
        assert f"http://127.0.0.1:{port}" in said, said + (log.read_text()[-2000:] if log.exists() else "")
        yield Ui(process, company, port)
    finally:
        process.terminate()  # which ends what it started, too
        process.wait(90)


def test_the_pages_show_the_graph_and_what_runs_by_itself(ui: Ui) -> None:
    until(lambda: ui.location().get("__typename") == "RepositoryLocation", "the code")
    [repository] = ui.location()["repositories"]
    assert {job["name"] for job in repository["jobs"]} >= {"leadline", "leads"}
    assert {
        (schedule["name"], schedule["executionTimezone"], schedule["scheduleState"]["status"])
        for schedule in repository["schedules"]
    } == {("daily", "Europe/Berlin", "RUNNING"), ("hourly_leads", "Europe/Berlin", "RUNNING")}
    assert {(sensor["name"], sensor["sensorState"]["status"]) for sensor in repository["sensors"]} == {
        ("inbox", "RUNNING"),
        ("lost_runs", "RUNNING"),
    }
    nodes = ui.ask("{assetNodes{groupName description owners{...on TeamAssetOwner{team}} kinds}}")["data"]["assetNodes"]
    groups = {node["groupName"] for node in nodes}
    assert {"05_staging_spreadsheets", "11_signals", "14_marts_sales", "15_publish"} <= groups
    assert all(node["description"] and node["owners"] and node["kinds"] for node in nodes)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_nobody_can_change_anything_through_the_pages(ui: Ui, method: str) -> None:
    launch = """mutation{launchPipelineExecution(executionParams:{selector:{repositoryLocationName:"leadline",
      repositoryName:"__repository__",pipelineName:"leadline"},runConfigData:{}}){__typename}}"""
    before = len(ui.runs())
    assert ui.ask(launch, method)["data"]["launchPipelineExecution"]["__typename"] == "UnauthorizedError"
    assert len(ui.runs()) == before
    with socket.socket() as outside:
        outside.settimeout(5)
        own = socket.gethostbyname(socket.gethostname())
        if not own.startswith("127."):
            assert outside.connect_ex((own, ui.port)) != 0  # for this machine only


def test_the_sensor_runs_what_lies_in_the_inbox_and_the_run_waits_for_the_lock(ui: Ui) -> None:
    with run_lock(ui.company.data, "leadline run"):
        [run] = until(lambda: [run for run in ui.runs() if run["status"] == "STARTED"], "a run that began")
        query = """query($id:ID!){logsForRun(runId:$id){...on EventConnection{events{...on MessageEvent{message}}}}}"""
        waiting = until(
            lambda: [
                event["message"]
                for event in ui.ask(query, id=run["id"])["data"]["logsForRun"]["events"]
                if event["message"].startswith("waiting for ")
            ],
            "the run to say that it waits",
        )
        assert waiting[0].startswith("waiting for `leadline run` of ")
        assert not ui.company.published.exists()
    assert run["jobName"] == "leadline"
    assert {"key": "dagster/sensor_name", "value": "inbox"} in run["tags"]
    done = until(
        lambda: [r for r in ui.runs() if r["id"] == run["id"] and r["status"] in {"SUCCESS", "FAILURE"}], "its end"
    )
    assert done[0]["status"] == "SUCCESS"
    assert ui.company.marts("select count(*) from marts.fct_leads") == [(11,)]
    assert ui.company.published.stat().st_mode & 0o777 == 0o440
    assert (ui.company.data / "warehouse" / "leadline.duckdb").stat().st_mode & 0o777 == 0o600
    assert (ui.company.data / "run.lock").read_text() == ""


def test_wrong_sources_are_told_on_the_page_and_right_ones_bring_it_back(ui: Ui) -> None:
    right = ui.company.sources.read_text()
    ui.company.sources.write_text(right.replace("channel: Lead source", "chanel: Lead source"))
    # While the code is loaded anew, the page says that it cannot be reached.
    error = until(lambda: "'chanel'" in (said := ui.location().get("message") or "") and said, "the error on the page")
    assert "sources.yml: sample: leads: 'chanel' is not a column of it (did you mean 'channel'?" in error
    ui.company.sources.write_text(right)
    until(lambda: ui.location().get("__typename") == "RepositoryLocation", "the code to be back")


def test_a_port_that_is_taken_is_refused_in_words(ui: Ui) -> None:
    second = Company(ui.company.data.parent / "second").leadline("ui", "--port", str(ui.port))
    assert second.returncode == 1
    assert f"port {ui.port} of 127.0.0.1 cannot be used" in second.stderr
    assert "--port" in second.stderr


def test_sigterm_ends_all_of_it(ui: Ui) -> None:
    mark = str(ui.company.data / "dagster" / "workspace.yaml")
    assert len(processes_of(mark)) == 2  # pages and daemon
    [code] = [line for line in processes_of("code.sock") if "orchestration.definitions" in line]
    ui.process.send_signal(signal.SIGTERM)
    assert ui.process.wait(60) == 0
    assert processes_of(mark) == []
    assert not [line for line in processes_of("code.sock") if line == code]
    with pytest.raises(urllib.error.URLError):
        ui.location()
