"""What changed between two versions, in sentences: every kind of change, and the law that none goes untold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.agreement import yaml_lines
from expectations.agreement.brief import Brief, Briefs
from expectations.agreement.diff import sentences
from expectations.agreement.parts import Part, Version
from expectations.agreement.plan import Plan, Plans
from expectations.agreement.process import Process, Processes
from expectations.agreement.schema import load_agreement
from tests.company import DEMO_AGREEMENT
from tests.expectations.test_agreement import BRIEF, PROCESS
from tests.expectations.test_plan import PLAN

Path = tuple[str | int, ...]


def brief(*changes: tuple[str, str]) -> Brief:
    return Briefs.model_validate(read(BRIEF, changes)).briefs[0]


def process(*changes: tuple[str, str]) -> Process:
    return Processes.model_validate(read(PROCESS, changes)).processes[0]


def plan(*changes: tuple[str, str]) -> Plan:
    return Plans.model_validate(read(PLAN, changes)).plans[0]


def read(text: str, changes: tuple[tuple[str, str], ...]) -> Any:
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return yaml_lines.read(text).values


CLAUSE = "      - id: enough_people\n        says: 20 people.\n        field: employees\n        operator: at_least\n        value: 20\n"
CLAUSE += "        severity: hard\n        on_missing: unknown\n        remedy: Return it.\n"
LIMITS = "    limits: {duplicate_lead: 90}\n"
NUMBERS = ("operator: in\n        value: [DE, NO]", "operator: at_least\n        value: 20")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("value: [DE, NO]", "value: [NO]", ["Clause our_countries no longer accepts DE."], id="a value less"),
        pytest.param("value: [DE, NO]", "value: [DE, NO, FR, ES, PT]", ["Clause our_countries now also accepts FR, ES and PT."],
            id="values more"),
        pytest.param("value: [DE, NO]", "value: [NO, DE]", ["Clause our_countries names its values in another way: NO, DE."],
            id="values in another order"),
        pytest.param("severity: hard", "severity: soft", ["Clause our_countries is now soft, it was hard."], id="severity"),
        pytest.param("on_missing: unknown", "on_missing: fail",
            ["Clause our_countries: without a value the lead fails it now; before, the lead is unknown."], id="on_missing"),
        pytest.param("operator: in\n", "operator: not_in\n",
            ["Clause our_countries now asks for country none of DE, NO; before, for country one of DE, NO."], id="operator"),
        pytest.param("says: Our countries.", "says: The countries that we serve.",
            ['Clause our_countries, says: now "The countries that we serve."; before "Our countries.".'], id="prose"),
        pytest.param(LIMITS, CLAUSE + LIMITS,
            ["New: enough_people, hard: employees at least 20; without a value the lead is unknown."], id="a new clause"),
        pytest.param("goal: 10, unit: conforming", "goal: 10, unit: accepted",
            ["The goal changes from 10 conforming to 10 accepted leads per month."], id="the goal's unit"),
        pytest.param("goal: 10, unit: conforming", "goal: 30, unit: conforming, per: quarter",
            ["The goal changes from 10 conforming leads per month to 30 conforming per quarter."], id="the goal's period"),
        pytest.param("{duplicate_lead: 90}", "{duplicate_lead: 30}",
            ["The limit duplicate_lead changes from 90 to 30 days to look back."], id="a limit"),
        pytest.param("{duplicate_lead: 90}", "{burst_from_one_address: 5}",
            ["The limit duplicate_lead is gone; it was 90 days to look back.",
             "New limit: burst_from_one_address, 5 leads from one IP address within an hour."], id="another limit"),
        pytest.param("[no need]", "[too small, no budget]",
            ["rejection_reasons: no longer no need.", "rejection_reasons: new: too small and no budget."],
            id="a plain list"),
        pytest.param("scope: default", "scope: {vendors: [LeadHub, Fox]}",
            ["scope: default -> vendors LeadHub, Fox."], id="another sort of scope"),
        pytest.param("sales: Sam", "sales: Sue", ["approved_by, sales: Sam -> Sue."], id="a field without words"),
        pytest.param("    name: All", "    last_day: 2026-12-31\n    name: All",
            ["last_day: none -> 2026-12-31."], id="a field that was empty"),
        pytest.param("2026-01-01", "2026-03-01", ["In force from 2026-03-01 (before: from 2026-01-01)."], id="the first day"),
        pytest.param("change_note: First.", "change_note: They cried", ["Why: They cried."], id="why"),
    ],
)  # fmt: skip
def test_a_change_of_a_brief(old: str, new: str, told: list[str]) -> None:
    assert sentences(brief(), brief((old, new))) == told


def test_a_clause_goes() -> None:
    more = brief((LIMITS, CLAUSE + LIMITS))
    assert sentences(more, brief()) == ["Gone: enough_people, which was hard: employees at least 20."]


def test_a_refused_value_and_a_number_have_verbs_of_their_own() -> None:
    refused, fewer = ("operator: in\n", "operator: not_in\n"), ("[DE, NO]", "[DE]")
    assert sentences(brief(refused), brief(refused, fewer)) == ["Clause our_countries no longer refuses NO."]
    more = (NUMBERS[0], NUMBERS[1].replace("20", "30"))
    assert sentences(brief(NUMBERS), brief(more)) == ["Clause our_countries asks for at least 30, no longer 20."]


def test_clauses_in_another_order() -> None:
    two = brief((LIMITS, CLAUSE + LIMITS))
    turned = two.model_copy(update={"clauses": two.clauses[::-1]})
    assert sentences(two, turned) == ["clauses: in another order: enough_people, our_countries."]


STAGE = "      - {id: feasibility, why: We can deliver it., probability: 0.4, forecast_category: pipeline, expected_days: 5}\n"
BEFORE_WON = "      - {id: closed_won"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("expected_days: 20", "expected_days: 21", ["proposal: expected 20 -> 21 days."], id="days"),
        pytest.param("probability: 0.5", "probability: 0.55", ["proposal: probability 50 % -> 55 %."], id="probability"),
        pytest.param("best_case", "commit", ["proposal, forecast_category: best_case -> commit."], id="a field without words"),
        pytest.param("[Proposal, Quote]", "[Proposal, Offer]",
            ["proposal: crm no longer calls it Quote.", "proposal: crm also calls it Offer."], id="words"),
        pytest.param("{crm: [Proposal, Quote]}", "{crm: [Proposal, Quote], erp: [Q]}",
            ["proposal: erp calls it Q."], id="words of a source"),
        pytest.param("[Proposal, Quote]", "[Quote, Proposal]",
            ["proposal: the words of crm stand in another way: Quote, Proposal."], id="words in another order"),
        pytest.param(BEFORE_WON, STAGE + BEFORE_WON,
            ["Stage feasibility is new, between proposal and closed_won: We can deliver it."], id="a new stage"),
        pytest.param("    stages:\n", "    stages:\n" + STAGE,
            ["Stage feasibility is new, before proposal: We can deliver it."], id="a new first stage"),
    ],
)  # fmt: skip
def test_a_change_of_the_process(old: str, new: str, told: list[str]) -> None:
    assert sentences(process(), process((old, new))) == told


def test_a_stage_goes_and_a_stage_moves() -> None:
    last, first = process((BEFORE_WON, STAGE + BEFORE_WON)), process(("    stages:\n", "    stages:\n" + STAGE))
    assert sentences(last, process()) == ["Stage feasibility is gone; it was between proposal and closed_won."]
    [moved] = sentences(last, first)
    assert moved in (
        "Stage feasibility moves: it is now before proposal.",
        "Stage proposal moves: it is now between feasibility and closed_won.",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("company: 1000", "company: 1100", ["2026-04: the company's target 1,000 -> 1,100 (+10.0 %)."], id="the company"),
        pytest.param("crm:3: 300}", "crm:3: 270}", ["2026-04: the target of crm:3 300 -> 270 (-10.0 %)."], id="an owner"),
        pytest.param(", crm:3: 300}", "}", ["2026-04: the target of crm:3 is gone; it was 300."], id="no target any more"),
        pytest.param("teams: {North: 7}", "teams: {North: 7, South: 3}", ["2026-04, deals: the target of South is new: 3."], id="deals"),
        pytest.param("units: 4,", "units: 6,", ["2026-04, products, crm:P1, units: 4 -> 6."], id="units"),
        pytest.param("0.2", "0.25", ["2026-04, leads, expected_conversion: 0.2 -> 0.25."], id="leads"),
        pytest.param("      2026-Q2: {company: 3000}\n", "      2026-Q2: {company: 3000}\n      2026-Q3: {company: 2500}\n",
            ["2026-Q3: new: company 2,500."], id="a period"),
        pytest.param("      2026-Q2: {company: 3000}\n", "", ["2026-Q2: gone, it was: company 3,000."], id="no period any more"),
        pytest.param("South: [crm:3]", "South: [crm:3, crm:4]", ["members, South: new: crm:4."], id="members"),
        pytest.param("too_few_units: 60", "too_few_units: 65.5", ["costs, crm:P1, too_few_units: 60 -> 65.5."], id="costs"),
    ],
)  # fmt: skip
def test_a_change_of_the_plan(old: str, new: str, told: list[str]) -> None:
    assert sentences(plan(), plan((old, new))) == told


def test_what_the_demo_agreed_in_august() -> None:
    """Hand-read from lead_brief.yml: what version 2 of the default brief says, beside its reasons."""
    versions = {
        version.version: version for version in load_agreement(DEMO_AGREEMENT).briefs if version.id == "default"
    }
    said = sentences(versions[1], versions[2])
    assert "Clause our_countries no longer accepts ES and PT." in said
    assert "New: enough_people, hard: employees at least 20; without a value the lead is unknown." in said
    assert "The goal changes from 60 conforming to 60 accepted leads per month." in said


# The law: whatever field changes, somebody is told; and of what did not change, nobody is.

AGREED = load_agreement(DEMO_AGREEMENT)
VERSIONS: list[Version] = [*AGREED.briefs, *AGREED.processes, plan()]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every value inside a part, and inside what it holds."""
    if path:
        yield path
    if isinstance(value, Part):
        for field, content in value:
            if path or field not in ("id", "version"):
                yield from places(content, (*path, field))
    elif isinstance(value, list | dict):
        for key, content in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(content, (*path, key))


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = getattr(value, str(step)) if isinstance(value, Part) else value[step]
    return value


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy with another value at a path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Part):
        return value.model_copy(update={str(step): put(getattr(value, str(step)), rest, new)})
    copied = value.copy()
    copied[step] = put(value[step], rest, new)
    return copied


