"""`leadline init`: the folder that it makes, what it refuses, and that real exports pass `leadline validate` as drafted."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

from orchestration.settings import ROOT
from tests.company import LEADLINE, SAMPLE
from tests.conftest import MAVEN, SALESFORCE

LEADS = "Lead ID,Email,Created\n1,ann@firm.de,2025-01-05\n"


def leadline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As somebody types it in a folder, with nothing set."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADLINE_")}
    return subprocess.run(
        [str(LEADLINE), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def tables(folder: Path) -> dict[str, dict]:
    [source] = yaml.safe_load((folder / "sources.yml").read_text())["sources"]
    return source["tables"]


def found(validated: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """By table, what `leadline validate` says of it."""
    assert validated.returncode == 0, validated.stderr
    lines = [line for line in validated.stdout.splitlines() if "rows," in line]
    return {line.split(":")[0].split()[1]: line.split(": ")[1] for line in lines}


def test_the_folder_has_all_that_a_company_needs(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "leads.csv").write_text(LEADS)
    done = leadline(tmp_path, "init", "acme co", "--from", "export/leads.csv")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "acme co"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == [
        ".gitignore",
        "README.md",
        "agreement",
        "agreement/.schema",
        *(f"agreement/.schema/{name}.json" for name in ("company", "lead_brief", "plan", "routing", "sales_process")),
        "agreement/company.yml",
        "agreement/lead_brief.yml",
        "agreement/routing.yml",
        "agreement/sales_process.yml",
        "crontab.txt",
        "inbox",
        "inbox/lead_decisions.csv",
        "inbox/leads.csv",
        "sources.yml",
    ]
    assert {"data/", "inbox/"} <= set((folder / ".gitignore").read_text().splitlines())
    line = (folder / "crontab.txt").read_text().splitlines()[1]
    assert line == f"15 5 * * *  cd '{folder}' && {LEADLINE} run >> leadline.log 2>&1"
    assert line in done.stdout
    assert (folder / "inbox" / "leads.csv").stat().st_mode & 0o077 == 0
    assert found(leadline(folder, "validate")) == {
        "leads": "1 rows, 0 cannot be read",
        "lead_status_history": "0 rows, 0 cannot be read",
    }


def test_guesses_and_questions_are_counted_as_they_stand_there(tmp_path: Path) -> None:
    (tmp_path / "acme" / "inbox").mkdir(parents=True)
    (tmp_path / "acme" / "inbox" / "x.csv").write_text("Deal ID,Stage,Amount,Sales rep\n1,Won,5,ada\n")
    said = leadline(tmp_path, "init", "acme").stdout
    folder = tmp_path / "acme"
    drafted = [folder / "sources.yml", *(folder / "agreement").glob("*.yml")]
    lines = [line for file in drafted for line in file.read_text().splitlines()]
    questions = sum("# question: " in line and not line.startswith("#   # ") for line in lines)
    assert f"and {questions} questions left open" in said
    assert "  x.csv  deals  1 rows  4 columns of 4" in said
    # by its headings; owner by its heading
    assert "2 guesses are marked" in said


@pytest.mark.parametrize(
    ("prepare", "arguments", "says"),
    [
        (lambda folder: (folder / "sources.yml").write_text("sources: []"), [], "sources.yml is there already, and there is no --force"),
        (lambda _: None, [], "there is no file to draft from: put your exports"),
        (lambda _: None, ["--from", "nowhere"], "there is no nowhere: correct --from"),
    ],
    ids=["sources.yml is there", "no file", "no such export"],
)  # fmt: skip
def test_what_cannot_be_drafted_is_refused(tmp_path: Path, prepare, arguments: list[str], says: str) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    prepare(folder)
    done = leadline(tmp_path, "init", "acme", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not (folder / "agreement").exists()


def test_leadlines_own_folder_is_refused(tmp_path: Path) -> None:
    done = leadline(tmp_path, "init", str(ROOT / "acme"))
    assert (done.returncode, (ROOT / "acme").exists()) == (2, False)
    assert "a company's data belongs elsewhere" in done.stderr


def test_two_files_of_one_name_are_refused_and_the_copies_are_taken_back(tmp_path: Path) -> None:
    for part in ("a", "b"):
        (tmp_path / "export" / part).mkdir(parents=True)
        (tmp_path / "export" / part / "leads.csv").write_text(LEADS)
    done = leadline(tmp_path, "init", "acme", "--from", "export")
    assert done.returncode == 2
    assert "are called 'leads.csv'" in done.stderr
    assert list((tmp_path / "acme" / "inbox").iterdir()) == []


def test_an_agreement_that_is_there_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    (folder / "inbox").mkdir(parents=True)
    (folder / "inbox" / "leads.csv").write_text(LEADS)
    shutil.copytree(SAMPLE / "agreement", folder / "agreement")
    before = {file.name: file.read_bytes() for file in (folder / "agreement").iterdir()}
    done = leadline(tmp_path, "init", "acme")
    assert done.returncode == 0, done.stderr
    after = {file.name: file.read_bytes() for file in (folder / "agreement").glob("*.yml")}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"routing.yml"}
    assert (
        "Kept as they were: agreement/company.yml, agreement/lead_brief.yml, agreement/sales_process.yml" in done.stdout
    )


def test_each_export_of_several_is_a_source_of_its_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "HubSpot Export.zip", "w") as archive:
        archive.writestr("leads.csv", LEADS)
    (tmp_path / "erp").mkdir()
    (tmp_path / "erp" / "orders.csv").write_text("Order ID,Quantity\n7,2\n")
    done = leadline(tmp_path, "init", "acme", "--from", "HubSpot Export.zip", "--from", "erp", "--in-place")
    assert done.returncode == 0, done.stderr
    sources = yaml.safe_load((tmp_path / "acme" / "sources.yml").read_text())["sources"]
    assert [(source["name"], source["path"], list(source["tables"])) for source in sources] == [
        ("hub_spot_export", str(tmp_path / "HubSpot Export.zip"), ["leads"]),
        ("erp", str(tmp_path / "erp"), ["orders"]),
        ("decisions", "inbox/lead_decisions.csv", ["lead_status_history"]),
    ]
    assert [path.name for path in (tmp_path / "acme" / "inbox").iterdir()] == ["lead_decisions.csv"]
    assert set(found(leadline(tmp_path / "acme", "validate"))) == {"leads", "orders", "lead_status_history"}


def test_the_sample_is_drafted_so_that_it_validates(tmp_path: Path) -> None:
    for name in ("leads.csv", "deals.xlsx", "products.csv"):
        (tmp_path / "acme" / "inbox").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLE / name, tmp_path / "acme" / "inbox" / name)
    assert leadline(tmp_path, "init", "acme").returncode == 0
    stated = yaml.safe_load((SAMPLE / "sources.yml").read_text())["sources"][0]["tables"]
    drafted = tables(tmp_path / "acme")
    # What somebody who knows the files wrote; accounts are made by a query, which nobody can guess.
    assert {entity: table["columns"] for entity, table in drafted.items()} == {
        entity: table["columns"] for entity, table in stated.items() if "file" in table
    }
    assert {entity: table.get("sheet") for entity, table in drafted.items()} == {
        "leads": None, "deals": "Pipeline", "owners": "Team", "products": None,
    }  # fmt: skip
    assert found(leadline(tmp_path / "acme", "validate")) == {
        "leads": "12 rows, 1 cannot be read",
        "deals": "11 rows, 1 cannot be read",
        "owners": "2 rows, 0 cannot be read",
        "products": "2 rows, 0 cannot be read",
    }


@pytest.mark.shared
def test_maven_is_drafted_so_that_it_validates(tmp_path: Path) -> None:
    with zipfile.ZipFile(MAVEN) as archive:
        (tmp_path / "export").mkdir()
        for member in archive.infolist():
            if member.filename.endswith(".csv"):
                (tmp_path / "export" / Path(member.filename).name).write_bytes(archive.read(member))
    assert leadline(tmp_path, "init", "acme", "--from", "export").returncode == 0
    stated = yaml.safe_load((ROOT / "docs/examples/maven/sources.yml").read_text())["sources"][0]["tables"]
    drafted = tables(tmp_path / "acme")
    for entity in ("deals", "products"):
        assert drafted[entity]["columns"] == stated[entity]["columns"], entity
    assert found(leadline(tmp_path / "acme", "validate")) == {
        "accounts": "85 rows, 0 cannot be read",
        "deals": "8,800 rows, 0 cannot be read",
        "owners": "35 rows, 0 cannot be read",
        "products": "7 rows, 0 cannot be read",
    }


@pytest.mark.shared
def test_a_salesforce_export_is_drafted_so_that_it_validates(tmp_path: Path) -> None:
    assert leadline(tmp_path, "init", "acme", "--from", str(SALESFORCE)).returncode == 0
    stated = yaml.safe_load((ROOT / "docs/examples/salesforce/sources.yml").read_text())["sources"][0]["tables"]
    drafted = tables(tmp_path / "acme")
    for entity in ("contacts", "deals", "deal_stage_history"):
        assert drafted[entity]["columns"] == stated[entity]["columns"], entity
    # Mobile numbers are empty in this export, and that a type means a customer is an opinion.
    assert drafted["leads"]["columns"] == {**stated["leads"]["columns"], "phone": "Phone"}
    mapped = dict(stated["accounts"]["columns"])
    del mapped["is_customer"]
    assert drafted["accounts"]["columns"].items() >= mapped.items()
    assert drafted["leads"]["values"]["status"] == stated["leads"]["values"]["status"]
    assert found(leadline(tmp_path / "acme", "validate")) == {
        "leads": "22 rows, 0 cannot be read",
        "contacts": "25 rows, 0 cannot be read",
        "accounts": "18 rows, 0 cannot be read",
        "deals": "36 rows, 0 cannot be read",
        "deal_stage_history": "48 rows, 0 cannot be read",
    }
