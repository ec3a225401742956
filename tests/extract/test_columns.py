from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from orchestration.extract.sources import SourceError
from tests.extract.company import Company, counts


def _csv(rows: list[list[str]]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)


def _deals(company: Company, mapped: Any, values: list[str], column: str, **source: Any) -> Any:
    """A file with one value a row, mapped to one column of deals."""
    company.file(
        "deals.csv", _csv([["id", "value"], *([f"d{turn:03}", value] for turn, value in enumerate(values, 1))])
    )
    table = {"file": "deals.csv", "columns": {"deal_id": "id", "stage": {"constant": "Open"}, column: mapped}}
    return company.source({"deals": {**table, **source.pop("table", {})}}, **source)


@pytest.mark.parametrize(
    ("mapped", "given", "expected"),
    [
        ("value", "2026-01-02", (datetime(2026, 1, 2), date(2026, 1, 2))),
        ("value", "20260102", (datetime(2026, 1, 2), date(2026, 1, 2))),
        ("value", "2026-01-02T03:04:05Z", (datetime(2026, 1, 2, 3, 4, 5), None)),
        ("value", "2026-01-02 03:04:05.250", (datetime(2026, 1, 2, 3, 4, 5, 250000), None)),
        ("value", "2026-01-02T03:04+02:00", (datetime(2026, 1, 2, 1, 4), None)),
        ("value", "2026-01-02 03:04:05-0530", (datetime(2026, 1, 2, 8, 34, 5), None)),
        ({"column": "value", "format": "%d/%m/%Y"}, "02/03/2026", (datetime(2026, 3, 2), date(2026, 3, 2))),
        ({"column": "value", "format": "%m/%d/%y %I:%M %p"}, "02/03/26 01:30 PM", (datetime(2026, 2, 3, 13, 30), None)),
        ({"column": "value", "format": "%d.%m.%Y %H:%M %z"}, "02.03.2026 01:30 +0200", (datetime(2026, 3, 1, 23, 30), None)),
        ({"column": "value", "format": ["%d/%m/%Y", "%d %b %Y"]}, "2 Mar 2026", (datetime(2026, 3, 2), date(2026, 3, 2))),
        ({"column": "value", "timezone": "Africa/Johannesburg"}, "2026-01-02", (datetime(2026, 1, 1, 22), date(2026, 1, 2))),
        ({"column": "value", "timezone": "Africa/Johannesburg"}, "2026-01-02 10:00", (datetime(2026, 1, 2, 8), None)),
        ({"column": "value", "timezone": "America/Sao_Paulo"}, "2018-11-04", (datetime(2018, 11, 4, 3), date(2018, 11, 4))),
    ],
    ids=[
        "ISO date", "ISO basic date", "ISO UTC", "ISO with space and fraction", "offset", "basic offset", "stated day first",
        "stated with time", "stated with offset", "one of two formats", "local midnight", "local time", "midnight that does not exist",
    ],
)  # fmt: skip
def test_a_time_stamp_is_read(company: Company, mapped: Any, given: str, expected: tuple[datetime, date | None]):
    company.run(_deals(company, mapped, [given], "created_at"))
    assert company.rows("deals", "created_at, created_on") == [expected]


def test_a_column_of_time_stamps_that_are_all_midnight_is_read_as_dates(company: Company):
    company.run(
        _deals(
            company,
            "value",
            ["2026-03-31T00:00:00Z", "2026-04-01T00:00:00.000Z", ""],
            "closed_at",
            timezone="America/New_York",
        )
    )
    assert company.rows("deals", "closed_at, closed_on") == [
        (datetime(2026, 3, 31, 4), date(2026, 3, 31)),
        (datetime(2026, 4, 1, 4), date(2026, 4, 1)),
        (None, None),
    ]


def test_midnight_among_other_times_is_an_instant(company: Company):
    company.run(_deals(company, "value", ["2026-03-31T00:00:00Z", "2026-04-01T00:01:00Z", "2026-04-02"], "closed_at"))
    assert company.rows("deals", "closed_at, closed_on") == [
        (datetime(2026, 3, 31), None),
        (datetime(2026, 4, 1, 0, 1), None),
        (datetime(2026, 4, 2), date(2026, 4, 2)),
    ]


def test_a_time_stamp_in_a_date_column_gives_the_day_where_the_source_is(company: Company):
    values = ["2026-03-31T23:30:00Z", "2026-03-31T23:30:00", "2026-03-31"]
    company.run(_deals(company, "value", values, "expected_close_date", timezone="Europe/Berlin"))
    assert company.values("deals", "expected_close_date") == [date(2026, 4, 1), date(2026, 3, 31), date(2026, 3, 31)]


