from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.extract.entities import ENTITIES, lake_schema
from orchestration.extract.sources import SourceError
from tests.extract.company import Company, counts

DEALS = {
    "file": "deals.csv",
    "columns": {"deal_id": "id", "stage": "stage", "amount": "value", "created_at": "created"},
}


def test_a_csv_lands_typed_with_file_line_and_the_columns_that_no_one_mapped(company: Company):
    company.file(
        "deals.csv", "id,stage,value,created,colour\nd1,Won,100.50,2026-01-02,red\nd2,Open,,2026-01-03T04:05:06Z,\n"
    )
    ledger = company.run(company.source({"deals": DEALS}, currency="EUR"))
    assert counts(ledger["deals"]) == {"fetched": 2, "new": 2}
    assert company.rows(
        "deals",
        "deal_id, stage, amount, currency, created_at, created_on, other_columns, record_key, source_file, source_line, "
        "is_tombstone, is_late, load_id, load_seq",
    ) == [
        (
            "d1", "Won", Decimal("100.50"), "EUR", datetime(2026, 1, 2), date(2026, 1, 2), '{"colour":"red"}', "d1",
            "deals.csv", 2, False, False, "b001-acme", 1,
        ),
        (
            "d2", "Open", None, "EUR", datetime(2026, 1, 3, 4, 5, 6), None, None, "d2", "deals.csv", 3, False, False,
            "b001-acme", 2,
        ),
    ]  # fmt: skip


def test_every_entity_has_a_table_with_all_its_columns_even_without_a_row(company: Company):
    company.file("deals.csv", "id,stage,value,created\n")
    company.run(company.source({"deals": DEALS}))
    for entity in ENTITIES.values():
        described = company.query(f"describe {company.lake.select('spreadsheets', entity.name, 'acme')}")
        assert [row[0] for row in described] == lake_schema(entity).names
        assert company.rows(entity.name) == []


def test_landed_types_are_those_of_the_schema(company: Company):
    company.file("deals.csv", "id,stage,value,created\nd1,Won,1,2026-01-02\n")
    company.run(company.source({"deals": DEALS}))
    import pyarrow.parquet as pq

    [file] = [file for file in company.files() if "deals" in file.parts]
    assert pq.read_schema(file).equals(lake_schema(ENTITIES["deals"]))


def test_a_second_run_on_the_same_files_adds_only_its_ledger(company: Company):
    company.file("deals.csv", "id,stage,value,created\nd1,Won,1,2026-01-02\nd2,Won,x,2026-01-02\n")
    source = company.source({"deals": DEALS})
    company.run(source)
    before = company.files()
    ledger = company.run(source)["deals"]
    assert counts(ledger) == {"fetched": 2, "unchanged": 1, "rejected": 1}
    assert [file.parent.parent.name for file in company.files() - before] == ["ledger"]


