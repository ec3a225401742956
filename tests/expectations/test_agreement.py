"""The agreement's files: what they say when they are right, and how they say that they are wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from expectations.agreement.schema import AgreementError, load_agreement

ROOT = Path(__file__).resolve().parents[2]

COMPANY = "time_zone: Europe/Berlin\nbase_currency: EUR\n"
BRIEF = """\
briefs:
  - id: default
    version: 1
    valid_from: 2026-01-01
    name: All
    objective: People who can be reached.
    approved_by: {marketing: Mia, sales: Sam}
    change_note: First.
    scope: default
    volume: {goal: 10, unit: conforming}
    clauses:
      - id: our_countries
        says: Our countries.
        field: country
        operator: in
        value: [DE, NO]
        severity: hard
        on_missing: unknown
        remedy: Return it.
    limits: {duplicate_lead: 90}
    rejection_reasons: [no need]
"""
PROCESS = """\
processes:
  - version: 1
    valid_from: 2026-01-01
    approved_by: {marketing: Mia, sales: Sam}
    change_note: First.
    stages:
      - id: proposal
        why: A price in writing.
        names: {crm: [Proposal, Quote]}
        probability: 0.5
        forecast_category: best_case
        expected_days: 20
      - {id: closed_won, why: Signed., probability: 1, forecast_category: closed}
      - {id: closed_lost, why: No., probability: 0, forecast_category: omitted}
