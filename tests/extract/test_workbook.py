from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from orchestration.extract.sources import SourceError
from orchestration.extract.workbook import Sheet, inspect
from tests.extract.company import Company

EPOCH_1900 = date(1899, 12, 30)


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "First"
    book.active["B2"] = "x"
    book.active["AA40"] = 1
    book.create_sheet("Empty")
    book.save(path)
    return path


def test_a_sheet_is_measured_by_its_cells(tmp_path: Path):
    path = _book(tmp_path / "book.xlsx")
    assert inspect(path, None, "book.xlsx") == Sheet("First", EPOCH_1900, "AA40")
    assert inspect(path, "Empty", "book.xlsx") == Sheet("Empty", EPOCH_1900, None)


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path):
    path = _book(tmp_path / "book.xlsx")
    with pytest.raises(
        SourceError, match=r"book.xlsx: there is no sheet 'first' \(did you mean 'First'\? there are: First, Empty"
    ):
        inspect(path, "first", "book.xlsx")


def test_the_date_system_is_the_workbooks(tmp_path: Path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.save(tmp_path / "mac.xlsx")
    assert inspect(tmp_path / "mac.xlsx", None, "mac.xlsx").epoch == date(1904, 1, 1)


def _with_cell(path: Path, cell: str) -> Path:
    """A workbook whose cell B2 is written as given."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"], book.active["A2"], book.active["B2"] = "id", "value", "d1", "placeholder"
    plain = path.with_name("plain.xlsx")
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                start = content.index('<c r="B2"')
                content = content[:start] + cell + content[content.index("</c>", start) + 4 :]
            new.writestr(name, content)
    plain.unlink()
    return path


@pytest.mark.parametrize(
    "cell",
    ['<c r="B2"><f>1+1</f><v></v></c>', '<c r="B2"><f>1+1</f><v /></c>', '<c r="B2"><f>1+1</f></c>'],
    ids=["empty value", "closed value", "no value"],
)
def test_a_formula_without_a_stored_value_is_refused_with_its_cell(tmp_path: Path, cell: str):
    path = _with_cell(tmp_path / "book.xlsx", cell)
    with pytest.raises(
        SourceError, match="book.xlsx, sheet Sheet: the formula in cell B2 has no stored value: open the file"
    ):
        inspect(path, None, "book.xlsx")


@pytest.mark.parametrize(
    ("cell", "landed", "reason"),
    [
        ('<c r="B2"><f>1+1</f><v>2</v></c>', [("d1", "2")], None),
        ('<c r="B2" t="str"><f>IF(A1="","",A1)</f><v></v></c>', [("d1", None)], None),
        ('<c r="B2" t="b"><v>1</v></c>', [("d1", "1")], None),
        ('<c r="B2" t="e"><v>#N/A</v></c>', [("d1", None)], None),
        ('<c r="B2" t="e"><v>#DIV/0!</v></c>', [], "the cell holds an error of the spreadsheet"),
        ('<c r="B2"><v>0.30000000000000004</v></c>', [("d1", "0.3")], None),
        ('<c r="B2"><v>1.2345678901E+11</v></c>', [("d1", "123456789010")], None),
    ],
    ids=["formula", "formula of an empty text", "boolean", "not available", "error", "float", "long number"],
)
def test_a_cell_is_read_as_a_spreadsheet_shows_it(
    company: Company, cell: str, landed: list[tuple[str, str | None]], reason: str | None
):
    _with_cell(company.inbox / "deals.xlsx", cell)
    columns = {"deal_id": "id", "stage": {"constant": "x"}, "name": "value"}
    company.run(company.source({"deals": {"file": "deals.xlsx", "columns": columns}}))
    assert company.rows("deals", "deal_id, name") == landed
    assert company.rejects("reason") == ([(reason,)] if reason else [])


def test_columns_beyond_the_first_row_and_a_wrong_dimension_are_read(company: Company):
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["title"], ["id", "stage", "note"], ["d1", "Open", "n"], [None, None, None, "beyond"]):
        book.active.append(row)
    book.save(company.inbox / "deals.xlsx")
    columns = {"deal_id": "id", "stage": "stage"}
    company.run(company.source({"deals": {"file": "deals.xlsx", "columns": columns, "header_row": 2}}))
    assert company.rows("deals", "deal_id, other_columns") == [("d1", '{"note":"n"}')]
    assert company.rejects("line, raw_row, reason") == [(4, '{"column_4":"beyond"}', "required")] * 2
