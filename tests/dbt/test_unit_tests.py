"""The project's own unit tests: each is the promise that its name makes."""

from __future__ import annotations

from pathlib import Path

from tests.dbt.world import World


def test_every_promise_of_the_models_is_kept(tmp_path: Path) -> None:
    results = World(tmp_path).unit_tests()
    assert {result.node.name: result.message for result in results if str(result.status) != "pass"} == {}
    assert len(results) > 15
