"""The generator keeps to the agreement that ships with it: what `agreed` says is what the agreement's YAML says."""

from __future__ import annotations

import pytest

from expectations.agreement.adds_up import told
from expectations.agreement.schema import load_agreement
from orchestration.extract.demo import agreed
from orchestration.extract.demo.catalogue import PRODUCTS
from orchestration.extract.demo.marketing import BRIEFED, MITTELSTAND
from orchestration.extract.demo.team import LEFT, LEFT_ON, REPS
from orchestration.settings import ROOT

AGREEMENT = load_agreement(ROOT / "expectations" / "agreement")
BRIEFS = {(brief.id, brief.version): brief for brief in AGREEMENT.briefs}
PLANS = {plan.version: plan for plan in AGREEMENT.plans}
PROCESSES = {process.version: process for process in AGREEMENT.processes}


def test_briefs_begin_when_the_story_says() -> None:
    assert {key: brief.valid_from for key, brief in BRIEFS.items()} == {
        ("default", 1): agreed.WRITTEN_DOWN,
        ("default", 2): agreed.CHANGED,
        ("events", 1): agreed.WRITTEN_DOWN,
        ("introductions", 1): agreed.WRITTEN_DOWN,
        ("dach_kontakt", 1): BRIEFED,
    }
    assert BRIEFS[("dach_kontakt", 1)].scope_values == [MITTELSTAND]


def test_version_2_adds_the_address_the_size_and_the_burst_and_leaves_two_countries_out() -> None:
    before, after = BRIEFS[("default", 1)], BRIEFS[("default", 2)]
    countries = {
        version.version: next(clause for clause in version.clauses if clause.id == "our_countries").value
        for version in (before, after)
    }
    assert set(countries[1]) - set(countries[2]) == set(agreed.LEFT_OUT)
    assert set(countries[2]) < set(countries[1])
    assert [clause.id for clause in after.clauses if clause.id not in {clause.id for clause in before.clauses}] == [
        "ip_in_our_countries", "enough_people", "not_our_industries",
    ]  # fmt: skip
    address, size = (
        next(c for c in after.clauses if c.id == name) for name in ("ip_in_our_countries", "enough_people")
    )
    assert (address.field, address.operator, address.severity, address.on_missing) == (
        "ip_country",
        "in",
        "hard",
        "unknown",
    )
    assert address.value == countries[2]
    assert (size.operator, size.value) == ("at_least", [str(agreed.FEWEST)])
    assert (before.limits, after.limits) == (
        {"duplicate_lead": 90},
        {"duplicate_lead": 90, "burst_from_one_address": agreed.BURST},
    )
    assert (before.volume.goal, before.volume.unit, after.volume.unit) == (60, "conforming", "accepted")
    assert "Bangalore" in after.change_note


def test_every_operator_and_every_policy_is_seen() -> None:
    clauses = [clause for brief in AGREEMENT.briefs for clause in brief.clauses]
    assert {clause.operator for clause in clauses} == {"in", "not_in", "at_least", "at_most", "is_present"}
    assert {clause.on_missing for clause in clauses} == {"fail", "warn", "unknown"}
    assert {clause.severity for clause in clauses} == {"hard", "soft"}
    assert {brief.scope_kind for brief in AGREEMENT.briefs} == {"default", "channel", "vendor"}


def test_limits_and_reasons_are_the_agreements() -> None:
    assert {key[0]: brief.limits["duplicate_lead"] for key, brief in BRIEFS.items()} == agreed.LIMITS
    for brief in AGREEMENT.briefs:
        assert tuple(brief.rejection_reasons) == agreed.REASONS
    assert {key for key, brief in BRIEFS.items() if not brief.sales_commitments.reason_on_rejection} == set(
        agreed.NO_REASON
    )
    [seniority] = [clause.value for clause in BRIEFS[("events", 1)].clauses if clause.field == "seniority"]
    assert tuple(seniority) == agreed.SENIORITIES
    [largest] = [clause.value for clause in BRIEFS[("dach_kontakt", 1)].clauses if clause.operator == "at_most"]
    assert largest == [str(agreed.MOST)]


@pytest.mark.parametrize("version", [1, 2])
def test_stages_have_the_words_and_chances_of_the_process(version: int) -> None:
    stages = PROCESSES[version].stages
    assert [stage.id for stage in stages] == [*agreed.STAGES[version], agreed.WON, agreed.LOST]
    for stage in stages:
        assert agreed.word(stage.id, version) in stage.names["demo"]
        assert stage.probability == agreed.PROBABILITY[version][stage.id]


def test_the_process_changed_on_its_day_and_has_feasibility_since() -> None:
    assert PROCESSES[2].valid_from == agreed.PROCESS_CHANGED
    assert [
        stage.id for stage in PROCESSES[2].stages if stage.id not in {other.id for other in PROCESSES[1].stages}
    ] == ["feasibility"]
    assert sum(not stage.is_closed for stage in PROCESSES[2].stages) == 7
    assert sum(not stage.is_closed for stage in PROCESSES[1].stages) == 6


@pytest.mark.parametrize("version", [1, 2])
def test_the_plan_is_for_the_team_of_its_day(version: int) -> None:
    plan = PLANS[version]
    sellers = {rep.id: rep.team for rep in REPS if rep.role == "account executive" and (version == 1 or rep.id != LEFT)}
    assert {f"demo:{seller}": team for seller, team in sellers.items()} == {
        owner: team for team, owners in plan.members.items() for owner in owners
    }
    assert (plan.valid_from <= LEFT_ON) is (version == 1)
    regions = {rep.region for rep in REPS if rep.id in sellers}
    assert set(plan.periods["2026-Q2"].regions) == regions
    for month in ("2026-04", "2026-05", "2026-06"):
        assert set(plan.periods[month].owners) == {f"demo:{seller}" for seller in sellers}


def test_the_plan_has_every_product_at_its_list_price() -> None:
    prices = {f"demo:{product.id}": product.price for product in PRODUCTS}
    for plan in PLANS.values():
        for month in ("2026-04", "2026-05", "2026-06"):
            assert {product: target.price for product, target in plan.periods[month].products.items()} == prices
        assert set(plan.costs) == set(prices)


def test_the_plan_is_over_assigned_by_a_few_percent_and_leads_fall_short_by_june() -> None:
    """By hand, of June: 299 for 289, 180 for 175, 464 for 450 thousand; 132 × 0.167 × 19,000 are 418,836."""
    june = [line.split(": ", 1)[1] for line in told(AGREEMENT) if ".2026-06" in line]
    assert june[:-1] == [
        "the owners of Sales DACH add up to 299,000 EUR, the team's target is 289,000 EUR: "
        "10,000 more (3.5 %): over-assigned, often on purpose",
        "the owners of Sales International add up to 180,000 EUR, the team's target is 175,000 EUR: "
        "5,000 more (2.9 %): over-assigned, often on purpose",
        "the teams add up to 464,000 EUR, the company's target is 450,000 EUR: 14,000 more (3.1 %): over-assigned, often on purpose",
        "132 leads × 16.7 % × 19,000 EUR come to 418,836 EUR, the company's target is 450,000 EUR: "
        "31,164 less (6.9 %): so much has to come from elsewhere than from leads",
    ]
    assert june[-1].startswith(
        "adds up: teams 24, company 24 deals; products 450,800, company 450,000 EUR; leads 132, "
    )


def test_no_product_is_named_twice() -> None:
    assert len({product.id for product in PRODUCTS}) == len({product.name for product in PRODUCTS}) == len(PRODUCTS)
