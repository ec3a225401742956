from __future__ import annotations

from pathlib import Path

from tests.extract.company import Company

TABLE = {"file": "deals.csv", "columns": {"deal_id": "id", "stage": "stage", "amount": "value"}}


def _events(company: Company) -> list[tuple[object, ...]]:
    return company.own("rejected_rows", "load_id, line, column_name, raw_value, event")


def test_a_rejected_value_opens_once_and_closes_when_it_is_met_no_more(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\nd2,Open,2\n")
    source = company.source({"deals": TABLE})
    company.run(source)
    company.run(source)
    opened = ("b001-acme", 2, "amount", "abc", "opened")
    assert _events(company) == [opened]
    # A row above moves the line, which is not news.
    company.file("deals.csv", "id,stage,value\nd2,Open,2\nd1,Open,abc\n")
    company.run(source)
    assert _events(company) == [opened]
    company.file("deals.csv", "id,stage,value\nd2,Open,2\nd1,Open,1\n")
    company.run(source)
    assert _events(company) == [opened, ("b004-acme", 2, "amount", "abc", "closed")]
    company.file("deals.csv", "id,stage,value\nd2,Open,2\nd1,Open,abc\n")
    company.run(source)
    assert _events(company)[2:] == [("b005-acme", 3, "amount", "abc", "opened")]


def _changes(company: Company, file: str = "*.csv") -> list[tuple[object, ...]]:
    company.run(company.source({"deals": {**TABLE, "file": file, "delivery": "changes"}}))
    return company.own("rejected_rows", "load_id, record_key, raw_value, event")


def test_a_reject_of_changes_stays_open_until_its_record_is_read(company: Company):
    company.file("day1.csv", "id,stage,value\nd1,Open,abc\nd2,Open,2\n")
    opened = ("b001-acme", "d1", "abc", "opened")
    assert _changes(company) == [opened]
    (company.inbox / "day1.csv").unlink()
    company.file("day2.csv", "id,stage,value\nd3,Open,3\n")
    assert _changes(company) == [opened]
    company.file("day3.csv", "id,stage,value\nd1,Open,1\n")
    assert _changes(company) == [opened, ("b003-acme", "d1", "abc", "closed")]


def test_a_reject_of_changes_closes_when_its_file_comes_again_without_it(company: Company):
    company.file("day1.csv", "id,stage,value\nd1,Open\nd2,Open,2\n")
    company.file("day2.csv", "id,stage,value\nd3,Open,3\n")
    opened = ("b001-acme", None, None, "opened")
    assert _changes(company) == [opened]
    company.file("day1.csv", "id,stage,value\nd1,Open,1\n")
    assert _changes(company) == [opened, ("b002-acme", None, None, "closed")]


def test_changes_that_always_come_under_one_name_are_told_apart_by_their_rows(company: Company):
    company.file("deals.csv", "id,stage,value\n#REF!,Open,1\nd2,Open,2\n")
    opened = ("b001-acme", None, "#REF!", "opened")
    assert _changes(company, "deals.csv") == [opened]
    company.file("deals.csv", "id,stage,value\nd3,Open,3\n")
    assert _changes(company, "deals.csv") == [opened]
    company.file("deals.csv", "id,stage,value\nd1,Open,1\nd2,Open,2\n")
    assert _changes(company, "deals.csv") == [opened, ("b003-acme", None, "#REF!", "closed")]


def test_rejects_that_an_earlier_version_wrote_are_still_known(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\n")
    company.run(company.source({"deals": TABLE}))
    # As it was before a column was added: none of the files has it.
    for file in list(company.lake.folder("leadline", "rejected_rows").glob("*.parquet")):
        earlier = f"select * exclude (record_key) from read_parquet('{file}', hive_partitioning = false)"
        company.query(f"copy ({earlier}) to '{file}.old' (format parquet)")
        Path(f"{file}.old").replace(file)
    company.run(company.source({"deals": TABLE}))
    assert [event for (event,) in company.own("rejected_rows", "event")] == ["opened"]
    company.file("deals.csv", "id,stage,value\nd1,Open,1\n")
    company.run(company.source({"deals": TABLE}))
    assert [event for (event,) in company.own("rejected_rows", "event")] == ["opened", "closed"]


def test_equal_rejected_rows_are_told_apart(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\nd1,Open,abc\n")
    company.run(company.source({"deals": TABLE}))
    assert len(set(company.own("rejected_rows", "reject_key"))) == 2


def test_rejects_of_another_source_stay_open(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\n")
    company.run(company.source({"deals": TABLE}))
    company.run(company.source({"deals": TABLE}, name="other"))
    assert company.own("rejected_rows", "source, event") == [("acme", "opened"), ("other", "opened")]
