"""Each rule on leads, at its edge: one row that breaks it and one that just keeps it, judged together and told apart.

Whether models give a lead these values is tested beside each model and, file to flag, in `tests/answer_key`.
"""

from __future__ import annotations

from typing import Any

import pytest

from expectations import leads
from tests.check import world
from tests.check.conftest import Checked

Values = dict[str, Any]

# By rule: what breaks it, and what just does not.
SIGNALS: dict[str, tuple[Values, Values]] = {
    "not_contactable": ({"has_contact_channel": False}, {"has_contact_channel": None}),
    "email_invalid": ({"email_is_valid": False}, {"email_is_valid": None}),
    "email_disposable": ({"email_is_disposable": True}, {"email_is_disposable": None}),
    "email_role_account": ({"email_is_role_account": True}, {"email_is_role_account": None}),
    "phone_invalid": ({"phone_is_valid": False}, {"phone_is_valid": None}),
    "name_placeholder": ({"name_is_placeholder": True}, {"name_is_placeholder": None}),
    "duplicate_lead": ({"days_since_duplicate": 90}, {"days_since_duplicate": 90.001}),
    "burst_from_one_address": ({"leads_from_same_ip_in_hour": 6}, {"leads_from_same_ip_in_hour": 5}),
    "email_of_ours": ({"email_is_ours": True}, {"email_is_ours": None}),
    "phone_contradicts_country": ({"phone_contradicts_country": True}, {"phone_contradicts_country": None}),
    "time_zone_contradicts_country": (
        {"time_zone_contradicts_country": True},
        {"time_zone_contradicts_country": False},
    ),
    "language_contradicts_country": ({"language_contradicts_country": True}, {"language_contradicts_country": False}),
    "email_domain_dead": ({"email_domain_takes_mail": False}, {"email_domain_takes_mail": None}),
    "duplicate_across_sources": ({"days_since_other_source": 90}, {"days_since_other_source": 90.001}),
    "ip_contradicts_country": ({"ip_contradicts_country": True}, {"ip_contradicts_country": None}),
    "phone_not_reachable_kind": ({"phone_kind": "pager"}, {"phone_kind": "shared_cost"}),
    "name_keyboard_run": ({"name_is_keyboard_run": True}, {"name_is_keyboard_run": None}),
    "company_placeholder": ({"company_is_placeholder": True}, {"company_is_placeholder": None}),
    "test_lead": ({"is_unmarked_test": True}, {"is_unmarked_test": False}),
    "spam_in_text": ({"has_spam": True}, {"has_spam": False}),
    "burst_from_one_form": (
        {"leads_from_same_form_in_hour": 16, "limit_burst_from_one_form": 15},
        {"leads_from_same_form_in_hour": 15, "limit_burst_from_one_form": 15},
    ),
    "inhuman_rhythm": (
        {"leads_in_rhythm": 5, "limit_inhuman_rhythm": 4},
        {"leads_in_rhythm": 4, "limit_inhuman_rhythm": 4},
    ),
    "identical_payloads": ({"has_twin": True}, {"has_twin": None}),
    "stale_on_arrival": (
        {"days_until_delivered": 7.001, "limit_stale_on_arrival": 7},
        {"days_until_delivered": 7, "limit_stale_on_arrival": 7},
    ),
    "outside_campaign_dates": (
        {"days_outside_campaign": 15, "limit_outside_campaign_dates": 14},
        {"days_outside_campaign": 14, "limit_outside_campaign_dates": 14},
    ),
    "do_not_contact_delivered": ({"do_not_contact": True}, {"do_not_contact": None}),
    "lead_of_open_deal": ({"open_deal_id": "crm:D1"}, {"open_deal_id": None}),
    "converted_without_deal": ({"is_converted_without_deal": True}, {"is_converted_without_deal": None}),
    "contacted_despite_optout": ({"is_contacted_despite_refusal": True}, {"is_contacted_despite_refusal": None}),
    "junk_lead_converted": ({"is_junk_converted": True}, {"is_junk_converted": False}),
    "rejection_reason_unknown": ({"rejection_reason_is_listed": False}, {"rejection_reason_is_listed": None}),
    "rejected_without_reason": ({"is_rejected_without_reason": True}, {"is_rejected_without_reason": False}),
    "unmapped_value": ({"unmapped_values": "channel"}, {"unmapped_values": None}),
}
FOLLOW_UPS: dict[str, tuple[Values, Values]] = {
    "response_late": ({"working_minutes_to_response": 240.1}, {"working_minutes_to_response": 240}),
    "attempts_too_few": ({"attempts_before_giving_up": 4}, {"attempts_before_giving_up": 5}),
    "nurture_overdue": ({"days_to_nurture": 15}, {"days_to_nurture": 14}),
}
CLAUSES: dict[str, tuple[Values, Values]] = {
    "in": ({"matching_values": 0}, {"matching_values": 1}),
    "not_in": ({"matching_values": 1}, {"matching_values": 0}),
    "at_least": ({"observed_number": 19, "expected_number": 20}, {"observed_number": 20, "expected_number": 20}),
    "at_most": ({"observed_number": 251, "expected_number": 250}, {"observed_number": 250, "expected_number": 250}),
    "is_present": ({"observed": None, "on_missing": "fail"}, {"observed": "-"}),
}

