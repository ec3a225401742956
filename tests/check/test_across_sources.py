"""The same person from two sources: from landed leads of both to flags and verdicts, by dbt and the suites.

The demo company has one source of leads, so the rule is proven here.
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from typing import Any

import pytest

from expectations import leads
from orchestration.check import steps
from orchestration.enrich import emails, phones
from tests.company import SAMPLE
from tests.dbt.world import World, failed

BRIEF = """\
briefs:
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
    duplicates: {{keys: [domain], scope: vendor}}
"""
ID = "one_vendor"

# By case: the leads of each source in the order of their delivery (source, day of February, hour, values), and who of them is flagged.
ADA, NUMBER = {"email": "ada@one.com"}, {"phone": "+49 30 901820"}
CASES: dict[str, tuple[list[tuple[str, int, int, dict[str, Any]]], list[int]]] = {
    "by address": ([("crm", 1, 12, ADA), ("web", 2, 12, {"email": " ADA@one.com"})], [1]),
    "by number": ([("web", 1, 12, NUMBER), ("crm", 2, 12, {"phone": "0049 30 / 901820"})], [1]),
    "30 days later to the hour": ([("crm", -20, 12, ADA), ("web", 10, 12, ADA)], [1]),
    "30 days and an hour later": ([("crm", -20, 12, ADA), ("web", 10, 13, ADA)], []),
    "one source twice": ([("crm", 1, 12, ADA), ("crm", 2, 12, ADA)], []),
    "behind a lead of its own source": ([("crm", 1, 12, ADA), ("web", 2, 12, ADA), ("web", 3, 12, ADA)], [1, 2]),
    "an address of a function": ([("crm", 1, 12, {"email": "info@one.com"}), ("web", 2, 12, {"email": "info@one.com"})], []),
    "colleagues": ([("crm", 1, 12, ADA), ("web", 2, 12, {"email": "eve@one.com"})], []),
}  # fmt: skip


def _of_its_own(values: dict[str, Any], number: int) -> dict[str, Any]:
    """The people of a case are of no other one."""
    own = {name: value.replace("one.com", f"one{number}.com") for name, value in values.items()}
    return {name: value.replace("901820", f"9018{number:02}") for name, value in own.items()}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("across")
    shutil.copytree(SAMPLE / "agreement", folder / "agreement")
    (folder / "agreement" / "lead_brief.yml").write_text(BRIEF.format(id=ID))
    landed: dict[str, list[dict[str, Any]]] = {"crm": [], "web": []}
    for number, (name, (rows, _)) in enumerate(CASES.items(), start=20):
        for place, (source, day, hour, values) in enumerate(rows):
            delivered = {"delivered_at": datetime(2026, 1, 31, hour) + timedelta(days=day), "vendor": ID}
            landed[source].append({"lead_id": f"{name} {place}", **delivered, **_of_its_own(values, number)})
    world = World(folder / "data", agreement=folder / "agreement")
    for source, rows in landed.items():
        world.land({"leads": rows}, source)
    written = [row for rows in landed.values() for row in rows]
    world.handed_over = {
        "reference.emails": [
            emails.look_up(email)
            for email in sorted({row["email"].strip().lower() for row in written if "email" in row})
        ],
        "reference.phones": [
            phones.look_up(phone, "") for phone in sorted({r["phone"] for r in written if "phone" in r})
        ],
    }
    assert failed(world.build("dbt_1", "dbt_2")) == []
    steps.check(world.settings.warehouse, world.lake, world.run, leads.SUITES, {"lead"})
    return world


@pytest.mark.parametrize("case", CASES)
def test_who_came_from_another_source_is_flagged_and_stays_conforming(judged: World, case: str) -> None:
    rows, flagged = CASES[case]
    found = judged.query(
        "select verdicts.lead_id, verdicts.verdict, list(flags.rule_id) filter (flags.rule_id like 'duplicate%') "
        "from quality.lead_verdicts as verdicts left join quality.lead_flags as flags using (lead_id) "
        f"where substr(verdicts.lead_id, 5) like '{case} _' group by all"
    )
    assert {lead: (verdict, rules) for lead, verdict, rules in found} == {
        f"{source}:{case} {place}": ("conforming", ["duplicate_across_sources"] if place in flagged else None)
        for place, (source, *_) in enumerate(rows)
    }


def test_the_flag_says_how_long_ago(judged: World) -> None:
    lead = "'web:behind a lead of its own source 2'"
    assert judged.query(f"select observed, expected from quality.lead_flags where lead_id = {lead}") == [
        ("2", "more than 30")
    ]
