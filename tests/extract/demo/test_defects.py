"""What the key must hold, whatever the seed. Whether rules find it is asserted elsewhere, by SQL on the files and by whole runs."""

from __future__ import annotations

from collections import Counter

import pytest

from expectations import deals, leads
from expectations.agreement.schema import load_agreement
from orchestration.extract.demo.build import World
from orchestration.extract.demo.world import make
from orchestration.settings import ROOT
from tests.answer_key.judged import BEYOND_THE_DEMO
from tests.extract.demo.conftest import LEADS, SEED

BRIEFS = load_agreement(ROOT / "expectations" / "agreement").briefs
CLAUSES = {f"clause_{clause.id}" for brief in BRIEFS for clause in brief.clauses}
LEFT_OUT = {f"excluded_{sort}" for brief in BRIEFS for sort in brief.exclusions.sorts}
# What needs an answer from outside no file of the demo can break.
RULES = [("lead", rule.id) for rule in (*leads.RULES, *leads.FOLLOW_UP) if rule.needs is None]
RULES += [("lead", rule) for rule in sorted(CLAUSES | LEFT_OUT)]
RULES += [("deal", rule.id) for rule in deals.RULES if rule.needs is None]
RULES = [rule for rule in RULES if rule not in BEYOND_THE_DEMO]


@pytest.fixture(scope="module", params=[SEED, 1, 2026], ids=lambda seed: f"seed {seed}")
def planted(request: pytest.FixtureRequest, world: World) -> World:
    return world if request.param == SEED else make(request.param, 3000)


def test_every_rule_has_five_defects_and_five_near_misses_at_least(planted: World) -> None:
    counted = Counter((row.subject, row.rule_id, row.kind) for row in planted.key)
    assert [rule for rule in RULES if counted[(*rule, "defect")] < 5] == []
    assert [rule for rule in RULES if counted[(*rule, "near_miss")] < 5] == []
    assert {(row.subject, row.rule_id) for row in planted.key} == set(RULES)


def test_nothing_is_a_defect_and_a_near_miss_of_one_rule(planted: World) -> None:
    kinds = Counter((row.subject, row.rule_id, row.id) for row in planted.key)
    assert [key for key, count in kinds.items() if count > 1] == []


def test_every_line_names_a_row_that_is_there(planted: World) -> None:
    there = {subject: {row[f"{subject}_id"] for row in planted.tables[f"{subject}s"]} for subject in ("lead", "deal")}
    assert [row for row in planted.key if row.id not in there[row.subject]] == []


def test_fewer_than_one_row_in_twenty_is_planted_beyond_the_story(world: World) -> None:
    for subject, rows in (("lead", LEADS), ("deal", 0.24 * LEADS)):
        planted = {
            row.id
            for row in world.key
            if row.subject == subject and row.kind == "defect" and not row.note.startswith("story")
        }
        assert 0 < len(planted) < 0.05 * rows
