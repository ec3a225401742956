from __future__ import annotations

import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.build import Build
from orchestration.extract.landing import ShrinkError
from orchestration.extract.spreadsheets import extract
from orchestration.lake import LakeError
from tests.extract.company import AS_OF, Company, counts

COLUMNS = {"deal_id": "id", "stage": "stage", "updated_at": "updated", "amount": "value"}


def _deliver(company: Company, *rows: str, delivery: str = "full", **table: Any) -> dict[str, int]:
    """One delivery of deals, each row as id,stage,updated,value."""
    company.file("deals.csv", "id,stage,updated,value\n" + "".join(f"{row}\n" for row in rows))
    source = company.source({"deals": {"file": "deals.csv", "columns": COLUMNS, "delivery": delivery, **table}})
    return counts(company.run(source)["deals"])


def _now(company: Company) -> list[tuple[Any, ...]]:
    return company.latest("deals", "deal_id, stage")


def test_a_changed_row_lands_and_the_others_do_not(company: Company):
    assert _deliver(company, "d1,Open,,1", "d2,Open,,2") == {"fetched": 2, "new": 2}
    assert _deliver(company, "d1,Won,,1", "d2,Open,,2") == {"fetched": 2, "updated": 1, "unchanged": 1}
    assert company.rows("deals", "deal_id, stage") == [("d1", "Open"), ("d2", "Open"), ("d1", "Won")]


def test_a_value_that_flips_back_lands_again(company: Company):
    _deliver(company, "d1,A,,")
    _deliver(company, "d1,B,,")
    assert _deliver(company, "d1,A,,") == {"fetched": 1, "updated": 1}
    assert _now(company) == [("d1", "A")]
    assert _deliver(company, "d1,A,,") == {"fetched": 1, "unchanged": 1}


def test_equal_rows_of_a_delivery_count_as_duplicates(company: Company):
    assert _deliver(company, "d1,A,,", "d1,A,,", "d1,B,,", "d1,A,,") == {
        "fetched": 4,
        "new": 1,
        "updated": 2,
        "duplicate": 1,
    }
    assert company.rows("deals", "stage, source_line, is_late") == [("A", 3, False), ("B", 4, False), ("A", 5, False)]
    assert _deliver(company, "d1,A,,", "d1,A,,", "d1,B,,", "d1,A,,") == {"fetched": 4, "unchanged": 3, "duplicate": 1}


def test_a_value_that_flips_back_over_the_files_of_a_delivery_keeps_its_first_version(company: Company):
    for number, stage in enumerate(["A", "B", "A"], start=1):
        company.file(f"day{number}.csv", f"id,stage,updated,value\nd1,{stage},,\n")
    source = company.source({"deals": {"file": "day*.csv", "columns": COLUMNS}})
    assert counts(company.run(source)["deals"]) == {"fetched": 3, "new": 1, "updated": 2}
    landed = [("A", "day1.csv", 1), ("B", "day2.csv", 2), ("A", "day3.csv", 3)]
    assert company.rows("deals", "stage, source_file, load_seq") == landed
    assert counts(company.run(source)["deals"]) == {"fetched": 3, "unchanged": 3}
    assert company.rows("deals", "stage, source_file, load_seq") == landed


def test_a_flip_that_was_missed_comes_in_as_history(company: Company):
    _deliver(company, "d1,A,,")
    rows = ("d1,A,,", "d1,B,,", "d1,A,,")
    assert _deliver(company, *rows) == {"fetched": 3, "updated": 1, "unchanged": 2}
    assert company.rows("deals", "stage, is_late") == [("A", False), ("B", True)]
    assert _deliver(company, *rows) == {"fetched": 3, "unchanged": 3}


def test_versions_of_a_delivery_are_ordered_by_their_own_time(company: Company):
    _deliver(company, "d1,C,2026-01-03,", "d1,A,,", "d1,B,2026-01-02,")
    assert company.rows("deals", "stage, load_seq, is_late") == [("A", 1, False), ("B", 2, False), ("C", 3, False)]


def test_an_older_change_that_comes_late_is_history_and_never_the_latest(company: Company):
    _deliver(company, "d1,Won,2026-01-05,", delivery="changes")
    assert _deliver(company, "d1,Open,2026-01-02,", delivery="changes") == {"fetched": 1, "updated": 1}
    assert company.rows("deals", "stage, is_late") == [("Won", False), ("Open", True)]
    assert _now(company) == [("d1", "Won")]
    assert _deliver(company, "d1,Open,2026-01-02,", delivery="changes") == {"fetched": 1, "unchanged": 1}


def test_a_forgotten_older_file_beside_the_known_newest_stays_history(company: Company):
    _deliver(company, "d1,Won,2026-01-05,")
    assert _deliver(company, "d1,Open,2026-01-02,", "d1,Won,2026-01-05,") == {
        "fetched": 2,
        "updated": 1,
        "unchanged": 1,
    }
    assert _now(company) == [("d1", "Won")]


