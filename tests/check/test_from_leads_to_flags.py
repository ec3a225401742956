"""From landed leads to flags, by dbt and the suites: for rules on deliveries one lead that breaks the rule and one that just keeps it."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from expectations import leads
from orchestration.check import steps
from orchestration.enrich import countries, domains, emails, names, phones
from tests.company import SAMPLE
from tests.dbt.world import World, failed

MONDAY = datetime(2026, 2, 9, 9)
BRIEFS = """\
briefs:
  - id: all
    version: 1
    valid_from: 2025-01-01
    name: All
    objective: All
    approved_by: {marketing: M, sales: S}
    change_note: First.
    scope: default
    volume: {goal: 10, unit: conforming}
    rejection_reasons: [too small]
    limits: {duplicate_lead: 30, stale_on_arrival: 7, outside_campaign_dates: 14, burst_from_one_form: 2, inhuman_rhythm: 3}
    sales_commitments: {respond_within_minutes: 60}
"""
DE = {"country": "DE"}

# By rule: who breaks it, and who just does not; so many others are the same.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "email_invalid": ({"email": "a@@x.com"}, {"email": "a.b@x.com"}),
    "email_disposable": ({"email": "a@mailinator.com"}, {"email": "a@mailinator-hall.com"}),
    "email_role_account": ({"email": "info@role.com"}, {"email": "infomann@role.com"}),
    "email_of_ours": ({"email": "a@ours-hall.com"}, {"email": "a@notours-hall.com"}),
    "phone_contradicts_country": ({"phone": "+33 1 99 00 96 01", **DE}, {"phone": "+49 30 901820", **DE}),
    "phone_not_reachable_kind": ({"phone": "+49 800 3969603", **DE}, {"phone": "+49 180 5396961", **DE}),
    "ip_contradicts_country": ({"ip_country": "Poland", **DE}, {"ip_country": "Germany", **DE}),
    "name_keyboard_run": ({"last_name": "qwertz"}, {"last_name": "Wert"}),
    "company_placeholder": ({"company": "asdf GmbH"}, {"company": "3M"}),
    "test_lead": ({"email": "test@probe.com"}, {"email": "testa@probe.com"}),
    "spam_in_text": ({"title": "see www.cheap-links.com"}, {"company": "www.bau.com"}),
    "do_not_contact_delivered": ({"do_not_contact": True}, {"do_not_contact": False}),
    "stale_on_arrival": ({"late": timedelta(days=7, seconds=1)}, {"late": timedelta(days=7)}),
    "outside_campaign_dates": ({"campaign_id": "15 days ago"}, {"campaign_id": "14 days ago"}),
    "rejection_reason_unknown": (
        {"status": "rejected", "rejection_reason": "no"},
        {"status": "rejected", "rejection_reason": "Too small"},
    ),
    "burst_from_one_form": ({"form_id": "F-1", "others": 2}, {"form_id": "F-2", "others": 1}),
    "identical_payloads": (
        {"last_name": "Brandt", "company": "Bau AG", "others": 1},
        {"last_name": "Brandt", "company": "Bauer AG"},
    ),
    "response_late": ({"answered": timedelta(minutes=61)}, {"answered": timedelta(minutes=60)}),
}
CAMPAIGNS = [
    {"campaign_id": f"{days} days ago", "name": "Old", "starts_on": date(2026, 1, 1), "ends_on": MONDAY.date() - timedelta(days=days)}
    for days in (14, 15)
]  # fmt: skip


def _row(
    number: int, lead: str, late: timedelta | None = None, answered: timedelta = timedelta(minutes=1), **row: Any
) -> dict[str, Any]:
    """A lead without a fault but for what is given, some seconds after the one before."""
    delivered = MONDAY + timedelta(seconds=7 * number + number * number)
    person = {
        "email": f"p{number}@one{number}.com",
        "first_name": "Ada",
        "last_name": f"Quist{'abcdefghij'[number % 10]}ova",
    }
    created = {"created_at": delivered - (late or timedelta(seconds=5)), "delivered_at": delivered}
    return {"lead_id": lead, **person, **created, "status": "working", "first_response_at": delivered + answered, **row}


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    folder = tmp_path_factory.mktemp("flags")
    shutil.copytree(SAMPLE / "agreement", folder / "agreement")
    (folder / "agreement" / "lead_brief.yml").write_text(BRIEFS)
    company = folder / "agreement" / "company.yml"
    company.write_text(company.read_text() + "\ngo_live: 2026-01-01\nown_domains: [ours-hall.com]\n")
    told = [
        (f"{rule} {kind}", row)
        for rule, pair in CASES.items()
        for kind, row in zip(("breaks", "keeps"), pair, strict=True)
    ]
    told = [
        (lead if number == 0 else f"{lead}, {number}", {name: value for name, value in row.items() if name != "others"})
        for lead, row in told
        for number in range(1 + row.get("others", 0))
    ]
    rows = [_row(number, lead, **row) for number, (lead, row) in enumerate(told)]
    world = World(folder / "data", agreement=folder / "agreement")
    world.land({"leads": rows, "campaigns": CAMPAIGNS})
    addresses = [emails.look_up(row["email"]) for row in rows]
    named = {"ours-hall.com", *(address["domain"] for address in addresses if address["domain"])}
    texts = {
        row[column].lower() for row in rows for column in ("first_name", "last_name", "company") if row.get(column)
    }
    world.handed_over = {
        "reference.emails": addresses,
        "reference.domains": [domains.look_up(name) for name in sorted(named)],
        "reference.phones": [phones.look_up(row["phone"], "DE") for row in rows if "phone" in row],
        "reference.countries": [countries.look_up(value) for value in ("de", "poland", "germany")],
        "reference.names": [names.look_up(text) for text in sorted(texts)],
    }
    assert failed(world.build("dbt_1", "dbt_2")) == []
    steps.check(world.settings.warehouse, world.lake, world.run, leads.SUITES, {"lead"})
    found: dict[str, set[str]] = {lead: set() for lead, _ in told}
    for lead, rule in world.query("select substr(lead_id, 5), rule_id from quality.lead_flags"):
        found[lead].add(rule)
    return found


@pytest.mark.parametrize("rule", CASES)
def test_a_lead_breaks_a_rule_or_just_keeps_it(flags: dict[str, set[str]], rule: str) -> None:
    assert rule in flags[f"{rule} breaks"]
    assert flags[f"{rule} keeps"] == set()
