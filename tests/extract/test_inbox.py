"""The watch on the inbox, and the sensor that it makes."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.extract import sensors
from orchestration.extract.inbox import fingerprint, watched
from orchestration.settings import Settings
from tests.conftest import SAMPLE


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    """A company's folder of its own: the sample's files, which a test may change."""
    folder = tmp_path / "company"
    shutil.copytree(SAMPLE, folder)
    return Settings(data=folder / "data", sources=folder / "sources.yml", agreement=folder / "agreement")


class Sensor:
    """The sensor, looked through one time after the other as the daemon does."""

    def __init__(self, settings: Settings) -> None:
        [found] = list(sensors.build(settings, "leadline").sensors or ())
        assert isinstance(found, dg.SensorDefinition)
        self.definition = found
        self.cursor: str | None = None

    def look(self) -> tuple[list[str | None], str]:
        """Run keys that are asked for, and the reason where there is none."""
        with dg.DagsterInstance.ephemeral() as instance:
            data = self.definition.evaluate_tick(dg.build_sensor_context(instance=instance, cursor=self.cursor))
        self.cursor = data.cursor or self.cursor
        return [request.run_key for request in data.run_requests or ()], data.skip_message or ""


def touch(file: Path, text: str, at: int) -> None:
    """Write a file whose time of change is known, to the nanosecond."""
    file.write_text(text)
    os.utime(file, ns=(at, at))


def test_a_run_is_asked_for_once_the_files_stand_still(company: Settings) -> None:
    sensor = Sensor(company)
    assert sensor.look()[0] == []  # the first look knows no earlier one
    [first], _ = sensor.look()
    assert sensor.look() == (
        [],
        f"{len(watched(company))} files are watched, none changed since the last run was asked for.",
    )

    leads = company.sources.parent / "leads.csv"
    touch(leads, "half of the", at=2_000_000_000_000_000_000)
    keys, reason = sensor.look()
    assert keys == []
    assert reason == "leads.csv changed: waiting until nothing changes for 30 seconds."
    touch(leads, "half of the file, and the rest", at=2_000_000_001_000_000_000)
    assert sensor.look()[0] == []  # it still grows
    [second], _ = sensor.look()
    assert second != first
    assert sensor.look()[0] == []


def test_files_that_are_put_back_as_they_were_are_a_change_too(company: Settings) -> None:
    sensor = Sensor(company)
    extra = company.sources.parent / "more.csv"
    keys = []
    for _ in range(2):
        sensor.look()
        keys += sensor.look()[0]
        touch(extra, "a", at=2_000_000_000_000_000_000)
        sensor.look()
        keys += sensor.look()[0]
        extra.unlink()
    assert len(keys) == len(set(keys)) == 4


@pytest.mark.parametrize(
    "name", ["leads.csv", "deals.xlsx", "sources.yml", "agreement/company.yml", "deeper/new.parquet"]
)
def test_every_file_that_a_run_reads_is_watched(company: Settings, name: str) -> None:
    before = fingerprint(watched(company))
    file = company.sources.parent / name
    file.parent.mkdir(exist_ok=True)
    if file.exists():
        os.utime(file, ns=(1, 1))
    else:
        file.write_text("x")
    assert fingerprint(watched(company)) != before


@pytest.mark.parametrize("name", ["~$deals.xlsx", ".leads.csv", "notes.docx", ".git/leads.csv"])
def test_what_a_run_does_not_read_is_not_watched(company: Settings, name: str) -> None:
    before = watched(company)
    file = company.sources.parent / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("x")
    assert watched(company) == before


def test_a_zip_is_one_file(company: Settings, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "inbox"), "zip", company.sources.parent, "leads.csv"))
    text = company.sources.read_text().replace("path: .", f"path: {archive}")
    company.sources.write_text(text)
    assert archive in watched(company)
    assert not any(file.suffix == ".csv" for file in watched(company))


def test_what_runs_write_into_the_data_folder_is_not_watched(company: Settings) -> None:
    inbox = company.data / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "leads.csv").write_text("x")
    assert company.sources.parent == company.data.parent  # the source's path is `.`, which holds the data folder
    assert inbox / "leads.csv" not in watched(company)
    # A source that is said to lie there is watched, like any other.
    company.sources.write_text(company.sources.read_text().replace("path: .", f"path: {inbox}"))
    assert inbox / "leads.csv" in watched(company)


def test_wrong_sources_start_nothing_and_the_page_says_why(company: Settings) -> None:
    company.sources.write_text("sources: []\n")
    keys, reason = Sensor(company).look()
    assert keys == []
    assert reason.startswith("Nothing was started: sources.yml")
    gone = replace(company, sources=company.sources.parent / "none.yml")
    assert "none.yml cannot be read" in Sensor(gone).look()[1]
