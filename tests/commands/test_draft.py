"""What a draft guesses and asks, on small files whose answers are plain to see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.commands.draft import agreement, headings, stages
from orchestration.commands.draft.text import flow, scalar
from orchestration.commands.init import init
from orchestration.extract import agreement as landed
from orchestration.extract.entities import ENTITIES
from orchestration.extract.sources import load_sources

GERMAN = """\
Nr;Bezeichnung;Phase;Auftragswert;Angelegt am;Abschlussdatum;Wahrscheinlichkeit;Zuständig
V1;Pumpen;Angebot;1.234,50 €;03.04.2025;25.12.2025;50;ada
V2;Ventile;Gewonnen;99,00 €;04.05.2025;24.12.2025;100;ben
V3;Rohre;Wartet;0,50 €;05.06.2025;k. A.;25;ada
"""


def drafted(tmp_path: Path, files: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Text of the draft, and its tables as YAML says them."""
    inbox = tmp_path / "acme" / "inbox"
    inbox.mkdir(parents=True)
    for name, text in files.items():
        (inbox / name).write_text(text, encoding="utf-8")
    init(tmp_path / "acme")
    text = (tmp_path / "acme" / "sources.yml").read_text()
    load_sources(tmp_path / "acme" / "sources.yml")
    [source] = yaml.safe_load(text)["sources"]
    return text, source


def test_a_german_export_is_mapped_with_its_formats(tmp_path: Path) -> None:
    text, source = drafted(tmp_path, {"Verkaufschancen 2025.csv": GERMAN})
    assert source["tables"] == {
        "deals": {
            "file": "Verkaufschancen 2025.csv",
            "columns": {
                "deal_id": "Nr",
                "stage": "Phase",
                "name": "Bezeichnung",
                "amount": {"column": "Auftragswert", "decimal": ","},
                "created_at": {"column": "Angelegt am", "format": "%d.%m.%Y"},
                "closed_at": {"column": "Abschlussdatum", "null_words": ["k. A."], "format": "%d.%m.%Y"},
                "owner_id": "Zuständig",
                "probability": {"column": "Wahrscheinlichkeit", "unit": "percent"},
            },
        }
    }
    assert (source["name"], source["currency"], source["timezone"]) == ("acme", "EUR", "UTC")
    assert "# guess: other formats fit too; days and months stand as in Abschlussdatum" in text
    assert "    currency: EUR  # guess: the amounts name it" in text
    assert "# question: in which time zone are times written here" in text


def test_words_of_stages_are_named_where_they_are_plain_and_asked_where_not(tmp_path: Path) -> None:
    drafted(tmp_path, {"Verkaufschancen.csv": GERMAN})
    text = (tmp_path / "acme" / "agreement" / "sales_process.yml").read_text()
    [process] = yaml.safe_load(text)["processes"]
    assert {stage["id"]: stage.get("names") for stage in process["stages"]} == {
        "proposal": {"acme": ["Angebot"]},
        "closed_won": {"acme": ["Gewonnen"]},
        "closed_lost": None,
    }
    assert "# question: which stage is Wartet of acme (1 deal)?" in text
    assert "#   names: {acme: [Wartet]}" in text


def test_dates_that_fit_two_formats_are_asked_with_both(tmp_path: Path) -> None:
    rows = "".join(f"L{day},x{day}@firm.de,0{day}/04/2025\n" for day in range(1, 6))
    text, source = drafted(tmp_path, {"leads.csv": "Lead ID,Email,Created\n" + rows})
    assert source["tables"]["leads"]["columns"] == {"lead_id": "Lead ID", "email": "Email"}
    assert text.count("# question: created_at: every date of this file fits more than one format: which is it?") == 1
    assert '          # created_at: {column: Created, format: "%d/%m/%Y"}\n' in text
    assert '          # created_at: {column: Created, format: "%m/%d/%Y"}\n' in text


