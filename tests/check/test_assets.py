"""The wiring: which asset a check is on, and which checks block."""

from __future__ import annotations

from dataclasses import replace

import dagster as dg
import pytest

from expectations import deals, leads, marts, raw
from expectations.rules import Suite
from orchestration.check import assets, steps
from orchestration.settings import Resolver, Settings
from tests.check import test_marts


def _checks(settings: Settings) -> dict[tuple[str, str], dg.AssetCheckSpec]:
    definitions = assets.build(settings)
    return {
        (spec.asset_key.to_user_string(), spec.name): spec
        for part in [*(definitions.assets or ()), *(definitions.asset_checks or ())]
        if isinstance(part, dg.AssetsDefinition)
        for spec in part.check_specs
    }


def test_every_rule_on_leads_and_deals_is_a_check_of_its_own_and_never_blocks(settings: Settings) -> None:
    all_on = replace(settings, resolver=Resolver())
    on_flags = {check: spec for check, spec in _checks(all_on).items() if check[0].startswith("quality/")}
    assert set(on_flags) == {
        (f"quality/{suite.flags}_flags", rule.id) for suite in (*leads.SUITES, *deals.SUITES) for rule in suite.rules
    }
    assert not any(spec.blocking for spec in on_flags.values())


def test_a_rule_that_needs_what_is_not_switched_on_is_not_applied(settings: Settings) -> None:
    by_default, all_on = set(_checks(settings)), set(_checks(replace(settings, resolver=Resolver())))
    assert all_on - by_default == {("quality/lead_flags", "email_domain_dead")}
    assert by_default <= all_on


@pytest.mark.parametrize("suite", [*raw.SUITES, *marts.SUITES], ids=lambda suite: suite.table)
def test_what_blocks_stands_apart_from_what_is_news(settings: Settings, suite: Suite) -> None:
    asset = (suite.asset or suite.table).replace(".", "/")
    severities = {rule.severity == "blocking" for rule in suite.rules}
    expected = {(asset, f"{suite.name}_{'blocking' if blocks else 'news'}"): blocks for blocks in severities}
    found = {check: spec.blocking for check, spec in _checks(settings).items() if check[0] == asset}
    assert found == expected


def test_what_checking_hands_over_comes_from_the_signals(settings: Settings) -> None:
    [check] = list(assets.build(settings).assets or ())
    assert isinstance(check, dg.AssetsDefinition)
    assert {key.to_user_string() for key in check.keys} == {
        "quality/lead_flags",
        "quality/deal_flags",
        "quality/lead_verdicts",
        "quality/check_results",
        "quality/rules",
    }
    leads_alone = {
        "intermediate/int_leads_signals",
        "intermediate/int_leads_follow_up",
        "intermediate/int_lead_clauses",
        "intermediate/int_lead_exclusions",
    }
    deals_alone = {"intermediate/int_deals_signals"}
    assert {key.path[-1]: {dep.to_user_string() for dep in check.asset_deps[key]} for key in check.keys} == {
        "lead_flags": leads_alone,
        "lead_verdicts": leads_alone,
        "deal_flags": deals_alone,
        "check_results": leads_alone | deals_alone,
        "rules": leads_alone | deals_alone,
    }


def test_a_rule_that_asks_a_table_which_was_never_built_is_left_out_of_a_part(settings: Settings) -> None:
    settings.warehouse.parent.mkdir(parents=True)
    test_marts.change(settings.warehouse, test_marts.SETS)
    [suite] = [suite for suite in marts.SUITES if suite.table == "marts.fct_leads"]
    whole = steps.answerable(settings.warehouse, [suite])
    assert whole == ([suite], [])

    test_marts.change(settings.warehouse, "drop table intermediate.int_leads_unified")
    [kept], out = steps.answerable(settings.warehouse, [suite])
    assert out == ["leads_in_leads_out"]
    assert [rule.id for rule in kept.rules] == [rule.id for rule in suite.rules if rule.id != "leads_in_leads_out"]


def test_a_blocked_run_is_told_each_broken_rule_what_was_found_and_the_remedy(settings: Settings) -> None:
    settings.warehouse.parent.mkdir(parents=True)
    test_marts.change(settings.warehouse, test_marts.SETS)
    test_marts.change(
        settings.warehouse,
        "insert into intermediate.int_leads_unified values ('crm:3'); "
        "update marts.fct_leads set verdict = 'bad' where lead_id = 'crm:1'",
    )
    gate = [part for part in assets.build(settings).asset_checks or () if "gate" in part.node_def.name]
    job = dg.define_asset_job("gate_only", selection=dg.AssetSelection.all_asset_checks())
    with dg.DagsterInstance.ephemeral() as instance:
        result = (
            dg.Definitions(asset_checks=gate, jobs=[job])
            .resolve_job_def("gate_only")
            .execute_in_process(instance=instance, raise_on_error=False)
        )
    found = {
        (evaluation.asset_key.to_user_string(), evaluation.check_name): evaluation.description
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed
    }
    fault = "This is a fault of a model, not of the data: the last published version stays."
    assert found == {
        ("marts/fct_leads", "marts_blocking"): (
            "2 of 6 rules broken\n"
            "    leads_in_leads_out: fct_leads has exactly the leads of intermediate.int_leads_unified: none lost, none twice. "
            f"Found: 2, expected 3. Remedy: {fault} A filter or an inner join drops rows.\n"
            "    verdict_is_a_verdict: Every lead is conforming, non_conforming, unknown, or was delivered without a brief. "
            f"Found: 1 row. Remedy: {fault}"
        ),
        ("marts/fct_leads", "marts_news"): (
            "1 of 2 rules broken\n    leads_have_a_brief: Every lead was delivered under a brief. Found: 1 row. "
            "Remedy: Write a brief for these leads, or a default one, in lead_brief.yml."
        ),
    }
    assert not result.success