@pytest.mark.parametrize(
    ("values", "formats"),
    [
        (["31/01/2026", "01/02/2026"], "fit all 2 rows: %d/%m/%Y"),
        (["01/02/2026", "02/03/2026"], "fit all 2 rows: %d/%m/%Y, %m/%d/%Y"),
        (["01/02/26 02:18 AM", "02/28/26 11:00 PM"], r"fit all 2 rows: %m/%d/%y %I:%M %p"),
        (["5 March 2026", "17 May 2026"], "fit all 2 rows: %d %B %Y"),
        (["2026-01-02", "03/04/2026"], r"fit most: .*%d/%m/%Y \(1 of 2\)"),
    ],
    ids=["day first", "ambiguous", "American with time", "month's name", "mixed with ISO"],
)
def test_dates_that_are_not_iso_are_refused_with_the_formats_that_fit(
    company: Company, values: list[str], formats: str
):
    with pytest.raises(
        SourceError, match=f"acme deals created_at: column 'value' of deals.csv: .*not ISO 8601.*{formats}"
    ):
        company.run(_deals(company, "value", values, "created_at"))
    assert company.lake.is_empty()


def test_a_stated_format_is_refused_where_another_fits_every_row(company: Company):
    mapped = {"column": "value", "format": "%d/%m/%Y"}
    with pytest.raises(
        SourceError, match="1 of 2 dates .*'01/31/2026'.* not in the stated format %d/%m/%Y.*fit all 2 rows: %m/%d/%Y"
    ):
        company.run(_deals(company, mapped, ["01/02/2026", "01/31/2026"], "created_at"))


def test_a_refusal_does_not_show_a_birthday(company: Company):
    company.file("contacts.csv", "id,born\nc1,31/12/1990\n")
    table = {"file": "contacts.csv", "columns": {"contact_id": "id", "birth_date": "born"}}
    with pytest.raises(SourceError) as error:
        company.run(company.source({"contacts": table}))
    assert "1990" not in str(error.value)


def test_a_refusal_does_not_show_an_address(company: Company):
    with pytest.raises(SourceError, match="are not ISO 8601") as error:
        company.run(_deals(company, "value", ["a@x.org", *["31/12/2025"] * 4], "created_at"))
    assert "@" not in str(error.value)


def test_a_few_broken_dates_are_rejected_rows(company: Company):
    values = [*["2026-01-02"] * 18, "2026-02-30", "31/12/2025"]
    ledger = company.run(_deals(company, "value", values, "created_at"))
    assert counts(ledger["deals"]) == {"fetched": 20, "new": 18, "rejected": 2}
    assert company.rejects() == [
        (20, "created_at", "2026-02-30", "not an ISO 8601 date"),
        (21, "created_at", "31/12/2025", "not an ISO 8601 date"),
    ]


def test_a_format_that_does_not_place_the_year_is_refused_at_once(company: Company):
    with pytest.raises(SourceError, match="created_at .*'%d/%m' does not say where year, month and day stand"):
        _deals(company, {"column": "value", "format": "%d/%m"}, [], "created_at")


@pytest.mark.parametrize(
    ("mapped", "given", "expected"),
    [
        ("value", "1054", Decimal("1054.00")),
        ("value", "$1,234.50", Decimal("1234.50")),
        ("value", "1.2K", Decimal("1200.00")),
        ("value", "EUR 3M", Decimal("3000000.00")),
        ("value", "(1,500)", Decimal("-1500.00")),
        ("value", "12-", Decimal("-12.00")),
        ({"column": "value", "decimal": ","}, "1.234,50 €", Decimal("1234.50")),
        ({"column": "value", "decimal": ","}, "1 234,5", Decimal("1234.50")),
    ],
    ids=["bare", "sign and separators", "K", "code and M", "parentheses", "trailing minus", "decimal comma", "spaces"],
)
def test_an_amount_is_read(company: Company, mapped: Any, given: str, expected: Decimal):
    company.run(_deals(company, mapped, [given], "amount"))
    assert company.values("deals", "amount") == [expected]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (["1.234", "17.500", "900"], 'state `decimal: "."` or `decimal: ","`'),
        (["1.234,50", "17,20"], 'have a decimal comma: state `decimal: ","`'),
    ],
    ids=["point before three digits only", "decimal comma"],
)
def test_amounts_whose_decimal_sign_is_in_doubt_are_refused(company: Company, values: list[str], says: str):
    with pytest.raises(SourceError, match=says):
        company.run(_deals(company, "value", values, "amount"))


