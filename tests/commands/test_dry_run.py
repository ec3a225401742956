"""`leadline run --dry-run`: says what a run would do, and leaves every byte as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.commands.conftest import BRIEF
from tests.company import Company


def every_byte(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def brief_to_come() -> str:
    """A version 3 of the default brief, which is in force in 2030."""
    second = BRIEF.split("  - id: default\n")[2].split("  - id: hub")[0]
    return "  - id: default\n" + second.replace("version: 2", "version: 3").replace("2026-02-01", "2030-01-01")


def counts(said: str, table: str) -> list[int]:
    """read, new, updated, unchanged, duplicate, rejected, vanished"""
    [line] = [line for line in said.splitlines() if line.split()[:2] == ["small", table] and not line.endswith(":")]
    return [int(word) for word in line.split()[2:]]


def test_what_is_known_already_would_land_nothing(copied: Company) -> None:
    before = every_byte(copied.data.parent)
    done = copied.leadline("run", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert counts(done.stdout, "leads") == [7, 0, 0, 6, 0, 1, 0]
    assert "Agreement  has not changed" in done.stdout
    assert "Published  v0002, if no check blocks it (readers see v0001 now)" in done.stdout
    assert every_byte(copied.data.parent) == before


def test_what_is_new_changed_gone_and_unreadable_is_counted_and_nothing_is_written(copied: Company) -> None:
    inbox = copied.data.parent / "inbox"
    leads = (inbox / "leads.csv").read_text()
    lines = leads.splitlines()
    changed = [
        lines[0],
        lines[1].replace("2026-01-10T08:00:00Z", "2026-13-10"),  # cannot be read any more
        lines[2].replace("too small", "cannot be reached"),
        *lines[3:6],  # the last of them never could be read
        lines[7],
        lines[7].replace("secret7@acme-parts.de,2026", "8,2026", 1),
        lines[7].replace("secret7@acme-parts.de,2026", "8,2026", 1),
    ]  # lead 77 is gone
    (inbox / "leads.csv").write_text("\n".join(changed) + "\n")
    brief = copied.agreement / "lead_brief.yml"
    brief.write_text(brief.read_text() + brief_to_come())
    before = every_byte(copied.data.parent)
    done = copied.leadline("run", "--dry-run")
    assert done.returncode == 0, done.stderr
    # Lead 1 is rejected, but it is known: only 77 has vanished.
    assert counts(done.stdout, "leads") == [8, 1, 1, 3, 1, 2, 1]
    assert counts(done.stdout, "deals") == [2, 0, 0, 2, 0, 0, 0]
    assert "Agreement  has changed: lead_brief.yml" in done.stdout
    assert "leads.csv:2 created_at: not an ISO 8601 date ('2026-13-10')" in done.stdout
    assert "secret" not in done.stdout.lower()
    assert every_byte(copied.data.parent) == before


def test_before_the_first_run_no_folder_is_made(small: Company, tmp_path: Path) -> None:
    done = Company(tmp_path / "new" / "data", small.sources, small.agreement).leadline("run", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert counts(done.stdout, "leads") == [7, 6, 0, 0, 0, 1, 0]
    assert "Agreement  is loaded for the first time" in done.stdout
    assert "Published  v0001, if no check blocks it (it is the first one)" in done.stdout
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("options", [["--dry-run"], []], ids=["dry run", "run"])
def test_an_empty_export_ends_a_dry_run_as_it_ends_a_run(copied: Company, options: list[str]) -> None:
    leads = copied.data.parent / "inbox" / "leads.csv"
    leads.write_text(leads.read_text().splitlines()[0] + "\n")
    done = copied.leadline("run", *options)
    assert done.returncode == 2, done.stderr
    assert "small leads: leads.csv brings no record, but 6 keys are known" in done.stderr
    assert "Readers still see v0001." in done.stderr


def test_a_wrong_mapping_and_a_wrong_agreement_end_a_dry_run(copied: Company) -> None:
    mapping = copied.sources.read_text()
    copied.sources.write_text(mapping.replace("email: email", "email: e_mail"))
    done = copied.leadline("run", "--dry-run")
    assert (done.returncode, "column 'e_mail' is not in leads.csv" in done.stderr) == (2, True)
    copied.sources.write_text(mapping)
    brief = copied.agreement / "lead_brief.yml"
    brief.write_text(brief.read_text().replace("at_least", "at_last"))
    done = copied.leadline("run", "--dry-run")
    assert (done.returncode, "lead_brief.yml, line" in done.stderr) == (2, True)


def test_a_version_that_has_been_in_force_and_was_edited_ends_every_command(copied: Company) -> None:
    brief = copied.agreement / "lead_brief.yml"
    text = brief.read_text()
    brief.write_text(text.replace("goal: 10", "goal: 12", 1))
    before = every_byte(copied.data)
    for command in (["run", "--dry-run"], ["run"], ["validate"]):
        done = copied.leadline(*command)
        assert done.returncode == 2, done.stderr
        assert (
            f"{brief}, line 10, briefs[1].volume.goal: 12, but version 1 of brief 'default' is in force since 2020-01-01 and "
            "says 10: put it back, or copy the block to a new version with a later valid_from and change it there"
        ) in done.stderr
        assert every_byte(copied.data / "lake") == {
            name.removeprefix("lake/"): known for name, known in before.items() if name.startswith("lake/")
        }
    brief.write_text(f"# agreed\n{text}")
    assert copied.leadline("validate").returncode == 0


def test_a_missing_key_file_ends_a_dry_run_as_it_ends_a_run(copied: Company) -> None:
    (copied.data / "pii.key").unlink()
    done = copied.leadline("run", "--dry-run")
    assert done.returncode == 1
    assert f"{copied.data / 'pii.key'} is missing" in done.stderr
    assert not (copied.data / "pii.key").exists()


def test_options_that_exclude_each_other_are_wrong_usage(small: Company) -> None:
    done = small.leadline("run", "--dry-run", "--full-refresh")
    assert done.returncode == 2
    assert "exclude each other" in done.stderr
