"""The verdict: once, on what was delivered, by what the brief in force says about values that are missing."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.check import world
from tests.check.conftest import Checked

VERDICTS = "select lead_id, verdict, failed_rules from quality.lead_verdicts order by lead_id"
FIRST = datetime(2026, 3, 1, 6, 0)

# Of each operator a clause that is broken, one that is just kept, and one that lacks its value.
OPERATORS = {
    "in": ({"observed": "IN", "matching_values": 0}, {"observed": "FR", "matching_values": 1}),
    "not_in": ({"observed": "DE", "matching_values": 1}, {"observed": "IN", "matching_values": 0}),
    "at_least": (
        {"observed": "49", "observed_number": 49.0, "expected": "50", "expected_number": 50.0},
        {"observed": "50", "observed_number": 50.0, "expected": "50", "expected_number": 50.0},
    ),
    "at_most": (
        {"observed": "51", "observed_number": 51.0, "expected": "50", "expected_number": 50.0},
        {"observed": "50", "observed_number": 50.0, "expected": "50", "expected_number": 50.0},
    ),
    "is_present": ({"observed": None}, {"observed": "x"}),
}
MISSING = {"observed": None, "observed_number": None, "matching_values": 0}


def test_every_operator_and_policy_in_one_run(checked: Checked) -> None:
    leads, clauses, expected = [], [], []

    def case(name: str, verdict: str, flag: str | None, **values: object) -> None:
        leads.append(world.lead(name))
        clauses.append(world.clause(name, clause_id="it", **values))
        expected.append((name, verdict, "clause_it" if flag else None, flag))

    for operator, (breaks, keeps) in OPERATORS.items():
        for severity, verdict in (("hard", "non_conforming"), ("soft", "conforming")):
            common = {"operator": operator, "severity": severity, "on_missing": "fail"}
            case(f"{operator} {severity} broken", verdict, severity, **common, **breaks)
            case(f"{operator} {severity} kept", "conforming", None, **common, **keeps)
            case(f"{operator} {severity} missing fail", verdict, severity, **{**common, **MISSING})
            case(
                f"{operator} {severity} missing warn",
                "conforming",
                "soft",
                **{**common, **MISSING, "on_missing": "warn"},
            )
            case(
                f"{operator} {severity} missing unknown",
                "unknown" if severity == "hard" else "conforming",
                None,
                **{**common, **MISSING, "on_missing": "unknown"},
            )
    checked.run(1, leads=leads, clauses=clauses)
    assert checked.query(
        "select lead_id, verdict, failed_rules, severity from quality.lead_verdicts left join quality.lead_flags using (lead_id) "
        "order by lead_id"
    ) == sorted(expected)


def test_who_is_left_out_is_not_as_agreed_and_who_may_be_is(checked: Checked) -> None:
    checked.run(
        1,
        leads=[world.lead("one"), world.lead("none"), world.lead("perhaps")],
        exclusions=[
            world.exclusion("one", is_excluded=True, matched="crm:A"),
            world.exclusion("none"),
            world.exclusion("perhaps", is_excluded=None),
        ],
    )
    assert checked.query(VERDICTS) == [
        ("none", "conforming", None),
        ("one", "non_conforming", "excluded_competitors"),
        ("perhaps", "conforming", None),
    ]


def test_a_hard_failure_outweighs_what_is_unknown(checked: Checked) -> None:
    checked.run(
        1,
        leads=[world.lead(email_is_disposable=True, email_is_role_account=True)],
        clauses=[world.clause(observed=None), world.clause(clause_id="size", observed="IN", matching_values=0)],
    )
    assert checked.query(VERDICTS) == [("crm:1", "non_conforming", "clause_size,email_disposable,email_role_account")]


def test_soft_failures_flag_only(checked: Checked) -> None:
    checked.run(1, leads=[world.lead(email_is_role_account=True)])
    assert checked.query(VERDICTS) == [("crm:1", "conforming", "email_role_account")]


def test_without_a_brief_there_is_no_verdict_on_the_lead_but_its_faults_are_named(checked: Checked) -> None:
    checked.run(1, leads=[world.lead(brief_id=None, brief_version=None, email_is_disposable=True)])
    assert checked.query(VERDICTS) == [("crm:1", "no_brief", "email_disposable")]


def test_a_clause_on_a_field_that_the_source_does_not_have_is_not_applied(checked: Checked) -> None:
    checked.run(1, leads=[world.lead()], clauses=[world.clause(observed=None, on_missing="fail", is_applicable=False)])
    assert checked.query(VERDICTS) == [("crm:1", "conforming", None)]
    assert checked.query("select * from quality.lead_flags") == []


def test_what_became_of_the_lead_does_not_change_what_was_delivered(checked: Checked) -> None:
    checked.run(1, leads=[world.lead(is_junk_converted=True, unmapped_values="status")])
    assert checked.query(VERDICTS) == [("crm:1", "conforming", None)]


def test_the_verdict_judges_what_was_delivered_and_not_what_was_corrected(checked: Checked) -> None:
    checked.run(
        1,
        leads=[
            world.lead("bad then good", email_is_disposable=True),
            world.lead("bad then good", state="current"),
            world.lead("good then bad"),
            world.lead("good then bad", state="current", email_is_disposable=True),
        ],
        clauses=[
            world.clause("good then bad", state="current", observed="IN", matching_values=0),
            world.clause("good then bad"),
        ],
    )
    assert checked.query(VERDICTS) == [
        ("bad then good", "non_conforming", "email_disposable"),
        ("good then bad", "conforming", None),
    ]


def test_nothing_is_judged_twice(checked: Checked) -> None:
    checked.run(1, leads=[world.lead()])
    checked.run(2, leads=[world.lead(email_is_disposable=True), world.lead("crm:2", email_is_disposable=True)])
    assert checked.query(
        "select lead_id, verdict, judged_at, is_superseded from quality.lead_verdicts order by lead_id"
    ) == [
        ("crm:1", "conforming", FIRST, False),
        ("crm:2", "non_conforming", FIRST.replace(day=2), False),
    ]
    assert checked.logged("lead_verdicts", "lead_id, verdict") == [("crm:1", "conforming"), ("crm:2", "non_conforming")]


def test_runs_of_one_pretended_instant_judge_a_lead_once_however_their_ids_sort(checked: Checked) -> None:
    checked.run(9, leads=[world.lead()], days=0)
    checked.run(8, leads=[world.lead(email_is_disposable=True)], days=0)
    checked.run(10, leads=[world.lead(email_is_disposable=True)], days=0)
    assert checked.query("select verdict, is_superseded from quality.lead_verdicts") == [("conforming", False)]
    assert checked.logged("lead_verdicts", "verdict") == [("conforming",)]


def test_of_runs_that_could_not_know_of_each_other_the_verdict_of_the_earlier_instant_stands(checked: Checked) -> None:
    later, earlier = [world.lead(email_is_disposable=True)], [world.lead()]
    standing = "select verdict, judged_at from quality.lead_verdicts where not is_superseded"
    checked.run(3, leads=later)
    checked.run(2, leads=earlier)
    assert checked.query(standing) == [("conforming", FIRST.replace(day=2))]
    checked.run(4, leads=later)
    assert checked.query(standing) == [("conforming", FIRST.replace(day=2))]
    assert checked.query("select verdict, is_superseded from quality.lead_verdicts order by judged_at") == [
        ("conforming", False),
        ("non_conforming", True),
    ]


GIVEN = "select lead_id, brief_version, verdict, is_judged_anew, is_superseded from quality.lead_verdicts order by lead_id, judged_at"


def test_a_retroactive_version_judges_anew_once_and_the_verdict_before_is_kept(checked: Checked) -> None:
    broken = {"observed": "IN", "matching_values": 0}
    before = [world.lead("since"), world.lead("earlier"), world.lead("of another brief", brief_id="events")]
    checked.run(1, leads=before)
    after = [
        world.lead("since", brief_version=2, is_retroactive=True),
        world.lead("earlier"),
        world.lead("of another brief", brief_id="events"),
        world.lead("new", brief_version=2, is_retroactive=True),
    ]
    clauses = [world.clause("since", brief_version=2, **broken), world.clause("new", brief_version=2, **broken)]
    expected = [
        ("earlier", 1, "conforming", False, False),
        ("new", 2, "non_conforming", False, False),
        ("of another brief", 1, "conforming", False, False),
        ("since", 1, "conforming", False, True),
        ("since", 2, "non_conforming", True, False),
    ]
    checked.run(2, leads=after, clauses=clauses)
    assert checked.query(GIVEN) == expected
    checked.run(3, leads=after, clauses=[])
    assert checked.query(GIVEN) == expected
    # Another one, years later; and an ordinary version, which changes nothing.
    checked.run(4, leads=[world.lead("since", brief_version=3, is_retroactive=True)])
    checked.run(5, leads=[world.lead("since", brief_version=4)])
    assert [row for row in checked.query(GIVEN) if row[0] == "since"] == [
        ("since", 1, "conforming", False, True),
        ("since", 2, "non_conforming", True, True),
        ("since", 3, "conforming", True, False),
    ]


@pytest.mark.parametrize("personal", [True, False], ids=["a person's data", "not a person's data"])
def test_a_flag_shows_what_was_observed_only_where_it_is_not_a_persons_data(checked: Checked, personal: bool) -> None:
    checked.run(
        1,
        leads=[world.lead()],
        clauses=[world.clause(field="title", observed="Student", matching_values=0, is_personal=personal)],
    )
    assert checked.query("select observed, expected from quality.lead_flags") == [
        (None if personal else "Student", "one of: DE, FR")
    ]