def test_a_full_delivery_may_go_back_in_time(company: Company):
    _deliver(company, "d1,Won,2026-01-05,")
    _deliver(company, "d1,Open,2026-01-02,")
    assert _now(company) == [("d1", "Open")]


def test_a_key_that_vanishes_from_a_full_delivery_becomes_a_tombstone_with_its_last_values(company: Company):
    _deliver(company, "d1,Open,,1", "d2,Open,,2")
    assert _deliver(company, "d2,Open,,2") == {"fetched": 1, "unchanged": 1, "tombstones": 1}
    tombstone = company.rows(
        "deals", "deal_id, stage, amount, row_hash, source_file, source_line, load_id", "is_tombstone"
    )
    assert tombstone == [("d1", "Open", Decimal("1.00"), None, "deals.csv", 2, "b002-acme")]
    assert _deliver(company, "d2,Open,,2") == {"fetched": 1, "unchanged": 1}
    assert _deliver(company, "d1,Open,,1", "d2,Open,,2") == {"fetched": 2, "updated": 1, "unchanged": 1}
    assert _now(company) == [("d1", "Open"), ("d2", "Open")]


def test_a_key_that_is_not_among_the_changes_lives_on(company: Company):
    _deliver(company, "d1,Open,,", "d2,Open,,", delivery="changes")
    assert _deliver(company, "d2,Won,,", delivery="changes") == {"fetched": 1, "updated": 1}
    assert _now(company) == [("d1", "Open"), ("d2", "Won")]


def test_a_rejected_row_whose_key_can_be_read_is_not_missing(company: Company):
    _deliver(company, "d1,Open,,1", "d2,Open,,2")
    assert _deliver(company, "d1,Open,,abc", "d2,Open,,2") == {"fetched": 2, "unchanged": 1, "rejected": 1}
    assert _now(company) == [("d1", "Open"), ("d2", "Open")]


def test_nothing_is_taken_for_deleted_while_a_row_has_no_readable_key(
    company: Company, caplog: pytest.LogCaptureFixture
):
    _deliver(company, "d1,Open,,1", "d2,Open,,2")
    assert _deliver(company, "d1,Open,,1", "d2,Op") == {"fetched": 2, "unchanged": 1, "rejected": 1}
    assert _now(company) == [("d1", "Open"), ("d2", "Open")]
    assert "1 known keys are not in deals.csv, but 1 rejected rows have no readable key" in caplog.text


def test_a_line_of_totals_without_a_key_hides_no_record(company: Company):
    _deliver(company, "d1,Open,,1", "d2,Open,,2", ",,,3")
    assert _deliver(company, "d1,Open,,1", ",,,1") == {"fetched": 2, "unchanged": 1, "rejected": 1, "tombstones": 1}


def _many(first: int, last: int) -> list[str]:
    return [f"d{number:03},Open,,1" for number in range(first, last)]


def test_a_full_delivery_that_shrinks_too_much_stops_before_anything_lands(company: Company):
    _deliver(company, *_many(0, 50))
    before = company.files()
    with pytest.raises(
        ShrinkError, match=r"acme deals: 11 of 50 known keys are not in deals.csv \(22%, the limit is 20%\)"
    ):
        _deliver(company, *_many(11, 50))
    assert company.files() == before


@pytest.mark.parametrize(
    ("first", "table", "tombstones"),
    [(10, {}, 10), (30, {"shrink_limit": 0.6}, 30)],
    ids=["few keys", "limit raised"],
)
def test_a_full_delivery_may_shrink_within_the_limit(
    company: Company, first: int, table: dict[str, Any], tombstones: int
):
    _deliver(company, *_many(0, 50))
    assert _deliver(company, *_many(first, 50), **table)["tombstones"] == tombstones


@pytest.mark.parametrize("rows", [[], [",,,3"]], ids=["header only", "a line of totals only"])
def test_a_full_delivery_without_a_record_stops_whatever_the_size(company: Company, rows: list[str]):
    _deliver(company, "d1,Open,,1")
    before = company.files()
    with pytest.raises(ShrinkError, match="acme deals: deals.csv brings no record, but 1 keys are known"):
        _deliver(company, *rows)
    assert company.files() == before
    assert _deliver(company, *rows, shrink_limit=1)["tombstones"] == 1
    assert "tombstones" not in _deliver(company, *rows)


def test_changes_may_be_empty(company: Company):
    _deliver(company, "d1,Open,,1", delivery="changes")
    assert _deliver(company, delivery="changes") == {}
    assert _now(company) == [("d1", "Open")]


def test_a_small_table_may_change_all_its_keys(company: Company):
    _deliver(company, *_many(0, 10))
    assert _deliver(company, *_many(10, 11)) == {"fetched": 1, "new": 1, "tombstones": 10}