"""
SECOND_BRIEF = BRIEF.split("briefs:\n")[1].split("    clauses:", maxsplit=1)[0] + "    rejection_reasons: [no need]\n"
FIELDS = {"country": "text", "employees": "integer", "phone": "text"}


def write(folder: Path, company: str = COMPANY, brief: str = BRIEF, process: str = PROCESS) -> Path:
    for name, text in {"company.yml": company, "lead_brief.yml": brief, "sales_process.yml": process}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(AgreementError) as error:
        load_agreement(folder, FIELDS)
    return [problem.removeprefix(f"{folder}/") for problem in error.value.problems]


def test_what_the_files_say(tmp_path: Path) -> None:
    agreement = load_agreement(write(tmp_path), FIELDS)
    [brief], [process] = agreement.briefs, agreement.processes
    assert (agreement.company.time_zone, agreement.company.base_currency) == ("Europe/Berlin", "EUR")
    assert (agreement.company.fiscal_year_start_month, agreement.company.period) == (1, "month")
    assert (brief.id, brief.version, brief.valid_from) == ("default", 1, date(2026, 1, 1))
    assert (brief.scope_kind, brief.scope_values, brief.specificity) == ("default", [""], 0)
    assert brief.clauses[0].value == ["DE", "NO"]  # Norway is a country, not a no
    assert [stage.id for stage in process.stages] == ["proposal", "closed_won", "closed_lost"]
    assert [file.name for file in agreement.files] == ["company.yml", "lead_brief.yml", "sales_process.yml"]


@pytest.mark.parametrize(
    ("field", "old", "new", "problem"),
    [
        (
            "company",
            "Europe/Berlin",
            "Europe/Berlim",
            "company.yml, line 1, time_zone: 'Europe/Berlim' is no time zone (did you mean Europe/Berlin?)",
        ),
        (
            "company",
            "EUR",
            "euro",
            "company.yml, line 2, base_currency: 'euro' is not written as three capital letters, such as EUR",
        ),
        (
            "company",
            "base_currency: EUR",
            "base_curency: EUR",
            "company.yml, line 2, base_curency: is not known here (did you mean base_currency?); "
            "there are: time_zone, base_currency, fiscal_year_start_month, period",
        ),
        ("company", "base_currency: EUR\n", "", "company.yml, line 1, base_currency: is missing: add it"),
        (
            "company",
            "EUR\n",
            "EUR\nbase_currency: USD\n",
            "company.yml, line 3, base_currency: stands there twice: keep one of the two",
        ),
        (
            "brief",
            ", sales: Sam",
            "",
            "lead_brief.yml, line 7, briefs[1].approved_by.sales: is missing: add it",
        ),
        (
            "brief",
            "unit: conforming",
            "unit: delivered",
            "lead_brief.yml, line 10, briefs[1].volume.unit: 'delivered' is not one of conforming, accepted",
        ),
        (
            "brief",
            "operator: in\n",
            "operator: inn\n",
            "lead_brief.yml, line 15, briefs[1].clauses[1].operator: 'inn' is not one of in, not_in, at_least, at_most, "
            "is_present (did you mean in?)",
        ),
        (
            "brief",
            "field: country",
            "field: contry",
            "lead_brief.yml, line 14, briefs[1].clauses[1].field: 'contry' is not a column of a lead (did you mean country?); "
            "there are: country, employees, phone",
        ),
        (
            "brief",
            "operator: in\n        value: [DE, NO]",
            "operator: at_least\n        value: 5",
            "lead_brief.yml, line 15, briefs[1].clauses[1].operator: 'at_least' compares numbers, and country is none "
            "(employees are)",
        ),
        (
            "brief",
            "operator: in\n        value: [DE, NO]",
            "operator: at_least\n        value: many",
            "lead_brief.yml, line 16, briefs[1].clauses[1].value: 'at_least' compares with one number, not with ['many']",
        ),
        (
            "brief",
            "operator: in\n        value: [DE, NO]",
            "operator: is_present",
            "lead_brief.yml, line 17, briefs[1].clauses[1].on_missing: 'unknown' makes 'is_present' ask for nothing: "
            "choose fail or warn",
        ),
        (
            "brief",
            "duplicate_lead: 90",
            "duplicates: 90",
            "lead_brief.yml, line 20, briefs[1].limits: 'duplicates' is not a limit that a rule compares with "
            "(there are: duplicate_lead (days to look back))",
        ),
        (
            "brief",
            "scope: default",
            "scope: {vendors: [LeadHub], channels: [event]}",
            "lead_brief.yml, line 9, briefs[1].scope: name campaigns, or vendors, or channels: exactly one of the three "
            "(or write `scope: default`)",
        ),
        (
            "brief",
            "valid_from: 2026-01-01",
            "valid_from: soon",
            "lead_brief.yml, line 4, briefs[1].valid_from: 'soon': input should be a valid date or datetime, input is too short",
        ),
        (
            "process",
            "probability: 0.5",
            "probability: 50",
            "sales_process.yml, line 10, processes[1].stages[1].probability: '50': input should be less than or equal to 1",
        ),
        (
            "process",
            "        expected_days: 20\n",
            "",
            "sales_process.yml, line 6, processes[1].stages: proposal lacks expected_days: how long a healthy deal stays in it",
        ),
        (
            "process",
            "closed_lost",
            "closed_gone",
            "sales_process.yml, line 6, processes[1].stages: the last two are closed_won and closed_lost, and no others are "
            "closed (now: proposal, closed_won, closed_gone)",
        ),
        (
            "process",
            "why: Signed.",
            "why: Signed., names: {crm: [quote]}",
            "sales_process.yml, line 13, processes[1].stages[2].names.crm[1]: 'quote' already means proposal (line 9): "
            "keep one of the two",
        ),
        (
            "process",
            "    stages:",
            "   stages:",
            "sales_process.yml, line 6: this is not YAML: expected <block end>, but found '<block mapping start>'",
        ),
    ],
    ids=lambda value: value.split("\n")[0][:40] if isinstance(value, str) else None,
)
def test_an_error_names_file_line_field_value_and_remedy(
    tmp_path: Path, field: str, old: str, new: str, problem: str
) -> None:
    text = {"company": COMPANY, "brief": BRIEF, "process": PROCESS}[field]
    assert text.count(old) == 1
    found = problems(write(tmp_path, **{field: text.replace(old, new)}))
    assert problem in found


def test_all_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    write(tmp_path, COMPANY.replace("EUR", "euro"), BRIEF.replace("goal: 10", "goal: 0"))
    (tmp_path / "sales_process.yml").unlink()
    assert problems(tmp_path) == [
        "company.yml, line 2, base_currency: 'euro' is not written as three capital letters, such as EUR",
        "lead_brief.yml, line 10, briefs[1].volume.goal: '0': input should be greater than 0",
        "sales_process.yml: there is no such file (LEADLINE_AGREEMENT names the folder of company.yml, lead_brief.yml, "
        "sales_process.yml)",
    ]


@pytest.mark.parametrize(
    ("scope", "tie"),
    [
        ("scope: default", "both are the default"),
        ("scope: {vendors: [LeadHub, Other]}", None),
    ],
    ids=["a second default", "a vendor beside the default"],
)
def test_a_tie_of_briefs_in_force_together_is_an_error(tmp_path: Path, scope: str, tie: str | None) -> None:
    second = SECOND_BRIEF.replace("id: default", "id: other").replace("scope: default", scope)
    write(tmp_path, brief=BRIEF + second)
    if tie is None:
        assert len(load_agreement(tmp_path).briefs) == 2
    else:
        assert problems(tmp_path) == [
            f"lead_brief.yml, line 29, briefs[2].scope: 'other' and 'default' (line 2) are in force together, and {tie}: "
            "end one with last_day, or give one a narrower scope"
        ]


def test_two_briefs_for_one_vendor_tie_whatever_the_case_of_its_name(tmp_path: Path) -> None:
    first = BRIEF.replace("scope: default", "scope: {vendors: [LeadHub]}")
    second = SECOND_BRIEF.replace("id: default", "id: other").replace(
        "scope: default", "scope: {vendors: [Else, leadhub]}"
    )
    [problem] = problems(write(tmp_path, brief=first + second))
    assert "both are for the vendor 'leadhub'" in problem


def test_a_brief_that_ended_ties_with_none_that_begins_the_day_after(tmp_path: Path) -> None:
    first = BRIEF.replace("    name: All", "    last_day: 2026-03-31\n    name: All")
    second = SECOND_BRIEF.replace("id: default", "id: other").replace("2026-01-01", "2026-04-01")
    agreement = load_agreement(write(tmp_path, brief=first + second))
    assert [agreement.ends(brief) for brief in agreement.briefs] == [date(2026, 4, 1), None]


def test_a_version_ends_where_the_next_begins(tmp_path: Path) -> None:
    second = SECOND_BRIEF.replace("version: 1", "version: 2").replace("2026-01-01", "2026-04-01")
    agreement = load_agreement(write(tmp_path, brief=BRIEF + second))
    assert [agreement.ends(brief) for brief in agreement.briefs] == [date(2026, 4, 1), None]


@pytest.mark.parametrize(
    ("version", "valid_from", "problem"),
    [
        ("1", "2026-04-01", "briefs[2].version: 1 stands there twice, first at line 3: count on"),
        (
            "2",
            "2026-01-01",
            "briefs[2].valid_from: 2026-01-01 is not after version 1's 2026-01-01: a later version begins later",
        ),
    ],
    ids=["same number", "same day"],
)
def test_versions_of_a_brief_follow_one_another(tmp_path: Path, version: str, valid_from: str, problem: str) -> None:
    second = SECOND_BRIEF.replace("version: 1", f"version: {version}").replace("2026-01-01", valid_from)
    [found] = problems(write(tmp_path, brief=BRIEF + second))
    assert found.endswith(problem)


def test_of_several_versions_a_clause_speaks_as_in_the_newest(tmp_path: Path) -> None:
    second = BRIEF.split("briefs:\n")[1].replace("version: 1", "version: 2").replace("2026-01-01", "2026-04-01")
    brief = BRIEF + second.replace("Our countries.", "Our countries, and Norway.")
    assert load_agreement(write(tmp_path, brief=brief)).clauses()["our_countries"].says == "Our countries, and Norway."


@pytest.mark.parametrize(
    "folder",
    ["expectations/agreement", "docs/examples/maven/agreement", "docs/examples/salesforce/agreement"],
)
def test_the_agreements_that_come_with_leadline_are_right(folder: str) -> None:
    from orchestration.extract.agreement import read

    assert read(ROOT / folder).briefs[0].scope_kind == "default"


def test_the_default_process_has_seven_open_stages_each_with_its_why() -> None:
    [process] = load_agreement(ROOT / "expectations" / "agreement").processes
    assert [stage.id for stage in process.stages if not stage.is_closed] == [
        "qualified",
        "discovery",
        "solution",
        "feasibility",
        "proposal",
        "negotiation",
        "contract",
    ]
    assert all(len(stage.why) >= len("Signed.") for stage in process.stages)


def test_reading_the_agreement_imports_nothing_heavy() -> None:
    source = (
        "import sys; import expectations.agreement.schema; print([name for name in "
        "('great_expectations', 'dagster', 'dbt', 'duckdb', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