def test_a_required_date_that_is_ambiguous_leaves_its_table_out(tmp_path: Path) -> None:
    rows = "".join(f"D{day},Proposal,0{day}/04/2025\n" for day in range(1, 6))
    text, source = drafted(
        tmp_path, {"deals.csv": "Deal ID,Stage\nD1,Proposal\n", "stage_history.csv": "Deal ID,Stage,Entered\n" + rows}
    )
    assert list(source["tables"]) == ["deals"]
    assert "stage_history.csv looks like deal_stage_history, but no column was found for entered_at" in " ".join(
        text.replace("#", "").split()
    )


def test_points_before_three_digits_are_asked_unless_another_column_tells(tmp_path: Path) -> None:
    alone, source = drafted(tmp_path / "alone", {"deals.csv": "Deal ID,Stage,Amount\n1,Won,1.500\n2,Lost,2.250\n"})
    assert "amount" not in source["tables"]["deals"]["columns"]
    assert '# amount: {column: Amount, decimal: ","}' in alone
    assert '# amount: {column: Amount, decimal: "."}' in alone
    files = {
        "deals.csv": "Deal ID;Stage;Amount\n1;Won;1.500\n2;Lost;2.250\n",
        "products.csv": "Product ID;Name;Price\n1;Pump;9,50\n",
    }
    beside, source = drafted(tmp_path / "beside", files)
    assert source["tables"]["deals"]["columns"]["amount"] == {"column": "Amount", "decimal": ","}
    assert "# guess: decimal comma, as in Price" in beside


def test_addresses_and_numbers_are_known_by_their_looks(tmp_path: Path) -> None:
    rows = "".join(f"{n},ann{n}@firm.de,+49 30 90182{n}0,Acme\n" for n in range(1, 6))
    text, source = drafted(tmp_path, {"leads.csv": "Lead ID,Kommunikation,Rückruf,Firma\n" + rows})
    columns = source["tables"]["leads"]["columns"]
    assert (columns["email"], columns["phone"], columns["company"]) == ("Kommunikation", "Rückruf", "Firma")
    assert "email: Kommunikation  # guess: 100 % of 5 values look like e-mail addresses" in text
    assert "# guess: 100 % of 5 values look like phone numbers" in text
    assert "ann1@firm.de" not in text
    assert "90182" not in text


def test_coded_words_are_guessed_or_asked(tmp_path: Path) -> None:
    rows = "1,Open - Not Contacted,Web\n2,converted,Messe\n3,Quarantined,Web\n4,new,Fax\n"
    text, source = drafted(tmp_path, {"leads.csv": "Lead ID,Status,Lead source\n" + rows})
    assert source["tables"]["leads"]["values"] == {
        "channel": {"Web": "website", "Messe": "event"},
        "status": {"Open - Not Contacted": "new"},
    }
    assert "            # Quarantined:   # 1 row\n" in text
    assert "            # Fax:   # 1 row\n" in text


def test_files_of_one_shape_are_one_delivery(tmp_path: Path) -> None:
    quarter = "Lead ID,Email,Created\n{0}1,a{0}@firm.de,2025-01-0{0}\n"
    _, source = drafted(tmp_path, {f"leads_2025_q{n}.csv": quarter.format(n) for n in (1, 2, 3)})
    assert source["tables"]["leads"] == {
        "file": "leads_2025_q*.csv",
        "columns": {"lead_id": "Lead ID", "created_at": "Created", "email": "Email"},
    }


def test_a_file_that_is_nothing_known_and_one_that_cannot_be_read_are_asked_about(tmp_path: Path) -> None:
    text, source = drafted(
        tmp_path,
        {"deals.csv": "Deal ID,Stage\n1,Won\n", "weather.csv": "Wind,Rain\n3,4\n", "broken.xlsx": "no workbook"},
    )
    assert list(source["tables"]) == ["deals"]
    asked = " ".join(text.replace("#", "").split())
    assert "question: what is in weather.csv? Its headings look like none of Leadline's tables." in asked
    assert "question: broken.xlsx cannot be read: broken.xlsx is not a readable xlsx workbook" in asked


