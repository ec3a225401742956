"""Every rule has an example that breaks it, and one that just keeps it; Great Expectations judges both on a real warehouse."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from expectations import deals, leads
from expectations.agreement.brief import LIMITS, Exclusions
from expectations.rules import Rows
from orchestration.check.engine import judge
from tests.check import world

# rule: the values that break it, the values that just keep it, what its flag shows as observed and expected
LEADS = {
    "not_contactable": (
        {"has_contact_channel": False},
        {"has_contact_channel": True},
        ("no valid e-mail or phone", "a valid e-mail or phone"),
    ),
    "email_invalid": ({"email_is_valid": False}, {"email_is_valid": None}, ("not a valid address", "a valid address")),
    "email_domain_dead": (
        {"email_domain_takes_mail": False},
        {"email_domain_takes_mail": None},
        ("a domain that accepts no mail", "a domain that accepts mail"),
    ),
    "email_disposable": (
        {"email_is_disposable": True},
        {"email_is_disposable": False},
        ("a throw-away address", "a lasting address"),
    ),
    "email_role_account": (
        {"email_is_role_account": True},
        {"email_is_role_account": False},
        ("an address of a function", "a person's address"),
    ),
    "phone_invalid": (
        {"phone_is_valid": False},
        {"phone_is_valid": None},
        ("not a possible number", "a possible number"),
    ),
    "name_placeholder": ({"name_is_placeholder": True}, {"name_is_placeholder": None}, ("a placeholder", "a name")),
    "duplicate_lead": ({"days_since_duplicate": 90.0}, {"days_since_duplicate": 90.5}, ("90", "more than 90")),
    "burst_from_one_address": (
        {"leads_from_same_ip_in_hour": 6},
        {"leads_from_same_ip_in_hour": 5},
        ("6", "at most 5"),
    ),
    "phone_contradicts_country": (
        {"phone_contradicts_country": True, "phone_country": "IN", "country_code": "DE"},
        {"phone_contradicts_country": False, "phone_country": "US", "country_code": "CA"},
        ("a number of IN, stated DE", "a number of the lead's country"),
    ),
    "ip_contradicts_country": (
        {"ip_contradicts_country": True, "ip_country_code": "IN", "country_code": "DE"},
        {"ip_contradicts_country": None, "ip_country_code": "IN"},
        ("sent from IN, stated DE", "sent from the lead's country"),
    ),
    "time_zone_contradicts_country": (
        {"time_zone_contradicts_country": True, "timezone": "Asia/Calcutta", "country_code": "DE"},
        {"time_zone_contradicts_country": None, "timezone": "UTC", "country_code": "DE"},
        ("Asia/Calcutta, stated DE", "a time zone of the lead's country"),
    ),
    "language_contradicts_country": (
        {"language_contradicts_country": True, "language": "hi-IN", "country_code": "DE"},
        {"language_contradicts_country": False, "language": "en-US", "country_code": "DE"},
        ("hi-IN, stated DE", "a language of the lead's country, or English"),
    ),
    "phone_not_reachable_kind": (
        {"phone_kind": "premium_rate"},
        {"phone_kind": "voip"},
        ("premium rate", "a person's number"),
    ),
    "name_keyboard_run": (
        {"name_is_keyboard_run": True},
        {"name_is_keyboard_run": None},
        ("keys side by side", "a name"),
    ),
    "company_placeholder": (
        {"company_is_placeholder": True},
        {"company_is_placeholder": None},
        ("a word for no company", "a company"),
    ),
    "test_lead": (
        {"is_unmarked_test": True},
        {"is_unmarked_test": False},
        ("a test that is not marked as one", "a lead"),
    ),
    "spam_in_text": (
        {"has_spam": True},
        {"has_spam": False},
        ("a link or an advertisement", "a name, a title, a company"),
    ),
    "burst_from_one_form": (
        {"leads_from_same_form_in_hour": 11, "limit_burst_from_one_form": 10.0},
        {"leads_from_same_form_in_hour": 10, "limit_burst_from_one_form": 10.0},
        ("11", "at most 10"),
    ),
    "inhuman_rhythm": (
        {"leads_in_rhythm": 5, "limit_inhuman_rhythm": 4.0},
        {"leads_in_rhythm": 4, "limit_inhuman_rhythm": 4.0},
        ("5", "at most 4"),
    ),
    "identical_payloads": (
        {"has_twin": True},
        {"has_twin": None},
        ("another lead within the hour says the same", "words of its own"),
    ),
    "stale_on_arrival": (
        {"days_until_delivered": 7.25, "limit_stale_on_arrival": 7.0},
        {"days_until_delivered": 7.0, "limit_stale_on_arrival": 7.0},
        ("7.25", "at most 7"),
    ),
    "outside_campaign_dates": (
        {"days_outside_campaign": 15, "limit_outside_campaign_dates": 14.0},
        {"days_outside_campaign": 14, "limit_outside_campaign_dates": 14.0},
        ("15", "at most 14"),
    ),
    "email_of_ours": (
        {"email_is_ours": True},
        {"email_is_ours": None},
        ("an address of our own", "somebody else's address"),
    ),
    "duplicate_across_sources": (
        {"days_since_other_source": 90.0},
        {"days_since_other_source": 90.5},
        ("90", "more than 90"),
    ),
    "do_not_contact_delivered": (
        {"do_not_contact": True},
        {"do_not_contact": None},
        ("asked not to be contacted", "somebody who may be contacted"),
    ),
    "lead_of_open_deal": (
        {"open_deal_id": "crm:D1"},
        {"open_deal_id": None},
        ("crm:D1", "no open deal"),
    ),
    "converted_without_deal": (
        {"is_converted_without_deal": True, "status": "converted"},
        {"is_converted_without_deal": None, "status": "converted"},
        ("converted, without a deal", "a deal"),
    ),
    "contacted_despite_optout": (
        {"is_contacted_despite_refusal": True},
        {"is_contacted_despite_refusal": False},
        ("contacted, although it was refused", "nobody contacted who refuses"),
    ),
    "junk_lead_converted": (
        {"is_junk_converted": True, "status": "rejected", "deal_id": "crm:D1"},
        {"is_junk_converted": False, "status": "rejected"},
        ("status rejected, deal crm:D1", "rejected or converted, not both"),
    ),
    "rejection_reason_unknown": (
        {"rejection_reason_is_listed": False, "rejection_reason": "a person's words"},
        {"rejection_reason_is_listed": None},
        ("a reason that the brief does not list", "a reason of the brief"),
    ),
    "rejected_without_reason": (
        {"is_rejected_without_reason": True},
        {"is_rejected_without_reason": None},
        ("rejected without a reason", "a reason"),
    ),
    "unmapped_value": (
        {"unmapped_values": "channel,status"},
        {"unmapped_values": None},
        ("channel,status", "only known words"),
    ),
}
FOLLOW_UP = {
    "response_late": (
        {"working_minutes_to_response": 240 + 1 / 60},
        {"working_minutes_to_response": 240.0},
        ("240.02", "at most 240"),
    ),
    "attempts_too_few": ({"attempts_before_giving_up": 4.0}, {"attempts_before_giving_up": 5.0}, ("4", "at least 5")),
    "nurture_overdue": ({"days_to_nurture": 15.0}, {"days_to_nurture": 14.0}, ("15", "at most 14")),
}
DEALS = {
    "stage_unknown": (
        {"stage_is_known": False, "stage_id": None, "stage_name": "Handshake"},
        {"stage_is_known": True},
        ("Handshake", "a stage of the process"),
    ),
    "stage_skipped": ({"stages_skipped": 1}, {"stages_skipped": 0}, ("1", "at most 0")),
    "stage_dates_out_of_order": (
        {"stage_entries_out_of_order": 2},
        {"stage_entries_out_of_order": 0},
        ("2", "at most 0"),
    ),
    "closed_before_created": (
        {"days_from_creation_to_close": -1},
        {"days_from_creation_to_close": 0},
        ("-1", "at least 0"),
    ),
    "close_date_in_past": ({"days_past_expected_close": 1}, {"days_past_expected_close": 0}, ("1", "at most 0")),
    "won_without_amount": (
        {"status": "won", "won_has_amount": False},
        {"status": "open", "won_has_amount": None},
        ("no amount above 0", "an amount above 0"),
    ),
    "lost_without_reason": (
        {"status": "lost", "lost_has_reason": False},
        {"status": "lost", "lost_has_reason": True},
        ("no reason", "a reason"),
    ),
    "deal_before_lead": ({"days_from_lead_to_deal": -1}, {"days_from_lead_to_deal": 0}, ("-1", "at least 0")),
    "product_unknown": (
        {"product_is_known": False, "product_id": "crm:P9"},
        {"product_is_known": None},
        ("crm:P9", "one of the products"),
    ),
    "won_probability_below_one": ({"won_probability": 0.99}, {"won_probability": 1.0}, ("0.99", "at least 1")),
    "lost_probability_above_zero": ({"lost_probability": 0.1}, {"lost_probability": 0.0}, ("0.1", "at most 0")),
    "unmapped_value": ({"unmapped_values": "channel"}, {"unmapped_values": None}, ("channel", "only known words")),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str, str]]]:
    """Rule, observed and expected of what failed, by the id of the lead or deal."""
    file = world.warehouse(
        tmp_path_factory.mktemp("rules") / "leadline.duckdb",
        leads=[
            world.lead(f"lead {word} {rule}", **values)
            for rule, (breaks, keeps, _) in LEADS.items()
            for word, values in (("breaks", breaks), ("keeps", keeps))
        ]
        + [
            world.lead(
                "no limit",
                days_since_duplicate=0.0,
                limit_duplicate_lead=None,
                leads_from_same_ip_in_hour=100_000,
                limit_burst_from_one_address=None,
                leads_from_same_form_in_hour=100_000,
                leads_in_rhythm=100_000,
                days_until_delivered=1000.0,
                days_outside_campaign=1000,
            ),
            world.lead("no address", days_since_duplicate=None, leads_from_same_ip_in_hour=None),
        ],
        follow_ups=[
            world.follow_up(f"lead {word} {rule}", **values)
            for rule, (breaks, keeps, _) in FOLLOW_UP.items()
            for word, values in (("breaks", breaks), ("keeps", keeps))
        ]
        + [
            world.follow_up("no limit", working_minutes_to_response=1e6, limit_response_late=None),
            world.follow_up("no address", limit_nurture_overdue=None, days_to_nurture=1000.0),
        ],
        deals=[
            world.deal(f"deal {word} {rule}", **values)
            for rule, (breaks, keeps, _) in DEALS.items()
            for word, values in (("breaks", breaks), ("keeps", keeps))
        ],
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for outcome in judge(file, [*leads.SUITES, *deals.SUITES]):
        assert outcome.failing_rows is not None
        for subject, *rest in world.query(
            file,
            f"select {outcome.suite.flags}_id, rule_id, observed, expected from ({outcome.failing_rows}) as failing_rows",
        ):
            found.setdefault(subject, []).append((rest[0], rest[1], rest[2]))
    return found


@pytest.mark.parametrize("rule", [rule.id for rule in (*leads.RULES, *leads.FOLLOW_UP)])
def test_a_lead_breaks_the_rule_and_only_it(broken: dict[str, list[tuple[str, str, str]]], rule: str) -> None:
    assert broken[f"lead breaks {rule}"] == [(rule, *(LEADS | FOLLOW_UP)[rule][2])]


@pytest.mark.parametrize("rule", [rule.id for rule in (*leads.RULES, *leads.FOLLOW_UP)])
def test_a_lead_just_keeps_the_rule(broken: dict[str, list[tuple[str, str, str]]], rule: str) -> None:
    assert f"lead keeps {rule}" not in broken


@pytest.mark.parametrize("lead", ["no limit", "no address"])
def test_a_rule_without_its_limit_or_its_fact_is_silent(
    broken: dict[str, list[tuple[str, str, str]]], lead: str
) -> None:
    assert lead not in broken


@pytest.mark.parametrize("rule", [rule.id for rule in deals.RULES])
def test_a_deal_breaks_the_rule_and_only_it(broken: dict[str, list[tuple[str, str, str]]], rule: str) -> None:
    assert broken[f"deal breaks {rule}"] == [(rule, *DEALS[rule][2])]


@pytest.mark.parametrize("rule", [rule.id for rule in deals.RULES])
def test_a_deal_just_keeps_the_rule(broken: dict[str, list[tuple[str, str, str]]], rule: str) -> None:
    assert f"deal keeps {rule}" not in broken


def test_every_sort_that_a_brief_may_leave_out_has_its_words() -> None:
    assert set(leads.EXCLUSIONS) == set(Exclusions.model_fields)


def test_every_limit_of_a_brief_has_a_rule_that_compares_with_it() -> None:
    compared = {
        rule.id for rule in leads.RULES if isinstance(rule.expect, Rows) and f"limit_{rule.id}" in rule.expect.fails
    }
    assert compared == set(LIMITS)


def test_no_rule_stands_there_twice() -> None:
    for suite in (*leads.SUITES, *deals.SUITES):
        ids = [rule.id for rule in suite.rules]
        assert len(ids) == len(set(ids))


def test_rules_on_leads_and_deals_never_block() -> None:
    assert {rule.severity for suite in (*leads.SUITES, *deals.SUITES) for rule in suite.rules} == {"hard", "soft"}


def test_suites_without_great_expectations_are_only_words() -> None:
    """Definitions list every rule at start-up: that must not cost the seconds of importing Great Expectations."""
    source = (
        "import sys; from expectations import raw, leads, deals, marts; print([m for m in "
        "('great_expectations', 'dagster', 'dbt') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