EXCLUSIONS: dict[str, tuple[Values, Values]] = {
    sort: ({"is_excluded": True}, {"is_excluded": None}) for sort in leads.EXCLUSIONS
}
SUITES = {
    "signals": (SIGNALS, "{}"),
    "follow_ups": (FOLLOW_UPS, "{}"),
    "clauses": (CLAUSES, "clause_{}"),
    "exclusions": (EXCLUSIONS, "excluded_{}"),
}


def test_each_rule_has_a_row_that_breaks_it_and_one_that_keeps_it() -> None:
    """Whoever adds a rule adds its edge."""
    assert set(SIGNALS) == {rule.id for rule in leads.RULES}
    assert set(FOLLOW_UPS) == {rule.id for rule in leads.FOLLOW_UP}
    assert {f"clause_{operator}" for operator in CLAUSES} == {rule.id for rule in leads.CLAUSES}


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """By lead the rules that it breaks; a lead is called by its rule, and whether it breaks or keeps it."""
    rows: dict[str, list[world.Row]] = {name: [] for name in SUITES}
    for name, (cases, called) in SUITES.items():
        for case, (breaks, keeps) in cases.items():
            for kind, values in (("breaks", breaks), ("keeps", keeps)):
                lead = f"{called.format(case)} {kind}"
                rows["signals"].append(world.lead(lead, **(values if name == "signals" else {})))
                if name == "follow_ups":
                    rows[name].append(world.follow_up(lead, **values))
                if name == "clauses":
                    rows[name].append(world.clause(lead, clause_id=case, operator=case, **values))
                if name == "exclusions":
                    rows[name].append(world.exclusion(lead, sort=case, **values))
    checked = Checked(tmp_path_factory.mktemp("each"))
    checked.run(
        1,
        leads=rows["signals"],
        clauses=rows["clauses"],
        exclusions=rows["exclusions"],
        follow_ups=rows["follow_ups"],
    )
    found: dict[str, set[str]] = {}
    for lead, rule in checked.query("select lead_id, rule_id from quality.lead_flags"):
        found.setdefault(lead, set()).add(rule)
    return found


@pytest.mark.parametrize("rule", [called.format(case) for cases, called in SUITES.values() for case in cases])
def test_what_breaks_a_rule_breaks_it_alone_and_what_just_keeps_it_breaks_none(
    flagged: dict[str, set[str]], rule: str
) -> None:
    assert flagged.get(f"{rule} breaks") == {rule}
    assert flagged.get(f"{rule} keeps") is None
