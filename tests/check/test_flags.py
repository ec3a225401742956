"""Flags open, close and open again over several runs; a removed rule takes its flags with it."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import Any

import duckdb
import pytest

from expectations import deals, leads
from expectations.rules import Rule, at_most
from orchestration.check.engine import SuiteError
from tests.check import world
from tests.check.conftest import SUITES, Checked

MARCH = [datetime(2026, 3, day, 6, 0) for day in range(1, 8)]
LEAD_FLAGS = "select rule_id, first_seen_at, resolved_at from quality.lead_flags order by rule_id"
DEAL_FLAGS = (
    "select deal_id, rule_id, observed, first_seen_at, resolved_at from quality.deal_flags order by deal_id, rule_id"
)


def test_a_flag_carries_what_was_observed_and_the_brief_that_asked(checked: Checked) -> None:
    checked.run(
        1,
        leads=[world.lead(brief_id="spring", brief_version=3)],
        clauses=[world.clause(brief_id="spring", brief_version=3, observed="IN", matching_values=0)],
        deals=[world.deal(stages_skipped=2)],
    )
    assert checked.query("select * from quality.lead_flags") == [
        (
            "crm:1", "clause_our_countries", "hard", "delivery", "IN", "one of: DE, FR", "spring", 3, MARCH[0], None,
        )
    ]  # fmt: skip
    assert checked.query("select * from quality.deal_flags") == [
        ("crm:1", "stage_skipped", "soft", "2", "at most 0", "proposal", "crm:ada", MARCH[0], None)
    ]


def test_a_deal_flag_opens_closes_and_opens_again(checked: Checked) -> None:
    skipped = world.deal(stages_skipped=1)
    checked.run(1, deals=[skipped])
    checked.run(2, deals=[skipped])
    assert checked.query(DEAL_FLAGS) == [("crm:1", "stage_skipped", "1", MARCH[0], None)]
    checked.run(3, deals=[world.deal(stages_skipped=0)])
    checked.run(4, deals=[world.deal(stages_skipped=0)])
    assert checked.query(DEAL_FLAGS) == [("crm:1", "stage_skipped", "1", MARCH[0], MARCH[2])]
    checked.run(5, deals=[world.deal(stages_skipped=3)])
    checked.run(6, deals=[world.deal(stages_skipped=3)])
    assert checked.query(DEAL_FLAGS) == [("crm:1", "stage_skipped", "3", MARCH[0], None)]
    assert checked.logged("deal_flags_log", "event_number, event, loaded_at") == [
        (1, "opened", MARCH[0]),
        (2, "closed", MARCH[2]),
        (3, "opened", MARCH[4]),
    ]


def test_runs_of_one_pretended_instant_replay_in_the_order_they_were_made(checked: Checked) -> None:
    """Their build ids sort by chance: here each later one sorts first."""
    for number, skipped in ((9, 1), (8, 0), (7, 1), (6, 0)):
        checked.run(number, deals=[world.deal(stages_skipped=skipped)], days=0)
    assert checked.query(DEAL_FLAGS) == [("crm:1", "stage_skipped", "1", MARCH[0], MARCH[0])]
    checked.run(5, deals=[world.deal(stages_skipped=0)], days=0)
    assert len(checked.logged("deal_flags_log", "event_number")) == 4


def test_a_correction_closes_the_flag_of_a_delivery(checked: Checked) -> None:
    delivered = world.lead(has_contact_channel=False)
    checked.run(1, leads=[delivered])
    assert checked.query(LEAD_FLAGS) == [("not_contactable", MARCH[0], None)]
    checked.run(2, leads=[delivered, world.lead(state="current")])
    assert checked.query(LEAD_FLAGS) == [("not_contactable", MARCH[0], MARCH[1])]
    checked.run(3, leads=[delivered, world.lead(state="current", has_contact_channel=False, email_is_valid=False)])
    assert checked.query(LEAD_FLAGS) == [("not_contactable", MARCH[0], None)]


def test_a_delivery_that_was_corrected_before_it_was_ever_checked_has_a_flag_that_is_resolved(checked: Checked) -> None:
    checked.run(1, leads=[world.lead(has_contact_channel=False), world.lead(state="current")])
    assert checked.query(LEAD_FLAGS) == [("not_contactable", MARCH[0], MARCH[0])]
    assert checked.logged("lead_flags_log", "event_number, event") == [(1, "opened"), (2, "closed")]


def test_what_went_wrong_after_the_delivery_is_no_flag_of_the_delivery(checked: Checked) -> None:
    checked.run(1, leads=[world.lead(), world.lead(state="current", has_contact_channel=False)])
    assert checked.query(LEAD_FLAGS) == []


def test_a_flag_of_the_outcome_follows_the_latest_facts(checked: Checked) -> None:
    junk: dict[str, Any] = {"is_junk_converted": True, "status": "rejected", "deal_id": "crm:D"}
    checked.run(1, leads=[world.lead(**junk), world.lead(state="current", **junk)])
    assert checked.query(LEAD_FLAGS) == [("junk_lead_converted", MARCH[0], None)]
    checked.run(2, leads=[world.lead(), world.lead(state="current")])
    assert checked.query(LEAD_FLAGS) == [("junk_lead_converted", MARCH[0], MARCH[1])]


def test_without_a_brief_the_rules_that_need_no_limit_still_flag(checked: Checked) -> None:
    checked.run(
        1,
        leads=[
            world.lead(
                brief_id=None,
                brief_version=None,
                limit_duplicate_lead=None,
                days_since_duplicate=1.0,
                email_is_disposable=True,
            )
        ],
    )
    assert checked.query("select rule_id, brief_id, brief_version from quality.lead_flags") == [
        ("email_disposable", None, None)
    ]


@pytest.mark.parametrize(
    ("removed", "table", "left"),
    [
        ("duplicate_lead", "lead_flags", ["clause_our_countries", "email_invalid"]),
        ("clause_in", "lead_flags", ["duplicate_lead", "email_invalid"]),
        ("stage_skipped", "deal_flags", ["lost_without_reason"]),
    ],
)
def test_without_its_expectation_a_rule_has_no_flags_and_with_it_they_are_back(
    checked: Checked, removed: str, table: str, left: list[str]
) -> None:
    facts: dict[str, Any] = {
        "leads": [world.lead(days_since_duplicate=3.0, email_is_valid=False)],
        "clauses": [world.clause(observed="IN", matching_values=0)],
        "deals": [world.deal(stages_skipped=1, lost_has_reason=False)],
    }
    rules = f"select rule_id from quality.{table} order by rule_id"
    checked.run(1, **facts)
    before = checked.query(f"select * from quality.{table} order by rule_id")
    checked.run(2, **facts, suites=[suite.without(removed) for suite in SUITES])
    assert [row[0] for row in checked.query(rules)] == left
    assert removed not in {row[0] for row in checked.query("select rule_id from quality.rules")}
    checked.run(3, **facts)
    assert checked.query(f"select * from quality.{table} order by rule_id") == before


def test_the_table_of_rules_has_the_words_of_the_suites_and_of_no_clause(checked: Checked) -> None:
    """What a clause says depends on the version of the brief that a lead was judged by: it rides along with the clause."""
    checked.run(1, leads=[world.lead()], clauses=[world.clause(observed="IN", matching_values=0)])
    assert checked.query("select rule_id from quality.lead_flags") == [("clause_our_countries",)]
    exclusions = [
        (f"excluded_{sort}", "lead", "hard", "delivery", words.says, words.remedy)
        for sort, words in leads.EXCLUSIONS.items()
    ]
    assert checked.query("select * from quality.rules order by all") == sorted(
        [
            (rule.id, subject, rule.severity, rule.judges, rule.says, rule.remedy)
            for subject, rules in (("lead", [*leads.RULES, *leads.FOLLOW_UP]), ("deal", deals.RULES))
            for rule in rules
        ]
        + exclusions
    )


def test_an_exclusion_has_a_flag_a_sort_and_goes_with_its_expectation(checked: Checked) -> None:
    facts: dict[str, Any] = {
        "leads": [world.lead()],
        "exclusions": [
            world.exclusion(is_excluded=True, matched="crm:A"),
            world.exclusion(sort="accounts", is_excluded=True, matched="acme.com", value="acme.com, Rotavo"),
            world.exclusion(sort="students", is_excluded=None),
            world.exclusion(sort="partners"),
        ],
    }
    flags = "select rule_id, severity, judges, observed, expected from quality.lead_flags order by rule_id"
    checked.run(1, **facts)
    expected = [
        ("excluded_accounts", "hard", "delivery", "acme.com", "none of: acme.com, Rotavo"),
        ("excluded_competitors", "hard", "delivery", "crm:A", "no competitors"),
    ]
    assert checked.query(flags) == expected
    checked.run(2, **facts, suites=[suite.without("excluded") for suite in SUITES])
    assert checked.query(flags) == []
    assert checked.query("select rule_id from quality.rules where rule_id like 'excluded%'") == []
    checked.run(3, **facts)
    assert checked.query(flags) == expected
    # By a later correction it is none: the flag closes, the verdict stands.
    checked.run(4, **{**facts, "leads": [*facts["leads"], world.lead(state="current")]})
    assert checked.query("select distinct resolved_at from quality.lead_flags") == [(MARCH[3],)]
    assert checked.query("select verdict, failed_rules from quality.lead_verdicts") == [
        ("non_conforming", "excluded_accounts,excluded_competitors")
    ]


def test_a_resolved_flag_of_a_removed_rule_is_gone_as_well(checked: Checked) -> None:
    checked.run(1, deals=[world.deal(stages_skipped=1)])
    checked.run(2, deals=[world.deal()])
    checked.run(3, deals=[world.deal()], suites=[suite.without("stage_skipped") for suite in SUITES])
    assert checked.query(DEAL_FLAGS) == []


def test_a_flag_of_a_deal_that_is_no_longer_there_is_not_shown(checked: Checked) -> None:
    checked.run(1, deals=[world.deal(stages_skipped=1)])
    checked.run(2, deals=[world.deal("crm:2")])
    assert checked.query(DEAL_FLAGS) == []


def test_an_expectation_that_cannot_be_judged_fails_the_check_and_writes_nothing(checked: Checked) -> None:
    facts = [world.deal(stages_skipped=1)]
    checked.run(1, deals=facts)
    broken = Rule(id="broken", says="?", expect=at_most("no_such_signal", 1), severity="soft", remedy="?")
    suites = [
        *SUITES[:-1],
        type(SUITES[-1])("deals", SUITES[-1].table, [*SUITES[-1].rules, broken], ("deal_id",), flags="deal"),
    ]
    with pytest.raises(SuiteError, match="rule 'broken'"):
        checked.run(2, deals=[world.deal()], suites=suites)
    assert checked.query(DEAL_FLAGS) == [("crm:1", "stage_skipped", "1", MARCH[0], None)]
    assert len(checked.logged("deal_flags_log", "event")) == 1


def test_a_warehouse_that_was_deleted_shows_the_same_flags_again(checked: Checked) -> None:
    checked.run(1, leads=[world.lead(has_contact_channel=False)], deals=[world.deal(stages_skipped=1)])
    rest: dict[str, Any] = {
        "leads": [world.lead(has_contact_channel=False), world.lead(state="current")],
        "deals": [world.deal()],
    }
    checked.run(2, **rest)
    tables = ("lead_flags", "deal_flags", "lead_verdicts")
    before = [checked.query(f"select * from quality.{table} order by all") for table in tables]
    checked.file.unlink()
    checked.run(3, **rest)
    assert [checked.query(f"select * from quality.{table} order by all") for table in tables] == before


def test_a_step_that_is_run_again_replaces_its_own_records(checked: Checked) -> None:
    checked.run(1, deals=[world.deal(stages_skipped=1)])
    checked.run(1, deals=[world.deal(stages_skipped=1)])
    assert checked.logged("deal_flags_log", "event_number, event") == [(1, "opened")]
    assert checked.query("select count(*) from quality.check_results where expectation = 'stage_skipped'") == [(1,)]


def test_as_of_an_earlier_instant_later_events_are_not_known(checked: Checked) -> None:
    checked.run(3, deals=[world.deal(stages_skipped=1)])
    shutil.copy(checked.file, checked.folder / "later.duckdb")
    checked.run(2, deals=[world.deal(stages_skipped=1)])
    assert checked.query(DEAL_FLAGS) == [("crm:1", "stage_skipped", "1", MARCH[1], None)]


def test_the_tables_are_there_when_there_is_nothing_to_flag(checked: Checked) -> None:
    checked.run(1)
    with duckdb.connect(str(checked.file)) as connection:
        found = connection.execute(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'quality' order by all"
        ).fetchall()
    columns = {table: {name: kind for other, name, kind in found if other == table} for table, _, _ in found}
    text = "VARCHAR"
    assert columns == {
        "check_results": {
            "build_id": text, "suite": text, "expectation": text, "asset": text, "severity": text, "success": "BOOLEAN",
            "observed": text, "unexpected_count": "BIGINT", "checked_at": "TIMESTAMP",
        },
        "deal_flags": {
            "deal_id": text, "rule_id": text, "severity": text, "observed": text, "expected": text, "stage_id": text,
            "owner_id": text, "first_seen_at": "TIMESTAMP", "resolved_at": "TIMESTAMP",
        },
        "lead_flags": {
            "lead_id": text, "rule_id": text, "severity": text, "judges": text, "observed": text, "expected": text,
            "brief_id": text, "brief_version": "BIGINT", "first_seen_at": "TIMESTAMP", "resolved_at": "TIMESTAMP",
        },
        "lead_verdicts": {
            "lead_id": text, "brief_id": text, "brief_version": "BIGINT", "verdict": text, "failed_rules": text,
            "is_judged_anew": "BOOLEAN", "judged_at": "TIMESTAMP", "is_superseded": "BOOLEAN",
        },
        "rules": {
            "rule_id": text, "subject": text, "severity": text, "judges": text, "says": text, "remedy": text,
        },
    }  # fmt: skip


def test_a_domain_that_takes_no_mail_is_flagged_and_changes_no_verdict(checked: Checked) -> None:
    flags = "select rule_id, severity, judges, observed, resolved_at is null from quality.lead_flags"
    said = ("email_domain_dead", "soft", "delivery", "a domain that accepts no mail")
    checked.run(1, leads=[world.lead(), world.lead("crm:2", email_domain_takes_mail=True)])
    assert checked.query(flags) == []
    checked.run(2, leads=[world.lead(email_domain_takes_mail=False), world.lead("crm:2", email_domain_takes_mail=True)])
    assert checked.query(flags) == [(*said, True)]
    assert checked.query("select distinct verdict from quality.lead_verdicts") == [("conforming",)]
    checked.run(3, leads=[world.lead(email_domain_takes_mail=True)])
    assert checked.query(flags) == [(*said, False)]


def test_a_rule_that_needs_what_is_off_is_no_rule_and_has_no_flag(checked: Checked) -> None:
    dead = [world.lead(email_domain_takes_mail=False)]
    off, on = ([suite.applied(switched_on) for suite in SUITES] for switched_on in (frozenset(), {"dns"}))
    checked.run(1, leads=dead, suites=on)
    assert checked.query("select rule_id from quality.lead_flags") == [("email_domain_dead",)]
    checked.run(2, leads=dead, suites=off)
    assert checked.query("select rule_id from quality.lead_flags") == []
    assert checked.query("select count(*) from quality.rules where rule_id = 'email_domain_dead'") == [(0,)]
