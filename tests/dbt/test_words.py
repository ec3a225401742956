"""The dbt project speaks extract's words: vocabularies, a lead's columns, what is personal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.extract.entities import ENTITIES, PERSONAL, VOCABULARIES
from orchestration.transform.dbt import PROJECT

MODELS = PROJECT / "models"


def models(folder: str) -> dict[str, dict[str, Any]]:
    """Properties of the models of a folder, by name."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted((MODELS / folder).rglob("*.yml")):
        for model in yaml.safe_load(file.read_text()).get("models", []):
            found[model["name"]] = model
    return found


def personal_of(model: dict[str, Any]) -> set[str]:
    return {
        column["name"]
        for column in model.get("columns", [])
        if column.get("config", {}).get("meta", {}).get("pii", False)
    }


@pytest.mark.parametrize("layer", ["staging/spreadsheets", "intermediate/unified"])
@pytest.mark.parametrize("entity", ["leads", "contacts", "deals", "touches"])
def test_personal_columns_are_tagged(layer: str, entity: str) -> None:
    names = {"staging/spreadsheets": f"stg_spreadsheets__{entity}", "intermediate/unified": f"int_{entity}_unified"}
    assert personal_of(models(layer)[names[layer]]) == PERSONAL[entity]


def test_marts_hold_nothing_that_is_tagged_personal() -> None:
    of_people = PERSONAL["leads"] | PERSONAL["contacts"]
    allowed = {
        "dim_account": {"domain"},  # a company's
        "dim_owner": {"email"},  # an employee's, at work
    }
    for name, model in models("marts").items():
        columns = {column["name"] for column in model["columns"]}
        assert personal_of(model) == set(), name
        assert columns & of_people <= allowed.get(name, set()), name


UNIFIED = [
    file.stem.removeprefix("int_").removesuffix("_unified") for file in sorted(MODELS.rglob("int_*_unified.sql"))
]


@pytest.mark.parametrize("entity", UNIFIED)
def test_unified_entities_have_every_column_of_the_words(entity: str) -> None:
    columns = [column["name"] for column in models("intermediate/unified")[f"int_{entity}_unified"]["columns"]]
    assert set(ENTITIES[entity].schema.names) <= set(columns)
    assert len(columns) == len(set(columns))


def macro(file: str) -> str:
    return (PROJECT / "macros" / file).read_text()


def test_vocabularies_are_those_of_extract() -> None:
    stated = dict(re.findall(r"'(\w+)': '([a-z_ ]+)'", macro("words.sql")))
    assert stated == {
        "lead_status": VOCABULARIES["leads", "status"],
        "deal_status": VOCABULARIES["deals", "status"],
        "forecast_category": VOCABULARIES["deals", "forecast_category"],
        "channel": VOCABULARIES["leads", "channel"],
    }


def test_every_column_of_a_lead_is_delivered_or_an_outcome() -> None:
    parts = {
        name: re.findall(r"'(\w+)'", columns)
        for name, columns in re.findall(r"'(\w+)': \[(.*?)\]", macro("lead_columns.sql"), flags=re.DOTALL)
    }
    columns = [*parts["delivery"], *parts["outcome"], *parts["frozen"]]
    assert sorted(columns) == sorted(column.name for column in ENTITIES["leads"].columns)
    assert set(parts["personal"]) == PERSONAL["leads"]


def test_bare_dbt_sees_every_staging_model() -> None:
    """dbt_project.yml's defaults are what a run would pass."""
    stated = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]["staged"]
    found = {
        file.stem.removeprefix("stg_spreadsheets__") for file in Path(MODELS / "staging/spreadsheets").glob("*.sql")
    }
    assert stated == {entity: ["spreadsheets"] for entity in sorted(found)}
