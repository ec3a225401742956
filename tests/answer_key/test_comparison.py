"""A comparison that finds no difference where there is one would make every test here worthless."""

from __future__ import annotations

from tests.answer_key.comparison import differences


def test_equal_sets_differ_in_nothing() -> None:
    same = {("lead", "email_invalid"): frozenset({"L-1", "L-2"})}
    assert differences(same, dict(same)) == ""


def test_what_is_missed_and_what_is_made_up_are_told_apart_with_recall_and_precision() -> None:
    told = differences(
        flagged={"a": frozenset({"L-1", "L-9"}), "b": frozenset({"L-1"})},
        broken={"a": frozenset({"L-1", "L-2", "L-3", "L-4"}), "c": frozenset({"L-5"})},
    )
    table, examples = told.strip().split("\n\n")
    assert [line.split() for line in table.splitlines()] == [
        ["rule", "broken", "flagged", "recall", "precision"],
        ["a", "4", "2", "0.2500", "0.5000"],
        ["b", "0", "1", "-", "0.0000"],
        ["c", "1", "0", "0.0000", "-"],
    ]
    assert examples.splitlines() == [
        "a: 3 breaks it, not flagged: L-2, L-3, L-4",
        "a: 1 flagged, does not break it: L-9",
        "b: 1 flagged, does not break it: L-1",
        "c: 1 breaks it, not flagged: L-5",
    ]


def test_one_id_more_in_ten_thousand_is_not_rounded_away() -> None:
    all_but_one = frozenset(str(number) for number in range(100_000))
    told = differences({"a": all_but_one}, {"a": all_but_one | {"x"}})
    assert "0.9999" in told
    assert "1.0000" in told
