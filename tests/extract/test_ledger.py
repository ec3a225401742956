from __future__ import annotations

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


def test_equal_rejected_rows_are_told_apart(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\nd1,Open,abc\n")
    company.run(company.source({"deals": TABLE}))
    assert len(set(company.own("rejected_rows", "reject_key"))) == 2


def test_rejects_of_another_source_stay_open(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\n")
    company.run(company.source({"deals": TABLE}))
    company.run(company.source({"deals": TABLE}, name="other"))
    assert company.own("rejected_rows", "source, event") == [("acme", "opened"), ("other", "opened")]
