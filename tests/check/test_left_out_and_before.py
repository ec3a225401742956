"""Who a brief leaves out, and who came before: from landed leads, accounts and deals to flags and verdicts, by dbt and the suites."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from itertools import count, product
from typing import Any

import pytest

from expectations import leads
from orchestration.check import steps
from orchestration.enrich import domains, emails, phones
from tests.company import SAMPLE
from tests.dbt.world import World, failed

DELIVERED = datetime(2026, 2, 10, 12)
KEYS, SCOPES = ("email", "phone", "domain"), ("everywhere", "vendor", "campaign")
BRIEF = """\
  - id: {id}
    version: 1
    valid_from: 2025-01-01
    name: {id}
    objective: {id}
    approved_by: {{marketing: M, sales: S}}
    change_note: First.
    scope: {{vendors: [{id}]}}
    volume: {{goal: 10, unit: conforming}}
    rejection_reasons: [too small]
    limits: {{duplicate_lead: 30}}
    {more}
"""
LEFT_OUT = (
    "exclusions: {customers: true, competitors: true, partners: true, students: true, accounts: [www.Acme.com, Rotavo]}"
)

# Of each sort who is one, in the ways in which that is told, and who just is not.
LEADS: dict[str, tuple[dict[str, Any], str | None]] = {
    "bought the day before": ({"email": "a@before.com"}, "excluded_customers"),
    "flagged, and nobody knows since when": ({"email": "a@flagged.com"}, "excluded_customers"),
    "bought because of the lead": ({"email": "a@since.com"}, None),
    "competitor": ({"email": "a@rival.com"}, "excluded_competitors"),
    "competitor by its page": ({"email": "a@gmail.com", "domain": "https://www.rival.com/"}, "excluded_competitors"),
    "competitor by a part of its domain": ({"email": "a@mail.rival.com"}, "excluded_competitors"),
    "competitor by another part of its domain": ({"email": "a@post.rivals.co.uk"}, "excluded_competitors"),
    "no competitor, under the same ending": ({"email": "a@other.co.uk"}, None),
    "competitor opened later": ({"email": "a@late.com"}, None),
    "partner by name": ({"email": "b@gmail.com", "company": " PARTNER gmbh "}, "excluded_partners"),
    "partner nearly by name": ({"email": "c@gmail.com", "company": "Partner GmbH Nord"}, None),
    "student by title": ({"email": "a@x.com", "title": "PhD Student"}, "excluded_students"),
    "student by address": ({"email": "a@mit.edu"}, "excluded_students"),
    "student within a word": ({"email": "b@x.com", "title": "Studentenwerk"}, None),
    "account by domain": ({"email": "a@acme.com"}, "excluded_accounts"),
    "account by a part of its domain": ({"email": "b@eu.acme.com"}, "excluded_accounts"),
    "account by name": ({"email": "d@gmail.com", "company": "rotavo"}, "excluded_accounts"),
    "account by a domain that ends alike": ({"email": "a@notacme.com"}, None),
    "free mail": ({"vendor": "business", "email": "e@WEB.de"}, "excluded_free_mail"),
    "free mail before the at sign": ({"vendor": "business", "email": "web.de@x.com"}, None),
    "free mail, and the brief allows it": ({"email": "f@web.de"}, None),
}
ACCOUNTS = [
    {"account_id": "before", "domain": "before.com", "is_customer": False},
    {"account_id": "flagged", "domain": "flagged.com", "is_customer": True},
    {"account_id": "since", "domain": "since.com", "is_customer": True},
    {"account_id": "rival", "domain": "rival.com", "is_competitor": True},
    {"account_id": "rival in Britain", "domain": "shop.rivals.co.uk", "is_competitor": True},
    {"account_id": "late", "domain": "late.com", "is_competitor": True, "created_at": datetime(2026, 2, 10, 12, 1)},
    {"account_id": "partner", "name": "Partner GmbH", "is_partner": True},
]
DEALS = [
    {"deal_id": "D1", "account_id": "before", "status": "won", "closed_at": date(2026, 2, 9)},
    {"deal_id": "D2", "account_id": "since", "status": "won", "closed_at": date(2026, 2, 20)},
]


def _before() -> dict[str, tuple[dict[str, Any], str | None]]:
    """By key and scope of a brief an earlier lead, one that is a duplicate of it by that alone, and one that just is none."""
    found: dict[str, tuple[dict[str, Any], str | None]] = {}
    number = count(10)
    for key, scope in product(KEYS, SCOPES):
        name = f"by {key} {scope}"

        def lead(day: int, place: str, shared: dict[str, str], *, name: str = name) -> dict[str, Any]:
            n = next(number)
            own = {"email": f"p@one{n}.com", "phone": f"+49 30 9018{n:03}", "domain": None}
            if "domain" in shared:
                own |= {"email": f"p{n}@gmail.com"}
            # The brief is the vendor's; whoever is of elsewhere is of another vendor and campaign.
            other = {"vendor": name if place == "same" else "another", "campaign_id": f"{name} {place}"}
            return {**own, **other, **shared, "delivered_at": datetime(2026, 2, day, 12)}

        def values(*keys: str) -> dict[str, str]:
            n = next(number)
            made = {"email": f"same@it{n}.com", "phone": f"+49 30 9018{n:03}", "domain": f"it{n}.com"}
            return {each: made[each] for each in keys}

        shared = values(key)
        # Only who has to be of the same vendor or campaign has to be.
        found[f"{name}, earlier"] = lead(1, "elsewhere" if scope == "everywhere" else "same", shared), None
        found[f"{name}, again"] = lead(10, "same", shared), "duplicate_lead"
        if scope == "everywhere":
            others = values("domain" if key == "phone" else "phone")
            found[f"{name}, earlier by what is not asked"] = lead(1, "same", others), None
            found[f"{name}, again by what is not asked"] = lead(10, "same", others), None
        else:
            shared = values(key)
            found[f"{name}, earlier elsewhere"] = lead(1, "elsewhere", shared), None
            found[f"{name}, again after elsewhere"] = lead(10, "same", shared), None
    return found


BEFORE = _before()
CASES = {**LEADS, **BEFORE}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str | None]]:
    """Verdict and failed rules of each lead."""
    folder = tmp_path_factory.mktemp("judged")
    shutil.copytree(SAMPLE / "agreement", folder / "agreement")
    more = {"sorts": LEFT_OUT, "business": "exclusions: {free_mail: true}"} | {
        f"by {key} {scope}": f"duplicates: {{keys: [{key}], scope: {scope}}}" for key, scope in product(KEYS, SCOPES)
    }
    stated = [
        BRIEF.format(id=name, more=text).replace(f"id: {name}", f"id: {name.replace(' ', '_')}")
        for name, text in more.items()
    ]
    (folder / "agreement" / "lead_brief.yml").write_text("briefs:\n" + "".join(stated))
    rows = [{"lead_id": name, "vendor": "sorts", "delivered_at": DELIVERED, **row} for name, (row, _) in LEADS.items()]
    rows += [{"lead_id": name, **row} for name, (row, _) in BEFORE.items()]
    world = World(folder / "data", agreement=folder / "agreement")
    world.land(
        {
            "leads": rows,
            "accounts": [{"name": row["account_id"], "created_at": datetime(2026, 1, 1), **row} for row in ACCOUNTS],
            "deals": [{"stage": "x", **row} for row in DEALS],
        }
    )
    addresses = [emails.look_up(row["email"].lower()) for row in rows]
    named = [row.get("domain") for row in (*rows, *ACCOUNTS)] + ["www.acme.com", "rotavo"]
    named += [address["domain"] for address in addresses]
    world.handed_over = {
        "reference.emails": list({row["email"]: row for row in addresses}.values()),
        "reference.domains": [domains.look_up(name) for name in sorted({name for name in named if name})],
        "reference.phones": [
            phones.look_up(name, "") for name in sorted({row["phone"] for row in rows if "phone" in row})
        ],
    }
    assert failed(world.build("dbt_1", "dbt_2")) == []
    steps.check(world.settings.warehouse, world.lake, world.run, leads.SUITES, {"lead"})
    found = world.query("select substr(lead_id, 5), verdict, failed_rules from quality.lead_verdicts")
    return {lead: (verdict, rules) for lead, verdict, rules in found}


@pytest.mark.parametrize("lead", CASES)
def test_a_lead_breaks_the_brief_by_that_alone_or_keeps_it(
    judged: dict[str, tuple[str, str | None]], lead: str
) -> None:
    rule = CASES[lead][1]
    verdict = "no_brief" if CASES[lead][0].get("vendor") == "another" else "conforming"
    assert judged[lead] == ("non_conforming" if rule else verdict, rule)
