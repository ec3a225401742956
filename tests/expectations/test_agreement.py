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
ANSWERS = FIELDS | {"consent": "boolean"}


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
            "there are: time_zone, base_currency, fiscal_year_start_month, period, working_hours, holidays, late_data_days",
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
            "lead_brief.yml, line 10, briefs[1].volume.unit: 'delivered' counts what nobody has agreed to take, and anybody can "
            "deliver: choose conforming (as this brief asks) or accepted (by sales)",
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
            "(there are: duplicate_lead (days to look back), burst_from_one_address (leads from one IP address within an hour))",
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


OTHER_SOURCE = ": end one with last_day, or, if '{0}' is a campaign of another source, write <source>:{0}"


@pytest.mark.parametrize(
    ("one", "other", "tie"),
    [
        (
            "a:C1",
            "C1",
            "both are for the campaign 'a:C1', which 'C1' names too" + OTHER_SOURCE.format("C1"),
        ),
        (
            "C1",
            "A:c1",
            "both are for the campaign 'A:c1', which 'C1' names too" + OTHER_SOURCE.format("C1"),
        ),
        (
            "a:x:1",
            "x:1",
            "both are for the campaign 'a:x:1', which 'x:1' names too" + OTHER_SOURCE.format("x:1"),
        ),
        ("a:C1", "a:c1", "both are for the campaign 'a:c1': end one with last_day, or name it in one only"),
        ("a:C1", "b:C1", None),
        ("a:x:1", "1", None),
        ("Fair 2026: Oslo", "Oslo", None),
    ],
    ids=[
        "own key second",
        "own key first, other case",
        "own key with a colon",
        "same key",
        "two sources",
        "the last part is no key",
        "a name with a colon",
    ],
)
def test_two_briefs_for_one_campaign_tie_however_it_is_named(
    tmp_path: Path, one: str, other: str, tie: str | None
) -> None:
    first = BRIEF.replace("scope: default", f'scope: {{campaigns: ["{one}"]}}')
    second = SECOND_BRIEF.replace("id: default", "id: other")
    second = second.replace("scope: default", f'scope:\n      campaigns:\n        - Else\n        - "{other}"')
    write(tmp_path, brief=first + second)
    if tie is None:
        assert len(load_agreement(tmp_path, FIELDS).briefs) == 2
    else:
        assert problems(tmp_path) == [
            f"lead_brief.yml, line 32, briefs[2].scope.campaigns[2]: 'other' and 'default' (line 2) are in force together, and {tie}"
        ]


def test_one_brief_may_name_a_campaign_both_ways(tmp_path: Path) -> None:
    brief = BRIEF.replace("scope: default", 'scope: {campaigns: ["a:C1", "C1"]}')
    assert load_agreement(write(tmp_path, brief=brief), FIELDS).briefs[0].scope_values == ["a:C1", "C1"]


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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[de, No, no]", ["DE", "NO"]),
        ("[Austria, Österreich, de]", ["Austria", "Österreich", "DE"]),
        ("at", ["AT"]),
    ],
    ids=["codes in small letters", "names stay as they are", "one code, no list"],
)
@pytest.mark.parametrize("field", ["country", "ip_country"])
def test_codes_of_countries_are_read_in_capitals(tmp_path: Path, field: str, written: str, read: list[str]) -> None:
    brief = BRIEF.replace("[DE, NO]", written).replace("field: country", f"field: {field}")
    fields = FIELDS | {"ip_country": "text"}
    assert load_agreement(write(tmp_path, brief=brief), fields).briefs[0].clauses[0].value == read


def test_two_letters_of_another_field_stay_as_they_are(tmp_path: Path) -> None:
    brief = BRIEF.replace("field: country", "field: phone").replace("[DE, NO]", "[hr, it]")
    assert load_agreement(write(tmp_path, brief=brief), FIELDS).briefs[0].clauses[0].value == ["hr", "it"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[true]", ["true"]),
        ("[FALSE]", ["false"]),
        ("[yes]", ["true"]),
        ("[No]", ["false"]),
        ('["YES"]', ["true"]),
        ("'False'", ["false"]),
        ("yes", ["true"]),
        ("[yes, true, no]", ["true", "false"]),
    ],
    ids=["boolean", "in capitals", "yes", "No", "quoted", "quoted, no list", "no list", "one answer said twice"],
)
@pytest.mark.parametrize("operator", ["in", "not_in"])
def test_answers_of_a_yes_or_no_field_are_read_as_the_lake_has_them(
    tmp_path: Path, operator: str, written: str, read: list[str]
) -> None:
    brief = BRIEF.replace("field: country", "field: consent").replace("[DE, NO]", written)
    brief = brief.replace("operator: in\n", f"operator: {operator}\n")
    assert load_agreement(write(tmp_path, brief=brief), ANSWERS).briefs[0].clauses[0].value == read