def test_a_changed_mapping_reads_the_file_again_and_the_newest_wins(company: Company):
    company.file("deals.csv", "id,stage,price,value\nd1,Open,5,1\n")
    columns = {"deal_id": "id", "stage": "stage", "amount": "value"}
    company.run(company.source({"deals": {"file": "deals.csv", "columns": columns}}))
    company.run(company.source({"deals": {"file": "deals.csv", "columns": {**columns, "amount": "price"}}}))
    assert company.latest("deals", "amount") == [(Decimal("5.00"),)]
    assert len({mapping for (mapping,) in company.rows("deals", "mapping_hash")}) == 2


def test_an_entity_without_a_key_is_known_by_its_whole_row(company: Company):
    table = {"file": "lines.csv", "columns": {"deal_id": "deal", "product_id": "product", "quantity": "n"}}
    company.file("lines.csv", "deal,product,n\nd1,p1,2\nd1,p1,2\nd1,p2,1\n")
    assert counts(company.run(company.source({"deal_lines": table}))["deal_lines"]) == {"fetched": 3, "new": 3}
    company.file("lines.csv", "deal,product,n\nd1,p2,1\nd1,p1,2\n")
    ledger = company.run(company.source({"deal_lines": table}))["deal_lines"]
    assert counts(ledger) == {"fetched": 2, "unchanged": 2, "tombstones": 1}
    assert company.latest("deal_lines", "product_id, quantity") != []
    assert sorted(company.latest("deal_lines", "product_id, quantity")) == [("p1", 2.0), ("p2", 1.0)]


def test_a_key_of_several_columns_is_one_record(company: Company):
    company.file(
        "history.csv", "deal,stage,at,by\nd1,Open,2026-01-01,Ann\nd1,Won,2026-01-02,Ann\nd1,Open,2026-01-01,Bob\n"
    )
    columns = {"deal_id": "deal", "stage": "stage", "entered_at": "at", "changed_by": "by"}
    company.run(company.source({"deal_stage_history": {"file": "history.csv", "columns": columns}}))
    assert company.latest("deal_stage_history", "record_key, changed_by") == [
        ("d1\x1fOpen\x1f2026-01-01 00:00:00", "Bob"),
        ("d1\x1fWon\x1f2026-01-02 00:00:00", "Ann"),
    ]


def test_a_load_that_sorts_before_what_the_lake_holds_is_refused(company: Company):
    _deliver(company, "d1,Open,,")
    company.file("deals.csv", "id,stage,updated,value\nd1,Won,,\n")
    source = company.source({"deals": {"file": "deals.csv", "columns": COLUMNS}})
    with pytest.raises(LakeError, match="already holds rows loaded at 2026-03-01 00:01:00 by b001-acme"):
        list(extract([source], company.settings, Build("b000", AS_OF), company.lake))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["d1", "d2", "d3", ""]),
        st.sampled_from(["Open", "Won", ""]),
        st.sampled_from(["", "2026-01-01", "2026-01-02", "soon"]),
        st.sampled_from(["", "1", "x", "1,2"]),
    ).map(",".join),
    max_size=6,
)
DELIVERIES = st.lists(st.tuples(ROWS, st.sampled_from(["full", "changes"])), min_size=1, max_size=2)
SOME = settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@SOME
@given(deliveries=DELIVERIES)
def test_rows_in_are_rows_out_and_a_delivery_read_twice_adds_nothing(deliveries: list[tuple[list[str], str]]):
    with tempfile.TemporaryDirectory() as folder:
        company = Company(Path(folder))
        for rows, delivery in deliveries:
            # A bad date or two must not read as a column of another format.
            first = _deliver(
                company, *rows, *[f"k{number},Open,2026-01-01,1" for number in range(9)], delivery=delivery
            )
            landed = company.rows("deals", "record_key, row_hash, is_tombstone, is_late")
            again = _deliver(
                company, *rows, *[f"k{number},Open,2026-01-01,1" for number in range(9)], delivery=delivery
            )
            for figures in (first, again):
                kept = sum(figures.get(name, 0) for name in ("new", "updated", "unchanged", "duplicate", "rejected"))
                # Of the rows, one that holds nothing but separators is none.
                assert figures["fetched"] == kept == len([row for row in rows if row.strip(",")]) + 9
            assert company.rows("deals", "record_key, row_hash, is_tombstone, is_late") == landed
            assert not {"new", "updated", "tombstones"} & again.keys()


@SOME
@given(
    states=st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.sampled_from("XYZ"), max_size=4), min_size=1, max_size=5
    )
)
def test_after_any_full_deliveries_the_latest_versions_are_the_last_delivery(states: list[dict[str, str]]):
    with tempfile.TemporaryDirectory() as folder:
        company = Company(Path(folder))
        for state in states:
            _deliver(company, *[f"{key},{stage},," for key, stage in state.items()], shrink_limit=1)
            assert _now(company) == sorted(state.items())


def test_loaded_at_is_the_runs_instant(company: Company):
    _deliver(company, "d1,Open,,")
    assert company.rows("deals", "loaded_at") == [(datetime(2026, 3, 1, 0, 1),)]