def others(value: Any) -> st.SearchStrategy[Any]:
    """Other values of the sort of one."""
    if isinstance(value, list):
        twice = [*value, *(item for item in value[:1] if not isinstance(item, Part))]  # no agreement has an id twice
        return st.sampled_from([value[::-1], value[1:], value[:-1], twice])
    if isinstance(value, dict):
        return st.just({key: content for place, (key, content) in enumerate(value.items()) if place})
    if isinstance(value, date):
        return st.integers(1, 1000).map(lambda days: value + timedelta(days=days))
    if isinstance(value, int | float):
        return st.floats(0, 1e9)
    if value is None:
        return st.one_of(st.just(date(2030, 1, 1)), st.floats(0.5, 1e9), st.just("EUR"))
    return st.text("ab .", min_size=1, max_size=5)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: f"{type(version).__name__} {version.version}")
def test_a_version_does_not_differ_from_itself(version: Version) -> None:
    assert sentences(version, version.model_copy(deep=True)) == []


@given(st.data())
def test_whatever_changes_is_told(data: st.DataObject) -> None:
    before = data.draw(st.sampled_from(VERSIONS))
    path = data.draw(st.sampled_from([path for path in places(before) if not isinstance(at(before, path), Part)]))
    old = at(before, path)
    if type(at(before, path[:-1])).__name__ == "Clause" and path[-1] in ("operator", "severity", "on_missing"):
        words = {"operator": ["at_least", "is_present"], "severity": ["hard", "soft"], "on_missing": ["fail", "warn"]}
        new = data.draw(st.sampled_from(words[str(path[-1])]))
    elif path[-2:-1] == ("limits",) or path[-1] == "limits":
        new = data.draw(st.just({}) if isinstance(old, dict) else st.floats(0.5, 1e6))
    else:
        new = data.draw(others(old))
    after = put(before, path, new)
    said = sentences(before, after)
    assert bool(said) is (before != after)
    assert all(sentence.endswith((".", "!", "?")) for sentence in said)
