from __future__ import annotations

import pytest

from orchestration.extract.check_sources import TableCheck, check_source
from orchestration.extract.sources import SourceError
from tests.extract.company import Company

TABLE = {"file": "deals.csv", "columns": {"deal_id": "id", "stage": "stage", "amount": "value"}}


def test_a_look_counts_and_lands_nothing(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\nd2,Open,2\nd3,Open\n")
    source = company.source({"deals": TABLE})
    examples = ("deals.csv:2 amount: not an amount ('abc')", "deals.csv:4: the row has fewer columns than the header")
    assert check_source(source, company.settings) == [TableCheck("deals", 3, 2, (), examples)]
    assert company.lake.is_empty()
    assert not company.settings.key_file.exists()
    assert list(company.settings.work.iterdir()) == []


def test_a_look_refuses_what_a_run_would_refuse(company: Company):
    company.file("deals.csv", "id,stage,worth\nd1,Open,1\n")
    with pytest.raises(SourceError, match="column 'value' is not in deals.csv"):
        check_source(company.source({"deals": TABLE}), company.settings)


def test_a_look_shows_three_examples_and_no_one_in_them(company: Company):
    rows = ["jo@x.org,1", "2026-01-01,Jo Miller", "2026-02-30,many", "2026-02-31,x", *["2026-01-01,1"] * 20]
    company.file("leads.csv", "id,created,staff\n" + "".join(f"l{number},{row}\n" for number, row in enumerate(rows)))
    columns = {"lead_id": "id", "created_at": "created", "employees": "staff"}
    [check] = check_source(company.source({"leads": {"file": "leads.csv", "columns": columns}}), company.settings)
    assert (check.rows, check.rejected) == (24, 4)
    assert check.examples == (
        "leads.csv:2 created_at: not an ISO 8601 date",
        "leads.csv:3 employees: not a whole number",
        "leads.csv:4 created_at: not an ISO 8601 date ('2026-02-30')",
    )


def test_an_example_of_a_query_has_no_line(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\n")
    table = {"query": "select * from deals", "columns": TABLE["columns"]}
    [check] = check_source(company.source({"deals": table}), company.settings)
    assert check.examples == ("deals amount: not an amount ('abc')",)