def test_amounts_below_one_and_clear_ones_leave_no_doubt(company: Company):
    company.run(_deals(company, "value", ["0.120", "0.5", "7"], "amount"))
    company.run(_deals(company, "value", ["1.230", "17.50"], "amount"))
    assert company.latest("deals", "amount") == [(Decimal("1.23"),), (Decimal("17.50"),)]


def test_an_amount_with_three_decimals_is_rejected_and_a_computed_one_is_rounded_to_the_cent(company: Company):
    values = ["1.005", "0.30000000000000004", "$2.3451", "x", "17.50", "2.340"]
    company.run(_deals(company, "value", values, "amount"))
    assert company.values("deals", "amount") == [Decimal("0.30"), Decimal("2.35"), Decimal("17.50"), Decimal("2.34")]
    (line, column, value, says), other = company.rejects()
    assert (line, column, value) == (2, "amount", "1.005")
    assert says.startswith("an amount with three decimals")
    assert other == (5, "amount", "x", "not an amount")


@pytest.mark.parametrize(
    ("currency", "given", "expected"),
    [
        ("ZAR", "100", "ZAR"),
        ("ZAR", "€100", "EUR"),
        ("ZAR", "100 USD", "USD"),
        ("CAD", "$100", "CAD"),
        (None, "$100", None),
        (None, "100", None),
        ("USD", "", "USD"),
    ],
    ids=[
        "the source's",
        "the sign's",
        "the code's",
        "a sign of several",
        "a sign of several, none stated",
        "none",
        "no amount",
    ],
)
def test_the_currency_is_the_amounts_own_or_else_the_sources(
    company: Company, currency: str | None, given: str, expected: str | None
):
    company.run(_deals(company, "value", [given], "amount", **({"currency": currency} if currency else {})))
    assert company.values("deals", "currency") == [expected]


def test_a_mapped_currency_wins_and_an_amount_that_contradicts_it_is_rejected(company: Company):
    company.file("deals.csv", "id,value,cur\nd1,100,eur\nd2,$5,GBP\nd3,$5,€\nd4,£5,GBP\nd5,5,\n")
    columns = {"deal_id": "id", "stage": {"constant": "x"}, "amount": "value", "currency": "cur"}
    company.run(company.source({"deals": {"file": "deals.csv", "columns": columns}}, currency="ZAR"))
    assert company.rows("deals", "deal_id, currency") == [("d1", "EUR"), ("d4", "GBP"), ("d5", "ZAR")]
    says = "the currency in the amount is not the one stated for it"
    assert company.rejects() == [(3, "amount", "$5", says), (4, "amount", "$5", says)]


@pytest.mark.parametrize(
    ("mapped", "given", "expected"),
    [
        ("value", "0.25", 0.25),
        ("value", "25%", 0.25),
        ({"column": "value", "unit": "percent"}, "25", 0.25),
        ({"column": "value", "unit": "percent"}, "25 %", 0.25),
        ({"column": "value", "unit": "percent"}, "0.5%", 0.005),
        ({"column": "value", "decimal": ","}, "0,3", 0.3),
    ],
    ids=["share", "percent sign", "unit", "unit and sign", "half a percent", "decimal comma"],
)
def test_a_probability_is_read(company: Company, mapped: Any, given: str, expected: float):
    company.run(_deals(company, mapped, [given], "probability"))
    assert company.values("deals", "probability") == [expected]


def test_a_probability_above_one_without_a_unit_is_rejected(company: Company):
    company.run(_deals(company, "value", ["60", "0.6", "-0.1", "101%"], "probability"))
    assert company.values("deals", "probability") == [0.6]
    assert [(line, raw) for line, _, raw, _ in company.rejects()] == [(2, "60"), (4, "-0.1"), (5, "101%")]


def test_percentages_that_are_shares_are_refused(company: Company):
    mapped = {"column": "value", "unit": "percent"}
    with pytest.raises(
        SourceError, match="acme deals probability: column 'value' of deals.csv: .*drop `unit: percent`"
    ):
        company.run(_deals(company, mapped, ["0.25", "1", "0", ""], "probability"))
    assert company.lake.is_empty()


@pytest.mark.parametrize("values", [["0.5", "25"], ["0", "1"], ["0.5%", ""]], ids=["one above", "whole", "signs"])
def test_percentages_that_may_be_ones_are_read(company: Company, values: list[str]):
    ledger = company.run(_deals(company, {"column": "value", "unit": "percent"}, values, "probability"))
    assert ledger["deals"].rejected == 0


