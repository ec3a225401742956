"""Recall and precision of every deterministic rule are 1.0: on what was planted, and on what the files hold beyond it.

Who breaks a rule is told by independent SQL on the files (`sql/`), so that accidents and overlaps count as well; the key of the
generator says what was planted on purpose, and what just keeps the rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.answer_key.adjudication import CLAUSES, SUBJECTS, Ids, clause_of
from tests.answer_key.comparison import differences
from tests.answer_key.judged import Judged, by_verdict, clauses, rules

ENOUGH = 5


def test_every_rule_and_every_clause_has_an_adjudication() -> None:
    own = {(subject, file.stem) for subject, folder in SUBJECTS.items() for file in folder.glob("*.sql")}
    assert own == {(subject, rule) for subject, rule in rules() if not rule.startswith("clause_")}
    assert {clause_of(file) for file in CLAUSES.glob("*.sql")} == clauses()


def test_every_rule_has_defects_and_near_misses_in_the_key(world: Judged) -> None:
    for planted in (world.defects, world.near_misses):
        assert {rule: len(planted.get(rule, ())) for rule in rules() if len(planted.get(rule, ())) < ENOUGH} == {}
        assert set(planted) <= rules()


def test_flags_are_exactly_what_the_files_say(world: Judged) -> None:
    assert not (told := differences(world.says.broken, world.is_so.broken)), told


def test_clauses_are_broken_under_the_version_that_the_files_say(world: Judged) -> None:
    assert not (told := differences(world.says.clauses, world.is_so.clauses)), told


def test_every_planted_defect_is_flagged(world: Judged) -> None:
    assert not (told := differences(_of(world.says.broken, world.defects), world.defects)), told


def test_no_near_miss_is_flagged(world: Judged) -> None:
    none = dict.fromkeys(world.near_misses, Ids())
    assert not (told := differences(_of(world.says.broken, world.near_misses), none)), told


def test_what_is_flagged_and_was_not_planted_breaks_the_rule_all_the_same(world: Judged) -> None:
    beyond = {rule: ids - world.defects.get(rule, Ids()) for rule, ids in world.says.broken.items()}
    assert not (told := differences(beyond, _of(world.is_so.broken, beyond))), told


def test_the_verdict_of_every_lead_is_that_of_the_files(world: Judged) -> None:
    assert len(world.is_so.verdicts) > 4_000
    assert not (told := differences(by_verdict(world.says), by_verdict(world.is_so))), told


def _of(found: Mapping[tuple[str, str], Ids], asked: Mapping[tuple[str, str], Ids]) -> dict[tuple[str, str], Ids]:
    """Of what was found only the ids that are asked for, rule by rule."""
    return {rule: ids & found.get(rule, Ids()) for rule, ids in asked.items()}