@pytest.mark.parametrize(
    ("written", "line", "answer"),
    [
        ("[yes, maybe]", 16, "maybe"),
        ("[on]", 16, "on"),
        ("[1]", 16, "1"),
        ("\n        - yes\n        - nope", 18, "nope"),
    ],
    ids=["a word", "on", "a digit", "the second line of a list"],
)
def test_another_answer_to_yes_or_no_is_refused(tmp_path: Path, written: str, line: int, answer: str) -> None:
    brief = BRIEF.replace("field: country", "field: consent").replace("[DE, NO]", written)
    write(tmp_path, brief=brief)
    with pytest.raises(AgreementError) as error:
        load_agreement(tmp_path, ANSWERS)
    place = 1 if answer in ("on", "1") else 2
    assert str(error.value) == (
        f"{tmp_path}/lead_brief.yml, line {line}, briefs[1].clauses[1].value[{place}]: '{answer}' is neither yes nor no, "
        "and consent is always one of them: write true or false"
    )


def test_a_number_asked_of_a_yes_or_no_field_is_refused_for_its_operator(tmp_path: Path) -> None:
    brief = BRIEF.replace("field: country", "field: consent").replace("operator: in\n", "operator: at_least\n")
    write(tmp_path, brief=brief.replace("[DE, NO]", "1"))
    with pytest.raises(AgreementError, match=r"line 15, .*operator: 'at_least' compares numbers, and consent is none"):
        load_agreement(tmp_path, ANSWERS)


def test_a_boolean_for_a_number_is_refused(tmp_path: Path) -> None:
    brief = BRIEF.replace("field: country", "field: employees").replace("[DE, NO]", "[true]")
    assert problems(write(tmp_path, brief=brief)) == [
        "lead_brief.yml, line 16, briefs[1].clauses[1].value[1]: 'true' is a yes or no, and employees never is (integer): "
        "write what to compare with"
    ]


@pytest.mark.parametrize("written", ["[NO]", "[no]", "NO", "['NO']"])
def test_norway_needs_no_quotes(tmp_path: Path, written: str) -> None:
    brief = BRIEF.replace("[DE, NO]", written)
    assert load_agreement(write(tmp_path, brief=brief), FIELDS).briefs[0].clauses[0].value == ["NO"]


NORWAY = " (the code of Norway is read as false by many programs that rewrite YAML: write 'NO')"


@pytest.mark.parametrize(
    ("old", "new", "where", "hint"),
    [
        ("[DE, NO]", "[DE, false]", "line 16, briefs[1].clauses[1].value[2]: false", NORWAY),
        ("[DE, NO]", "[True]", "line 16, briefs[1].clauses[1].value[1]: true", ""),
        ("[no need]", "[no need, true]", "line 21, briefs[1].rejection_reasons[2]: true", ""),
        ("scope: default", "scope: {vendors: [true]}", "line 9, briefs[1].scope.vendors[1]: true", ""),
    ],
    ids=["Norway rewritten", "a country", "a reason", "a vendor"],
)
def test_a_boolean_where_text_belongs_is_refused(tmp_path: Path, old: str, new: str, where: str, hint: str) -> None:
    assert problems(write(tmp_path, brief=BRIEF.replace(old, new))) == [
        f"lead_brief.yml, {where} without quotes is a yes or no, and text belongs here: write what is meant, in quotes{hint}"
    ]


def test_a_boolean_does_not_hide_that_the_field_is_unknown(tmp_path: Path) -> None:
    brief = BRIEF.replace("field: country", "field: consnt").replace("[DE, NO]", "[true]")
    write(tmp_path, brief=brief)
    with pytest.raises(
        AgreementError, match=r"line 14, .*'consnt' is not a column of a lead \(did you mean consent\?\)"
    ):
        load_agreement(tmp_path, ANSWERS)


def test_a_clause_on_what_became_of_the_lead_is_refused(tmp_path: Path) -> None:
    write(tmp_path, brief=BRIEF.replace("field: country", "field: status"))
    with pytest.raises(AgreementError) as error:
        load_agreement(tmp_path, FIELDS, outcomes={"status", "owner_id"})
    assert str(error.value) == (
        f"{tmp_path}/lead_brief.yml, line 14, briefs[1].clauses[1].field: 'status' is what became of the lead, and a brief judges "
        "what was delivered: take a column that a delivery brings (country, employees, phone)"
    )


@pytest.mark.parametrize(
    "folder",
    ["expectations/agreement", "docs/examples/maven/agreement", "docs/examples/salesforce/agreement"],
)
def test_the_agreements_that_come_with_leadline_are_right(folder: str) -> None:
    from orchestration.extract.agreement import read

    assert read(ROOT / folder).briefs[0].scope_kind == "default"


def test_the_default_process_has_seven_open_stages_each_with_its_why() -> None:
    process = load_agreement(ROOT / "expectations" / "agreement").processes[-1]
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
