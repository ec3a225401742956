"""What one process runs together, and that what is named is there."""

from __future__ import annotations

import pytest

from orchestration.settings import ROOT
from tests.answer_key.judged import SEEDS
from tests.units import FIRST, order, unit


@pytest.mark.parametrize(
    ("test", "name"),
    [
        ("tests/test_demo.py::test_a", "demo"),
        ("tests/publish/test_report_published.py::test_a[360-dark]", "demo"),
        (f"tests/answer_key/test_answer_key.py::test_a[seed {SEEDS[0]}]", "demo"),
        (f"tests/answer_key/test_vocabulary.py::test_a[seed {SEEDS[1]}-leads]", f"seed {SEEDS[1]}"),
        ("tests/answer_key/test_mistreated.py::test_a", "answer_key/test_mistreated.py"),
        ("tests/commands/test_light.py::test_a", "small"),
        ("tests/commands/test_ui.py::test_a[POST]", "commands/test_ui.py"),
        ("tests/extract/demo/test_story.py::test_a", "landed"),
        ("tests/extract/test_dates.py::test_a", "extract/test_dates.py"),
    ],
)
def test_tests_that_share_a_fixture_are_a_unit_and_the_others_one_with_their_file(test: str, name: str) -> None:
    assert unit(test) == name


def test_what_begins_first_is_there_and_comes_before_the_rest() -> None:
    tests = [file.relative_to(ROOT).as_posix() for file in (ROOT / "tests").rglob("test_*.py")]
    assert set(FIRST) <= {unit(f"{test}::test_a") for test in tests}
    ordered = list(dict.fromkeys(unit(test) for test in sorted(tests, key=order)))
    assert ordered[: len(FIRST)] == FIRST