def test_a_column_that_would_reject_many_rows_is_left_open(tmp_path: Path) -> None:
    rows = "1,Won,100\n2,Won,soon\n3,Lost,later\n4,Lost,7\n"
    text, source = drafted(tmp_path, {"deals.csv": "Deal ID,Stage,Amount\n" + rows})
    assert source["tables"]["deals"]["columns"] == {"deal_id": "Deal ID", "stage": "Stage"}
    assert "# question: amount: 2 of 4 values can be read as amounts: is it the right column?" in text


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("StageName", "stage name"),
        ("close_date", "close date"),
        ("Lead-Nr.", "lead nr"),
        ("Zuständig", "zustaendig"),
        ("Probability (%)", "probability percent"),
        ("NumberofLocations__c", "numberof locations"),
    ],
)
def test_headings_are_compared_as_plain_words(heading: str, plain: str) -> None:
    assert headings.plain(heading) == plain


@pytest.mark.parametrize(
    ("stem", "entity"),
    [
        ("OpportunityHistory", "deal_stage_history"),
        ("Opportunity", "deals"),
        ("sales_pipeline", "deals"),
        ("Interessenten 2025", "leads"),
        ("sales_teams", "owners"),
    ],
)
def test_a_files_name_says_its_entity_by_its_longest_word(stem: str, entity: str) -> None:
    assert headings.file_words(stem)[0][0] == entity


@pytest.mark.parametrize("entity", list(ENTITIES))
def test_words_of_headings_are_of_columns_that_there_are_and_each_stands_once(entity: str) -> None:
    for column, words in headings.words(entity).items():
        assert column in ENTITIES[entity].by_name
        assert len(words) == len(dict(words)), f"{entity} {column}: a word stands there both as sure and as a guess"
        assert [word for word, _ in words] == [headings.plain(word) for word, _ in words]


def test_the_words_name_no_entity_or_column_that_there_is_not() -> None:
    for entity, column in headings.stated():
        known = [ENTITIES[entity]] if entity != "*" else list(ENTITIES.values())
        assert any(column in one.by_name for one in known), f"{entity} {column}"


@pytest.mark.parametrize(
    "found",
    [
        [],
        [stages.Found("crm", [])],
        [stages.Found("crm", [("Won", 3), ("won", 1), ("Id. Decision: Makers", 2), ("yes", 1), ("8", 1)])],
        [stages.Found("a", [("Closed Won", 3)]), stages.Found("b", [("gewonnen", 1), ("Angebot", 4)])],
    ],
    ids=["no deals", "no words", "odd words", "two sources"],
)
def test_the_drafted_agreement_can_be_used(tmp_path: Path, found: list[stages.Found]) -> None:
    for name, text in agreement.files(found, ["CHF"]).items():
        (tmp_path / name).write_text(text)
    read = landed.read(tmp_path)
    assert (read.company.base_currency, read.company.time_zone) == ("CHF", "UTC")
    assert [brief.version for brief in read.briefs] == [1]
    named = {stage.id: stage.names for stage in read.processes[0].stages if stage.names}
    assert named.get("closed_won", {}) == {
        one.source: [word for word, _ in one.words if word in ("Won", "Closed Won", "gewonnen")]
        for one in found
        if one.words
    }


@pytest.mark.parametrize(
    "value",
    [
        "Deal ID",
        "yes",
        "null",
        "1.5",
        "a: b",
        "x #y",
        "100 %",
        "",
        " pad",
        "- dash",
        "Ünïcode",
        "a, b",
        "[x]",
        "it's",
        '"',
    ],
)
def test_a_text_is_read_back_as_it_was(value: str) -> None:
    assert yaml.safe_load(f"key: {scalar(value)}") == {"key": value}
    assert yaml.safe_load(f"key: {flow({'column': value, 'list': [value]})}") == {
        "key": {"column": value, "list": [value]}
    }
