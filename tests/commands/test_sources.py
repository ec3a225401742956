"""`leadline sources`: what is on, and what the lake holds of it."""

from __future__ import annotations

from pathlib import Path

from tests.company import Company


def test_tables_are_listed_with_records_loads_and_rejects(small: Company) -> None:
    done = small.leadline("sources")
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0] == ["small", "spreadsheets", str(small.data.parent / "inbox")]
    assert rows[1:7] == [
        ["table", "from", "records", "rows", "last", "load", "rejected"],
        ["leads", "leads.csv", "6", "6", "2026-03-01", "00:00", "1"],
        ["lead_status_history", "lead_history.csv", "3", "3", "2026-03-01", "00:00", "0"],
        ["deals", "deals.csv", "2", "2", "2026-03-01", "00:00", "0"],
        ["deal_stage_history", "stages.csv", "4", "4", "2026-03-01", "00:00", "0"],
        ["owners", "owners.csv", "2", "2", "2026-03-01", "00:00", "0"],
    ]


def test_a_source_that_was_renamed_is_listed_as_off_with_what_it_left(copied: Company) -> None:
    copied.sources.write_text(copied.sources.read_text().replace("name: small", "name: other"))
    said = copied.leadline("sources").stdout
    assert "leads                leads.csv               0     0  never             0" in said
    assert "small  spreadsheets  off: no longer in sources.yml, but what it delivered stays" in said
    off = [line.split() for line in said.partition("off:")[2].splitlines()[2:]]
    assert off[0] == ["deal_stage_history", "4", "4", "2026-03-01", "00:00", "0"]
    assert off[3] == ["leads", "6", "6", "2026-03-01", "00:00", "1"]


def test_before_the_first_run_nothing_is_loaded_and_nothing_is_made(small: Company, tmp_path: Path) -> None:
    done = Company(tmp_path / "data", small.sources, small.agreement).leadline("sources")
    assert (done.returncode, done.stdout.count("never")) == (0, 5)
    assert not (tmp_path / "data").exists()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    done = Company(tmp_path / "data", tmp_path / "no.yml").leadline("sources")
    assert done.returncode == 2
    assert "no.yml cannot be read" in done.stderr
