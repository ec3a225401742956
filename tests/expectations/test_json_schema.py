"""The JSON Schemas that editors use: they take what `leadline validate` takes, and refuse the words that it refuses."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from expectations.agreement import json_schema, yaml_lines
from orchestration.cli import main
from orchestration.commands.draft import agreement as draft
from orchestration.settings import ROOT
from tests.expectations.test_brief import WHOLE
from tests.expectations.test_company import CALENDAR, PUBLIC
from tests.expectations.test_process import GATED

FOLDERS = [
    "expectations/agreement",
    "docs/examples/sample/agreement",
    "docs/examples/maven/agreement",
    "docs/examples/salesforce/agreement",
]


def plain(value: Any) -> Any:
    """Values as an editor sees them: days are text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def wrong(name: str, text: str) -> list[str]:
    """Where and why a schema refuses a text."""
    schema = json.loads(json_schema.text(json_schema.schemas()[name]))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = jsonschema.Draft202012Validator(schema).iter_errors(plain(yaml_lines.read(text).values))
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_agreements_that_come_with_leadline_fit_their_schemas(folder: str) -> None:
    files = sorted((ROOT / folder).glob("*.yml"))
    found = {file.name: wrong(file.name, file.read_text()) for file in files if file.name in json_schema.MODELS}
    assert len(found) >= 3
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_what_init_drafts_fits_its_schemas() -> None:
    assert [problem for name, text in draft.files([], []).items() for problem in wrong(name, text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("company.yml", CALENDAR),
        ("company.yml", PUBLIC),
        ("lead_brief.yml", WHOLE),
        ("sales_process.yml", GATED),
    ],
    ids=["company", "public holidays", "brief", "process"],
)
def test_every_word_of_the_language_fits(name: str, text: str) -> None:
    assert wrong(name, text) == []


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("company.yml", CALENDAR.replace("late_data_days: 5", "late_data_day: 5"), "$"),
        ("company.yml", CALENDAR.replace("[fri]", "[friday]"), "$.working_hours.default[1].days[0]"),
        ("lead_brief.yml", WHOLE.replace("per: accepted", "per: delivered"), "$.briefs[0].price"),
        ("lead_brief.yml", WHOLE.replace("unit: conforming", "unit: delivered"), "$.briefs[0].volume.unit"),
        ("sales_process.yml", GATED.replace("kind: quote_sent", "kind: quote_seen"), "$.processes[0].stages[0].gate[3].evidence.kind"),
    ],
    ids=["unknown field", "unknown weekday", "price per delivered", "volume of delivered", "unknown evidence"],
)  # fmt: skip
def test_what_validate_refuses_an_editor_underlines(name: str, text: str, place: str) -> None:
    assert [problem.split(": ")[0] for problem in wrong(name, text)] == [place]


def test_a_field_tells_an_editor_what_it_means() -> None:
    schema = json_schema.schemas()["sales_process.yml"]
    why = schema["$defs"]["Stage"]["properties"]["why"]
    assert why["description"] == "What the stage makes sure of; a stage that nobody can say this of is superfluous."


def test_the_command_prints_one_or_all() -> None:
    one = CliRunner().invoke(main, ["agreement", "schema", "company.yml"])
    every = CliRunner().invoke(main, ["agreement", "schema"])
    assert json.loads(one.stdout) == json_schema.schemas()["company.yml"]
    assert list(json.loads(every.stdout)) == [
        "company.yml",
        "lead_brief.yml",
        "sales_process.yml",
        "routing.yml",
        "plan.yml",
    ]
    none = CliRunner().invoke(main, ["agreement", "schema", "brief"])
    assert (none.exit_code, none.stdout) == (2, "")
    assert "'brief' is no file of the agreement: there are company.yml, lead_brief.yml" in none.stderr
