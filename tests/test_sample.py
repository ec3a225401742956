"""The sample company, end to end, as the person who types `leadline run` sees it."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.lake import Lake
from orchestration.publish import versions
from tests.company import SAMPLE, Company


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, str]:
    data = tmp_path_factory.mktemp("sample") / "data"
    return Company(data), Company(data, cold=True).run().stdout


def test_the_summary_tells_rows_verdicts_flags_and_what_was_published(sample: tuple[Company, str]) -> None:
    company, said = sample
    rejected = company.marts("select count(distinct (source, table_name, file, line)) from marts.rejected_rows")[0][0]
    assert rejected == 2
    assert re.search(r"sample +\d+ +\d+ +2\n", said)
    [(leads,)] = company.marts("select count(*) from marts.fct_leads where verdict = 'non_conforming'")
    assert f"{leads} non_conforming" in said
    [(flagged, deals)] = company.marts("select count(nullif(failed_rules, '')), count(*) from marts.fct_deals")
    assert f"{deals} deals" in said or f"Deals      {deals}, of which {flagged} flagged" in said
    assert "v0001" in said
    assert "publish/current/leadline.duckdb" in said


def test_rejected_rows_say_file_line_column_and_reason(sample: tuple[Company, str]) -> None:
    company, _ = sample
    rejected = company.marts(
        "select file, line, column_name, raw_value, reason from marts.rejected_rows order by file, line"
    )
    assert [row[:4] for row in rejected] == [
        ("deals.xlsx", 10, "amount", "1.500 or so"),
        ("leads.csv", 12, "created_at", "soon"),
    ]
    assert all(reason for *_, reason in rejected)


@pytest.mark.parametrize(
    ("lead", "rules"),
    [
        ("L-003", {"name_placeholder", "phone_invalid"}),
        ("L-004", {"email_disposable"}),
        ("L-005", {"email_role_account"}),
        ("L-007", {"duplicate_lead"}),
        ("L-008", {"not_contactable"}),
        ("L-009", {"email_invalid", "junk_lead_converted"}),
    ],
    ids=["placeholder", "disposable", "role account", "duplicate", "no way to reach", "junk that became a deal"],
)
def test_planted_defects_of_leads_are_flagged(sample: tuple[Company, str], lead: str, rules: set[str]) -> None:
    company, _ = sample
    found = company.marts(
        "select rule_id from marts.fct_lead_flags where lead_id = ? and resolved_at is null", [f"sample:{lead}"]
    )
    assert rules <= {rule for (rule,) in found}


@pytest.mark.parametrize(
    ("deal", "rules"),
    [
        ("D-101", set()),
        ("D-103", {"close_date_in_past"}),
        ("D-105", {"lost_without_reason"}),
        ("D-106", {"won_without_amount", "won_probability_below_one"}),
        ("D-107", {"closed_before_created"}),
        ("D-108", {"stage_unknown"}),
        ("D-110", {"product_unknown"}),
    ],
)
def test_planted_defects_of_deals_are_flagged_and_nothing_else(
    sample: tuple[Company, str], deal: str, rules: set[str]
) -> None:
    company, _ = sample
    found = company.marts(
        "select rule_id from marts.fct_deal_flags where deal_id = ? and resolved_at is null", [f"sample:{deal}"]
    )
    assert {rule for (rule,) in found} == rules


def test_nothing_personal_is_published(sample: tuple[Company, str]) -> None:
    company, _ = sample
    with (SAMPLE / "leads.csv").open(newline="") as file:
        leads = list(csv.DictReader(file))
    private = {lead[column] for lead in leads for column in ("Email", "Phone") if lead[column]}
    names = {lead[column] for lead in leads for column in ("First name", "Last name")}
    assert len(private) > 15
    for table, rows in company.every_mart().items():
        for row in rows:
            for cell in row:
                assert cell not in names, table
                assert not any(value in str(cell) for value in private), table
    with duckdb.connect(str(company.published), read_only=True) as connection, pytest.raises(duckdb.Error):
        connection.execute("create table marts.mine as select 1")


def test_the_data_folder_is_closed_to_others_and_the_snapshot_to_writing(sample: tuple[Company, str]) -> None:
    company, _ = sample
    assert company.data.stat().st_mode & 0o777 == 0o700
    assert company.published.stat().st_mode & 0o777 == 0o440
    for private in ("pii.key", "warehouse/leadline.duckdb"):
        assert (company.data / private).stat().st_mode & 0o777 == 0o600
    assert not any(path.stat().st_mode & 0o007 for path in company.data.rglob("*") if not path.is_symlink())


def test_the_manifest_tells_the_build_its_tables_and_checksums(sample: tuple[Company, str]) -> None:
    company, _ = sample
    manifest = json.loads((company.published.parent / "manifest.json").read_text())
    versions.verify(company.data / "publish", "v0001")
    assert manifest["as_of"] == "2026-03-01T00:00:00+00:00"
    for table, facts in manifest["tables"].items():
        [(rows,)] = company.marts(f"select count(*) from marts.{table}")
        assert (table, rows) == (table, facts["rows"])
        stamps = "build_id" if table not in {"check_results"} else "max(build_id)"
        assert set(company.marts(f"select distinct {stamps} from marts.{table}")) <= {(manifest["build_id"],)}


def test_dbt_by_hand_sees_what_the_run_built(sample: tuple[Company, str], tmp_path: Path) -> None:
    company, _ = sample
    built = company.leadline("dbt", "build", "-s", "dim_stage", "--quiet", "--exclude-resource-type", "unit_test")
    assert built.returncode == 0, built.stdout + built.stderr
    wrong = company.leadline("dbt", "build", "-s", "dim_stage", "--no-such-option")
    assert wrong.returncode == 2
    nowhere = Company(tmp_path / "data").leadline("dbt", "build")
    assert (nowhere.returncode, "run `leadline run` first" in nowhere.stderr) == (2, True)


def test_a_part_is_built_and_not_published(sample: tuple[Company, str]) -> None:
    company, _ = sample
    part = company.leadline("run", "--select", "dim_stage", "--select", "dim_product")
    assert part.returncode == 0, part.stderr
    assert part.stdout == (
        "\nBuilt      2 tables in the private warehouse, as of 2026-03-01 00:00 UTC: marts.dim_product, marts.dim_stage\n"
        "Published  nothing; readers still see v0001. `leadline run` builds everything and publishes.\n"
    )
    wrong = company.leadline("run", "--select", "dim_stages+")
    assert wrong.returncode == 2
    assert "--select: there is no table 'dim_stages' (did you mean dim_stage?)" in wrong.stderr
    assert "Readers still see v0001." in wrong.stderr
    assert versions.current(company.data / "publish") == "v0001"


def test_a_blocked_run_keeps_the_last_version_and_rollback_goes_back(
    sample: tuple[Company, str], tmp_path: Path
) -> None:
    shutil.copytree(sample[0].data, tmp_path / "data", symlinks=True)
    company = Company(tmp_path / "data")
    assert versions.current(company.data / "publish") == "v0001"
    company.run()
    before = company.every_mart()
    messages = {path.name for path in (company.data / "outbox").glob("*.txt")}

    lake = Lake(company.data / "lake")
    with duckdb.connect() as connection, lake.load("damaged") as load:
        damaged = f"select * replace (null as deal_id) from ({lake.select('spreadsheets', 'deals', 'sample')}) limit 1"
        load.write_query(connection, damaged, "spreadsheets", "deals", "sample")
    blocked = company.leadline("run")
    assert blocked.returncode == 3, blocked.stdout + blocked.stderr
    assert "a blocking check failed" in blocked.stderr
    assert "deal_id" in blocked.stderr
    assert "Readers still see v0002." in blocked.stderr
    assert company.every_mart() == before
    # Of all audiences the owner of data alone is told.
    told = {path.name: path for path in (company.data / "outbox").glob("*.txt") if path.name not in messages}
    assert [name.split("-")[3] for name in told] == ["data_owner"]
    [text] = [path.read_text() for path in told.values()]
    assert text.startswith("Subject: ")
    assert "It blocks publishing: readers keep the last version." in " ".join(text.split())

    back = company.leadline("rollback")
    assert (back.returncode, back.stdout.startswith("Readers see v0001")) == (0, True)
    assert versions.current(company.data / "publish") == "v0001"
    nothing = company.leadline("rollback")
    assert nothing.returncode == 2
    assert "there is no version before v0001" in nothing.stderr
    there = company.leadline("rollback", "v0002")
    assert (there.returncode, versions.current(company.data / "publish")) == (0, "v0002")


def test_wrong_sources_or_agreement_stop_before_anything_is_extracted(tmp_path: Path) -> None:
    mapping = (SAMPLE / "sources.yml").read_text().replace("path: .", f"path: {SAMPLE}")
    wrong = tmp_path / "sources.yml"
    wrong.write_text(mapping.replace("created_at: Created", "created_at: Createt", 1))
    stopped = Company(tmp_path / "data", wrong).leadline("run")
    assert stopped.returncode == 2, stopped.stderr
    assert "Stopped: sample leads created_at: column 'Createt' is not in leads.csv" in stopped.stderr
    assert "Lead ID, Created" in stopped.stderr
    assert "Nothing has been published yet." in stopped.stderr
    assert not list((tmp_path / "data" / "lake" / "spreadsheets").rglob("*.parquet"))

    agreement = tmp_path / "agreement"
    agreement.mkdir()
    for file in (SAMPLE / "agreement").glob("*.yml"):
        (agreement / file.name).write_text(file.read_text())
    (agreement / "company.yml").write_text(
        re.sub(r"time_zone:.*", "time_zone: Europe/Atlantis", (agreement / "company.yml").read_text())
    )
    stopped = Company(tmp_path / "data2", agreement=agreement).leadline("run")
    assert stopped.returncode == 2, stopped.stderr
    assert "company.yml" in stopped.stderr
    assert "Europe/Atlantis" in stopped.stderr
    assert not (tmp_path / "data2" / "lake").exists()


def test_an_as_of_before_the_published_build_is_refused(sample: tuple[Company, str]) -> None:
    company, _ = sample
    early = Company(company.data, variables={"LEADLINE_AS_OF": "2026-02-01"}).leadline("run")
    assert early.returncode == 2
    assert (
        "as of 2026-02-01T00:00:00+00:00 is before the published build's 2026-03-01T00:00:00+00:00 (v0001)"
        in early.stderr
    )