def _zip(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_a_zip_is_read_by_base_name_without_what_macos_adds(company: Company):
    deals = "id,stage,value,created\nd1,Won,1,2026-01-02\n"
    _zip(
        company.inbox / "export.zip",
        {"Export 2026/deals.csv": deals, "__MACOSX/._deals.csv": "x", "Export 2026/.DS_Store": ""},
    )
    ledger = company.run(company.source({"deals": DEALS}, path="inbox/export.zip"))
    assert counts(ledger["deals"]) == {"fetched": 1, "new": 1}


def test_two_files_with_one_base_name_are_refused(company: Company):
    _zip(company.inbox / "export.zip", {"a/deals.csv": "id\n", "b/deals.csv": "id\n"})
    with pytest.raises(SourceError, match=r"two files in .* are called 'deals.csv' \(a/deals.csv and b/deals.csv\)"):
        company.run(company.source({"deals": DEALS}, path="inbox/export.zip"))


def test_what_leadline_wrote_beside_the_files_is_not_read_as_one_of_them(company: Company):
    company.file("owners.csv", "id;name\n1;Ana\n")
    source = company.source({"owners": {"file": "owners.csv", "columns": {"owner_id": "id", "name": "name"}}}, path=".")
    assert company.run(source)["owners"].new == 1
    # The lake now lies in the same folder, with files of one name in many tables.
    assert company.run(source)["owners"].unchanged == 1


def test_files_of_a_pattern_are_one_delivery_matched_by_column_name(company: Company):
    company.file("deals_2026-01.csv", "id,stage,value,created\nd1,Open,1,2026-01-02\n")
    company.file("deals_2026-02.csv", "stage,created,id,value,extra\nWon,2026-01-02,d1,1,x\nOpen,2026-02-02,d2,5,y\n")
    ledger = company.run(company.source({"deals": {**DEALS, "file": "deals_*.csv"}}))
    assert counts(ledger["deals"]) == {"fetched": 3, "new": 2, "updated": 1}
    assert company.latest("deals", "deal_id, stage, source_file, source_line, other_columns") == [
        ("d1", "Won", "deals_2026-02.csv", 2, '{"extra":"x"}'),
        ("d2", "Open", "deals_2026-02.csv", 3, '{"extra":"y"}'),
    ]


def test_parquet_is_read_like_text(company: Company):
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select 'd1' as id, 'Won' as stage, 12.5::double as value, timestamp '2026-01-02 10:00:00' as created, [1, 2] as tags
            ) to '{company.inbox / "deals.parquet"}'
            """
        )
    company.run(company.source({"deals": {**DEALS, "file": "deals.parquet"}}, timezone="Europe/Berlin"))
    assert company.rows("deals", "deal_id, amount, created_at, other_columns, source_line") == [
        ("d1", Decimal("12.50"), datetime(2026, 1, 2, 9), '{"tags":"[1,2]"}', 1)
    ]


def _workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_is_read_with_its_dates_numbers_and_sheets(company: Company):
    content = _workbook(
        Summary=[["nothing"]],
        Pipeline=[
            ["Pipeline as of March"],
            [],
            ["id", "stage", "value", "created"],
            ["d1", "Won", 0.1 + 0.2, datetime(2026, 1, 2, 3, 4, 5)],
            [],
            ["d2", "Open", 1000, date(2026, 1, 3)],
        ],
    )
    company.file("deals.xlsx", content)
    table = {**DEALS, "file": "deals.xlsx", "sheet": "Pipeline", "header_row": 3}
    ledger = company.run(company.source({"deals": table}, timezone="Africa/Johannesburg"))
    assert counts(ledger["deals"]) == {"fetched": 2, "new": 2}
    assert company.rows("deals", "deal_id, amount, created_at, created_on, source_line") == [
        ("d1", Decimal("0.30"), datetime(2026, 1, 2, 1, 4, 5), None, 4),
        ("d2", Decimal("1000.00"), datetime(2026, 1, 2, 22), None, 6),
    ]


def test_a_query_joins_files_and_derives_columns(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Won,1\nd2,Open,2\n")
    company.file("Calls 2026.csv", "deal,when\nd2,2026-01-05\nd2,2026-01-04\n")
    company.file("broken.csv", b"")
    query = """
        select d.*, (select min("when") from "Calls 2026" where deal = id) as first_call from deals as d;
    """
    table = {"query": query, "columns": {"deal_id": "id", "stage": "stage", "created_at": "first_call"}}
    ledger = company.run(company.source({"deals": table}))
    assert counts(ledger["deals"]) == {"fetched": 2, "new": 2}
    assert company.rows("deals", "deal_id, created_on, source_file, source_line") == [
        ("d1", None, "deals", None),
        ("d2", date(2026, 1, 4), "deals", None),
    ]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("select * from dealz", r'the query reads "dealz", but no file .*did you mean \'deals\''),
        ("select nothing from deals", "the query fails: .*nothing"),
        ("selec * from deals", "the query cannot be read"),
        ("drop table deals", "the query is not one SELECT"),
        ("select 1; select 2", "the query is not one SELECT"),
    ],
    ids=["unknown file", "unknown column", "no SQL", "no SELECT", "two statements"],
)
def test_a_query_that_cannot_run_is_refused(company: Company, query: str, says: str):
    company.file("deals.csv", "id,stage\nd1,Won\n")
    table = {"query": query, "columns": {"deal_id": "id", "stage": "stage"}}
    with pytest.raises(SourceError, match=says):
        company.run(company.source({"deals": table}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"columns": {"deal_id": "id", "stage": "stge"}},
            r"acme deals stage: column 'stge' is not in deals.csv \(did you mean 'stage'\? it has: id, stage, value, created\)",
        ),
        ({"features": ["clicks"]}, "acme deals features: column 'clicks' is not in deals.csv"),
        ({"file": "dels.csv"}, r"no file in .* is called 'dels.csv' \(did you mean 'deals.csv'"),
        ({"file": "deals.csv", "header_row": 40}, "no header on line 40"),
    ],
    ids=["missing column", "missing feature", "missing file", "header beyond the end"],
)
def test_a_mapping_that_does_not_fit_lands_nothing(company: Company, change: dict[str, object], says: str):
    company.file("deals.csv", "id,stage,value,created\nd1,Won,1,2026-01-02\n")
    company.file("leads.csv", "id\nl1\n")
    with pytest.raises(SourceError, match=says):
        company.run(
            company.source({"leads": {"file": "leads.csv", "columns": {"lead_id": "id"}}, "deals": {**DEALS, **change}})
        )
    assert company.lake.is_empty()


def test_a_path_that_is_not_there_is_refused(company: Company):
    with pytest.raises(SourceError, match="there is no .*elsewhere: correct `path`"):
        company.run(company.source({"deals": DEALS}, path="elsewhere"))


def test_copies_of_the_files_do_not_outlive_the_run(company: Company):
    company.file("deals.csv", "id,stage,value,created\nd1,Won,1,2026-01-02\n")
    company.run(company.source({"deals": DEALS}))
    assert [file for file in company.settings.work.rglob("*") if file.is_file()] == []


def test_what_the_source_says_about_itself_is_recorded_once(company: Company):
    company.file("deals.csv", "id,stage,value,created\nd1,Won,1,2026-01-02\n")
    source = company.source(
        {"deals": DEALS}, currency="EUR", timezone="Europe/Berlin", record_url="https://crm/{entity}/{id}"
    )
    company.run(source)
    company.run(source)
    assert company.own("sources", "source, kind, record_url, time_zone, currency, load_id") == [
        ("acme", "spreadsheets", "https://crm/{entity}/{id}", "Europe/Berlin", "EUR", "b001-acme")
    ]
    assert company.own("source_columns", "entity, column_name, load_id") == [
        ("deals", column, "b001-acme") for column in ("amount", "created_at", "currency", "deal_id", "stage")
    ]
    company.run(company.source({"deals": DEALS}, currency="ZAR"))
    assert company.own("sources", "currency, load_id") == [("EUR", "b001-acme"), ("ZAR", "b003-acme")]
    assert {load for (load,) in company.own("source_columns", "load_id")} == {"b001-acme"}


def test_the_ledger_has_a_row_for_every_table_in_every_run(company: Company):
    company.file("deals.csv", "id,stage,value,created\nd1,Won,1,2026-01-02\nd1,Won,1,2026-01-02\nd2,Won,?,2026-01-02\n")
    source = company.source({"deals": DEALS})
    company.run(source)
    company.run(source)
    columns = "build_id, source, table_name, fetched, new, updated, unchanged, duplicate, rejected, tombstones"
    assert company.own("ledger", columns) == [
        ("b001", "acme", "deals", 3, 1, 0, 0, 1, 1, 0),
        ("b002", "acme", "deals", 3, 0, 0, 1, 1, 1, 0),
    ]
