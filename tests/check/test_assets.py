"""The wiring: which asset a check is on, and which checks block."""

from __future__ import annotations

import dagster as dg
import pytest

from expectations import deals, leads, marts, raw
from expectations.rules import Suite
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


def test_every_rule_on_leads_and_deals_is_a_check_of_its_own_and_never_blocks(settings: Settings) -> None:
    on_flags = {check: spec for check, spec in _checks(settings).items() if check[0].startswith("quality/")}
    assert set(on_flags) == {
        (f"quality/{suite.flags}_flags", rule.id) for suite in (*leads.SUITES, *deals.SUITES) for rule in suite.rules
    }
    assert not any(spec.blocking for spec in on_flags.values())


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
    for key in check.keys:
        assert {dep.to_user_string() for dep in check.asset_deps[key]} == {
            "intermediate/int_leads_signals",
            "intermediate/int_lead_clauses",
            "intermediate/int_deals_signals",
        }
