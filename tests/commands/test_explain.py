"""`leadline explain`, on a company whose every figure is in the fixture."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orchestration.lock import run_lock
from tests.company import Company


def facts(company: Company, *arguments: str) -> dict[str, Any]:
    done = company.leadline("explain", *arguments, "--as", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def clauses(found: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    return [(row["outcome"], row["clause_id"], row["observed"], row["expected"]) for row in found["clauses"]]


@pytest.mark.parametrize(
    ("lead", "verdict", "brief", "judged"),
    [
        ("small:1", "conforming", ("default", 1), [("kept", "named", "a value (personal, not shown)", None)]),
        (
            "small:2",
            "non_conforming",
            ("default", 2),
            [("broken", "size", "10", "50"), ("kept", "named", "a value (personal, not shown)", None)],
        ),
        (
            "small:3",
            "unknown",
            ("default", 2),
            [("unknown", "size", None, "50"), ("kept", "named", "a value (personal, not shown)", None)],
        ),
        (
            "small:4",
            "non_conforming",
            ("hub", 1),
            [("broken", "west", "IN", "DE, FR"), ("not applied", "senior", None, "senior")],
        ),
    ],
    ids=["by the first version", "broken by the second", "lacks a value", "by its vendor's own brief"],
)
def test_a_verdict_is_told_clause_by_clause(
    small: Company,
    lead: str,
    verdict: str,
    brief: tuple[str, int],
    judged: list[tuple[str, str, str | None, str | None]],
) -> None:
    found = facts(small, lead)
    assert found["verdict"]["verdict"] == verdict
    assert (found["brief"]["brief_id"], found["brief"]["brief_version"]) == brief
    assert clauses(found) == judged


def test_whom_the_brief_leaves_out_is_told_sort_by_sort(small: Company) -> None:
    """Its source tells of accounts by deals alone: who bought is known, and this lead's account is not among them."""
    assert facts(small, "small:4")["exclusions"] == [
        {"sort": "accounts", "expected": "Acme-Parts.de, other.com", "observed": "Acme-Parts.de", "outcome": "broken"},
        {"sort": "customers", "expected": None, "observed": None, "outcome": "kept"},
        {"sort": "students", "expected": None, "observed": None, "outcome": "kept"},
    ]
    text = small.leadline("explain", "small:4").stdout
    assert "  broken      excluded_accounts\n" in text
    assert "asked for: none of Acme-Parts.de, other.com; found: Acme-Parts.de" in " ".join(text.split())
    assert facts(small, "small:2")["exclusions"] == []


def test_the_text_says_which_brief_and_why_that_one(small: Company) -> None:
    by_vendor = " ".join(small.leadline("explain", "4").stdout.split())
    assert (
        'Brief hub version 1, "What LeadHub sells", agreed by M and S, in force from 2026-01-01. Why this one: it is for the vendor '
        "LeadHub, and narrower than default v2." in by_vendor
    )
    early = " ".join(small.leadline("explain", "small:1").stdout.split())
    assert (
        'Brief default version 1, "Companies", agreed by M and S, in force from 2020-01-01 to 2026-01-31. Why this one: it is the '
        "default: no brief for its campaign, vendor or channel was in force that day." in early
    )


def test_a_leads_way_is_told_with_who_decided_when_and_its_links(small: Company) -> None:
    found = facts(small, "small:1")
    assert [(row["status"], row["changed_at"], row["changed_by"]["name"]) for row in found["sales"]["history"]] == [
        ("new", "2026-01-10 08:00:00", "Ada Quist"),
        ("accepted", "2026-01-11 10:00:00", "Ada Quist"),
        ("converted", "2026-01-12 10:00:00", "Ben Omar"),
    ]
    assert found["sales"]["decided_at"] == "2026-01-11 10:00:00"
    assert [(deal["deal_id"], deal["match_rule"], deal["amount"]) for deal in found["links"]["deals"]] == [
        ("small:D-1", "crm_link", "5000.00")
    ]
    assert found["origin"] == {
        "file": "leads.csv",
        "line": 2,
        "has_vanished": False,
        "versions": 1,
        "first_loaded_at": "2026-03-01 00:00:00",
        "last_changed_at": "2026-03-01 00:00:00",
    }
    assert found["who"]["record_url"] == "https://crm.example.com/leads/1"


