"""Accidental and overlapping hits: files with blows at random, which no key tells of. The independent SQL alone says what breaks there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from orchestration.extract.demo import files
from tests.answer_key.comparison import differences
from tests.answer_key.judged import SOURCE, Judged, by_verdict, judged, rules, sources
from tests.answer_key.mistreated import mistreat
from tests.company import DEMO_AGREEMENT, Company

SEED = 5


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    folder = tmp_path_factory.mktemp("mistreated")
    company = Company(folder / "data", sources(folder / "sources.yml", SEED), DEMO_AGREEMENT)
    inbox = company.data / "inbox" / SOURCE["name"]
    inbox.mkdir(parents=True)
    files.write(inbox, SOURCE["leads"], SEED)
    mistreat(inbox, SEED)
    company.run()
    with judged(company, SEED, folder / "work") as found:
        yield found


def test_flags_are_exactly_what_the_files_say(world: Judged) -> None:
    assert not (told := differences(world.says.broken, world.is_so.broken)), told


def test_clauses_are_broken_under_the_version_that_the_files_say(world: Judged) -> None:
    assert not (told := differences(world.says.clauses, world.is_so.clauses)), told


def test_the_verdict_of_every_lead_is_that_of_the_files(world: Judged) -> None:
    assert not (told := differences(by_verdict(world.says), by_verdict(world.is_so))), told


def test_every_rule_was_hit_and_many_records_break_several(world: Judged) -> None:
    beyond = {rule: world.is_so.broken.get(rule, frozenset()) - world.defects[rule] for rule in rules()}
    assert {rule for rule, ids in beyond.items() if not ids} == set()
    for subject in ("lead", "deal"):
        broken = Counter(id_ for (of, _), ids in world.is_so.broken.items() if of == subject for id_ in ids)
        assert sum(count > 1 for count in broken.values()) > 50
