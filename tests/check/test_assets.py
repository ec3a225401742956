"""The wiring: which asset a check is on, and which checks block."""

from __future__ import annotations

import dagster as dg

from expectations import deals, leads, marts, raw
from orchestration.check import assets
from orchestration.settings import Settings


def _checks(settings: Settings) -> dict[tuple[str, str], dg.AssetCheckSpec]:
    definitions = assets.build(settings)
    return {
        (spec.asset_key.to_user_string(), spec.name): spec
        for part in [*(definitions.assets or ()), *(definitions.asset_checks or ())]
        if isinstance(part, dg.AssetsDefinition)
        for spec in part.check_specs
    }


def test_every_rule_is_a_check_on_the_asset_that_it_judges(settings: Settings) -> None:
    on_flags = {
        (f"quality/{suite.flags}_flags", rule.id) for suite in (*leads.SUITES, *deals.SUITES) for rule in suite.rules
    }
    on_tables = {
        ((suite.asset or suite.table).replace(".", "/"), rule.id)
        for suite in (*raw.SUITES, *marts.SUITES)
        for rule in suite.rules
    }
    assert set(_checks(settings)) == on_flags | on_tables


def test_only_rules_that_say_so_block(settings: Settings) -> None:
    blocking = {check for check, spec in _checks(settings).items() if spec.blocking}
    assert blocking == {
        ((suite.asset or suite.table).replace(".", "/"), rule.id)
        for suite in (*raw.SUITES, *marts.SUITES)
        for rule in suite.rules
        if rule.severity == "blocking"
    }


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
    for key in check.keys:
        assert {dep.to_user_string() for dep in check.asset_deps[key]} == {
            "intermediate/int_leads_signals",
            "intermediate/int_lead_clauses",
            "intermediate/int_deals_signals",
        }