def test_a_deals_moves_are_told_with_days_and_direction(small: Company) -> None:
    found = facts(small, "D-1")
    assert [
        (
            row["entered_on"],
            row["direction"],
            row["stage_id"],
            row["days"],
            row["expected_days"],
            row["changed_by"]["owner_id"],
        )
        for row in found["visits"]
    ] == [
        ("2026-01-12", "start", "qualified", 8.0, 5, "small:ada"),
        ("2026-01-20", "forward", "proposal", 10.0, 21, "small:ada"),
        ("2026-01-30", "back", "qualified", 6.0, 5, "small:ben"),
        ("2026-02-05", "won", "closed_won", None, None, "small:ada"),
    ]
    assert [(lead["lead_id"], lead["verdict"], lead["is_lead_of_deal"]) for lead in found["links"]["leads"]] == [
        ("small:1", "conforming", True)
    ]
    text = small.leadline("explain", "D-1").stdout
    assert "  2026-01-20  forward   proposal      10 days  by Ada Quist (small:ada)\n" in text
    assert "  2026-01-12  start     qualified      8 days (expected 5)  by Ada Quist (small:ada)\n" in text


def test_flags_are_told_with_what_to_do(small: Company) -> None:
    [flag] = [flag for flag in facts(small, "77", "--kind", "deal")["flags"] if flag["rule_id"] == "stage_unknown"]
    assert (flag["severity"], flag["observed"], flag["resolved_at"]) == ("hard", "Handshake", None)
    assert "sales_process.yml" in flag["remedy"]


@pytest.mark.parametrize("record", ["small:1", "small:2", "4", "D-1", "secret7@acme-parts.de"])
def test_nothing_personal_is_shown(small: Company, record: str) -> None:
    for layout in ("text", "json"):
        done = small.leadline("explain", record, "--as", layout)
        assert done.returncode == 0, done.stderr
        assert "secret" not in done.stdout.lower()
    assert max(len(line) for line in small.leadline("explain", record).stdout.splitlines()) <= 96


def test_a_key_that_is_personal_is_found_by_what_it_was(small: Company) -> None:
    found = facts(small, "secret7@acme-parts.de")
    assert found["id"].startswith("small:hmac-")
    assert facts(small, "small:secret7@acme-parts.de")["id"] == found["id"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["D-2"], "there is no lead or deal 'D-2' (closest: small:D-1, small:"),
        (["77"], "'77' is 2 records: small:77 (lead), small:77 (deal); say which with --kind"),
        (["small:5"], "its row was rejected: leads.csv, line 6: created_at: not an ISO 8601 date"),
        (["D-1", "--kind", "lead"], "there is no lead 'D-1'"),
    ],
    ids=["unknown", "a lead and a deal", "rejected", "no lead of that id"],
)
def test_a_record_that_is_not_there_is_refused_in_words(small: Company, arguments: list[str], says: str) -> None:
    done = small.leadline("explain", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_before_the_first_run_there_is_nothing_to_explain(small: Company, tmp_path: Any) -> None:
    done = Company(tmp_path / "data", small.sources, small.agreement).leadline("explain", "1")
    assert done.returncode == 2
    assert "nothing has been published" in done.stderr
    assert "run `leadline run` first" in done.stderr


def test_while_a_run_has_the_warehouse_the_marts_are_explained_and_the_rest_is_said_to_be_missing(
    copied: Company,
) -> None:
    with run_lock(copied.data, "leadline run"):
        found = facts(copied, "small:2")
    assert (found["verdict"]["verdict"], found["clauses"], found["origin"]) == ("non_conforming", [], None)
    assert "`leadline run` of" in found["not_read"]