def test_the_percent_cells_of_a_workbook_are_shares(company: Company):
    company.file("deals.xlsx", _workbook([["id", "p"], ["d1", 0.25], ["d2", 1]]))
    columns = {"deal_id": "id", "stage": {"constant": "x"}, "probability": {"column": "p", "unit": "percent"}}
    with pytest.raises(SourceError, match="drop `unit: percent`"):
        company.run(company.source({"deals": {"file": "deals.xlsx", "columns": columns}}))
    columns["probability"] = "p"
    company.run(company.source({"deals": {"file": "deals.xlsx", "columns": columns}}))
    assert company.values("deals", "probability") == [0.25, 1.0]


def test_a_share_with_another_decimal_sign_is_told_so(company: Company):
    company.run(_deals(company, {"column": "value", "decimal": ","}, ["0.3", "0.300", "60", "0,5"], "probability"))
    says = "not a number with the decimal sign ,"
    assert company.rejects("raw_value, reason") == [
        ("0.3", says),
        ("0.300", says),
        ("60", "not a share from 0 to 1 (state unit: percent?)"),
    ]


def test_booleans_take_the_usual_words_in_any_case(company: Company):
    values = ["TRUE", "Yes", "y", "T", "1", "false", "NO", "n", "f", "0", "", "maybe", "aktiv"]
    company.run(_deals(company, "value", values, "is_deleted", table={"values": {"is_deleted": {"Aktiv": "no"}}}))
    assert company.values("deals", "is_deleted") == [*[True] * 5, *[False] * 5, None, False]
    assert [(line, raw) for line, _, raw, _ in company.rejects()] == [(13, "maybe")]


def test_whole_numbers_take_separators_and_a_zero_fraction(company: Company):
    company.file("accounts.csv", 'id,staff\na1,"1,000"\na2,12.0\na3,1.5\na4,1e3\na5,-3\na6,"1,00"\n')
    table = {"file": "accounts.csv", "columns": {"account_id": "id", "name": "id", "employees": "staff"}}
    company.run(company.source({"accounts": table}))
    assert company.rows("accounts", "account_id, employees") == [("a1", 1000), ("a2", 12), ("a4", 1000), ("a5", -3)]
    assert company.rejects("raw_value, reason") == [("1.5", "not a whole number"), ("1,00", "not a whole number")]


def test_null_words_of_file_table_and_column_add_up(company: Company):
    company.file(
        "deals.csv", _csv([["id", "a", "b"], ["d1", "N/A", " unknown "], ["d2", "-", "none yet"], ["d3", "null", "-"]])
    )
    columns = {
        "deal_id": "id", "stage": {"constant": "x"}, "loss_reason": "a", "next_step": {"column": "b", "null_words": ["None yet"]},
    }  # fmt: skip
    table = {"file": "deals.csv", "columns": columns, "null_words": ["Unknown"]}
    company.run(company.source({"deals": table}, null_words=["-"]))
    assert company.rows("deals", "loss_reason, next_step") == [(None, None)] * 3


def test_values_map_words_and_keep_those_that_they_do_not_know(company: Company):
    values = {"channel": {"Web": "website", "Fax": None}}
    company.run(
        _deals(company, "value", ["web", " WEB ", "Email", "Smoke Signals", "fax"], "channel", table={"values": values})
    )
    assert company.values("deals", "channel") == ["website", "website", "email", "Smoke Signals", None]


def test_first_of_takes_the_first_value_and_keeps_what_it_passed_over(company: Company):
    company.file(
        "deals.csv", "id,a,b\nd1,2026-01-01,\nd2,,2026-01-02\nd3,2026-01-03,2026-01-04\nd4,n/a,2026-01-05\nd5,,\n"
    )
    columns = {"deal_id": "id", "stage": {"constant": "x"}, "closed_at": {"first_of": ["a", "b"]}}
    company.run(company.source({"deals": {"file": "deals.csv", "columns": columns}}))
    assert company.rows("deals", "closed_on, other_columns") == [
        (date(2026, 1, 1), None),
        (date(2026, 1, 2), None),
        (date(2026, 1, 3), '{"b":"2026-01-04"}'),
        (date(2026, 1, 5), None),
        (None, None),
    ]


