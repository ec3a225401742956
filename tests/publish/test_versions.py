"""Versions, the switch and the way back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from orchestration.publish import versions
from orchestration.publish.versions import PublishError


def publish(folder: Path, text: str) -> str:
    with versions.new_version(folder, None) as (name, aside):
        file = aside / "leadline.duckdb"
        file.write_text(text)
        (aside / "manifest.json").write_text(json.dumps({"files": {file.name: {"sha256": versions.checksum(file)}}}))
    versions.switch(folder, name)
    return name


def test_a_version_appears_whole_read_only_and_current_is_a_link_to_its_folder(tmp_path: Path) -> None:
    assert publish(tmp_path, "one") == "v0001"
    assert (tmp_path / "current").readlink() == Path("v0001")
    assert (tmp_path / "current" / "leadline.duckdb").read_text() == "one"
    assert (tmp_path / "v0001" / "leadline.duckdb").stat().st_mode & 0o777 == 0o440
    assert publish(tmp_path, "two") == "v0002"
    assert (tmp_path / "current" / "leadline.duckdb").read_text() == "two"
    assert versions.versions(tmp_path) == ["v0001", "v0002"]


def test_a_version_that_fails_while_it_is_written_changes_nothing(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    with pytest.raises(ZeroDivisionError), versions.new_version(tmp_path, None) as (_, aside):
        (aside / "leadline.duckdb").write_text("half")
        raise ZeroDivisionError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "v0001"]
    assert versions.current(tmp_path) == "v0001"


def test_what_a_killed_run_left_is_cleared_and_its_number_used_again(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    (tmp_path / ".incoming-v0002").mkdir()
    (tmp_path / ".incoming-v0002" / "leadline.duckdb").write_text("half")
    assert publish(tmp_path, "two") == "v0002"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "v0001", "v0002"]


def test_the_way_back_is_the_version_before_and_the_next_number_is_never_used_twice(tmp_path: Path) -> None:
    for text in ("one", "two", "three"):
        publish(tmp_path, text)
    versions.switch(tmp_path, versions.previous(tmp_path))
    assert versions.current(tmp_path) == "v0002"
    versions.switch(tmp_path, versions.previous(tmp_path))
    assert versions.current(tmp_path) == "v0001"
    with pytest.raises(PublishError, match="there is no version before v0001"):
        versions.previous(tmp_path)
    assert publish(tmp_path, "four") == "v0004"


def test_a_version_whose_file_was_changed_is_refused_and_current_stays(tmp_path: Path) -> None:
    publish(tmp_path, "one")
    publish(tmp_path, "two")
    file = tmp_path / "v0001" / "leadline.duckdb"
    file.chmod(0o600)
    file.write_text("0ne")
    with pytest.raises(PublishError, match="is not the file that was published as v0001"):
        versions.switch(tmp_path, "v0001")
    file.unlink()
    with pytest.raises(PublishError, match="v0001 lacks leadline.duckdb"):
        versions.switch(tmp_path, "v0001")
    with pytest.raises(PublishError, match=r"there is no version 'v0009' .* \(there are: v0001, v0002\)"):
        versions.switch(tmp_path, "v0009")
    assert versions.current(tmp_path) == "v0002"


def test_pruning_keeps_the_newest_and_the_current_one(tmp_path: Path) -> None:
    for text in ("one", "two", "three", "four"):
        publish(tmp_path, text)
    versions.switch(tmp_path, "v0001")
    assert versions.prune(tmp_path, keep=2) == ["v0002"]
    assert versions.versions(tmp_path) == ["v0001", "v0003", "v0004"]


def test_an_unknown_group_of_readers_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="LEADLINE_READERS_GROUP: there is no group 'no-such-group'"):
        versions.allow_readers(tmp_path, tmp_path, "no-such-group")


def test_a_file_of_a_folder_within_is_listed_closed_verified_and_pruned_with_its_version(tmp_path: Path) -> None:
    for text in ("one", "two"):
        with versions.new_version(tmp_path, None) as (name, aside):
            (aside / "manifest.json").write_text(json.dumps({"files": {}}))
            page = aside / "report" / "index.html"
            page.parent.mkdir()
            page.write_text(text)
            versions.list_file(aside, page)
        versions.switch(tmp_path, name)
    assert versions.manifest_of(tmp_path, "v0001")["files"] == {
        "report/index.html": {"sha256": hashlib.sha256(b"one").hexdigest(), "bytes": 3}
    }
    page = tmp_path / "v0001" / "report" / "index.html"
    assert page.stat().st_mode & 0o777 == 0o440
    page.chmod(0o600)
    page.write_text("0ne")
    with pytest.raises(PublishError, match="index.html is not the file that was published as v0001"):
        versions.switch(tmp_path, "v0001")
    assert versions.prune(tmp_path, keep=1) == ["v0001"]
    assert versions.versions(tmp_path) == ["v0002"]