def test_one_column_may_serve_several_and_a_constant_serves_all(company: Company):
    company.file("owners.csv", "agent\nAnna\n")
    columns = {"owner_id": "agent", "name": "agent", "team": {"constant": "East"}}
    company.run(company.source({"owners": {"file": "owners.csv", "columns": columns}}))
    assert company.rows("owners", "owner_id, name, team, other_columns") == [("Anna", "Anna", "East", None)]


def test_one_unreadable_value_rejects_the_row_and_each_has_its_line(company: Company):
    company.file("deals.csv", "id,stage,value,when\nd1,Won,abc,soon\n,Won,1,\nd3,,#REF!,\nd4,Won,2,\n")
    columns = {"deal_id": "id", "stage": "stage", "amount": "value", "next_step_at": "when"}
    ledger = company.run(company.source({"deals": {"file": "deals.csv", "columns": columns}}))
    assert counts(ledger["deals"]) == {"fetched": 4, "new": 1, "rejected": 3}
    assert company.rejects() == [
        (2, "amount", "abc", "not an amount"),
        (2, "next_step_at", "soon", "not an ISO 8601 date"),
        (3, "deal_id", None, "required"),
        (4, "amount", "#REF!", "the cell holds an error of the spreadsheet"),
        (4, "stage", None, "required"),
    ]
    assert company.rejects("raw_row")[0] == ('{"id":"d1","stage":"Won","value":"abc","when":"soon"}',)


def test_raw_values_of_people_are_marked(company: Company):
    company.file(
        "leads.csv",
        "id,created,staff,city\nl1,jo@x.org,1,\nl2,2026-01-01,many,\n,2026-01-01,1,Rome\n#REF!,2026-01-01,1,#REF!\n"
        "l5,2026-01-01,Jo Miller,\nl6,2026-01-01,0171/5556677,\n" + "".join(f"m{n},2026-01-01,1,x\n" for n in range(9)),
    )
    columns = {"lead_id": "id", "created_at": "created", "employees": "staff", "city": "city"}
    company.run(company.source({"leads": {"file": "leads.csv", "columns": columns}}))
    assert company.rejects("line, column_name, is_personal") == [
        (2, "created_at", True),
        (3, "employees", False),
        (4, "lead_id", False),
        (5, "city", True),
        (5, "lead_id", True),
        (6, "employees", True),
        (7, "employees", True),
    ]


def test_of_other_tables_only_an_address_is_marked(company: Company):
    company.run(_deals(company, "value", ["Jo Miller", "jo@x.org"], "amount"))
    assert company.rejects("raw_value, is_personal") == [("Jo Miller", False), ("jo@x.org", True)]


def _workbook(rows: list[list[object]], epoch: datetime | None = None) -> bytes:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbooks_dates_are_serial_numbers_or_the_stated_text(company: Company):
    rows = [["id", "a"], ["d1", datetime(2026, 1, 2, 12)], ["d2", "03/04/2026 10:30"], ["d3", 2026]]
    company.file("deals.xlsx", _workbook(rows))
    mapped = {"column": "a", "format": "%d/%m/%Y %H:%M"}
    table = {"file": "deals.xlsx", "columns": {"deal_id": "id", "stage": {"constant": "x"}, "created_at": mapped}}
    company.run(company.source({"deals": table}))
    assert company.rows("deals", "deal_id, created_at") == [
        ("d1", datetime(2026, 1, 2, 12)),
        ("d2", datetime(2026, 4, 3, 10, 30)),
    ]
    assert company.rejects() == [(4, "created_at", "2026", "not a date in the format %d/%m/%Y %H:%M")]


def test_the_1904_date_system_is_honoured(company: Company):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    company.file("deals.xlsx", _workbook([["id", "a"], ["d1", datetime(2026, 1, 2)]], CALENDAR_MAC_1904))
    table = {"file": "deals.xlsx", "columns": {"deal_id": "id", "stage": {"constant": "x"}, "created_at": "a"}}
    company.run(company.source({"deals": table}))
    assert company.rows("deals", "created_at, created_on") == [(datetime(2026, 1, 2), date(2026, 1, 2))]


def test_a_workbooks_numbers_need_no_decimal_comma(company: Company):
    company.file("deals.xlsx", _workbook([["id", "a"], ["d1", 1234.5], ["d2", "1.234,50"], ["d3", 7]]))
    mapped = {"column": "a", "decimal": ","}
    table = {"file": "deals.xlsx", "columns": {"deal_id": "id", "stage": {"constant": "x"}, "amount": mapped}}
    company.run(company.source({"deals": table}))
    assert company.values("deals", "amount") == [Decimal("1234.50"), Decimal("1234.50"), Decimal("7.00")]
