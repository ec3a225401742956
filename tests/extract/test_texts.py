from __future__ import annotations

from typing import Any

import pytest

from orchestration.extract.sources import SourceError
from tests.extract.company import Company, counts

LEADS = {"lead_id": "id", "company": "company", "city": "city"}


def _run(company: Company, content: str | bytes, name: str = "leads.csv", **table: Any) -> dict[str, int]:
    company.file(name, content)
    return counts(company.run(company.source({"leads": {"file": name, "columns": LEADS, **table}}))["leads"])


def _leads(company: Company) -> list[tuple[Any, ...]]:
    return company.rows("leads", "lead_id, company, city, source_line")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,company,city\r\nl1,A,x\r\nl2,B,y\r\n", [("l1", "A", "x", 2), ("l2", "B", "y", 3)]),
        ("id,company,city\rl1,A,x\rl2,B,y", [("l1", "A", "x", 2), ("l2", "B", "y", 3)]),
        ("id,company,city\nl1,A,x\r\nl2,B,y\rl3,C,z\n", [("l1", "A", "x", 2), ("l2", "B", "y", 3), ("l3", "C", "z", 4)]),
        ("\ufeffid,company,city\nl1,A,x\n", [("l1", "A", "x", 2)]),
        ("\n\n id , company ,city\n\nl1,A,x\n  \n\nl2,B,y\n,,\n", [("l1", "A", "x", 5), ("l2", "B", "y", 8)]),
        ('id,company,city\nl1,"A, Inc.","x ""y"""\nl2,B,"a\nb\n\nc"\nl3,C,z\n',
         [("l1", "A, Inc.", 'x "y"', 2), ("l2", "B", "a\nb\n\nc", 3), ("l3", "C", "z", 7)]),
        ('"id","comp\nany","city"\nl1,A,x\n', None),
        ("id;company;city\nl1;A, B;x\n", [("l1", "A, B", "x", 2)]),
        ("id|company|city\nl1|A|x\n", [("l1", "A", "x", 2)]),
        ("id\tcompany\tcity\nl1\tA\tx\n", [("l1", "A", "x", 2)]),
        ("id,company,city,,\nl1,A,x,,\nl2,B,y,,\n", [("l1", "A", "x", 2), ("l2", "B", "y", 3)]),
        ("id,company,city\nl1,A,x,\nl2,B,y,\n", [("l1", "A", "x", 2), ("l2", "B", "y", 3)]),
        ("id,company,city\n", []),
    ],
    ids=[
        "CRLF", "CR", "mixed line ends", "BOM", "blank lines", "quotes and line ends inside values", "line end in the header",
        "semicolon", "pipe", "tab", "trailing empty columns", "trailing delimiter", "no rows",
    ],
)  # fmt: skip
def test_a_text_file_is_read_whatever_its_dress(company: Company, content: str, expected: list[tuple[Any, ...]] | None):
    if expected is None:
        company.file("leads.csv", content)
        source = company.source({"leads": {"file": "leads.csv", "columns": {**LEADS, "company": "comp any"}}})
        company.run(source)
        assert _leads(company) == [("l1", "A", "x", 3)]
        return
    assert _run(company, content).get("fetched", 0) == len(expected)
    assert _leads(company) == expected
    assert company.rejects() == []


def test_a_file_with_one_column_is_read(company: Company):
    company.file("leads.csv", "id\nl1\n\nl2\n")
    company.run(company.source({"leads": {"file": "leads.csv", "columns": {"lead_id": "id"}}}))
    assert company.rows("leads", "lead_id, source_line") == [("l1", 2), ("l2", 4)]


@pytest.mark.parametrize(
    ("content", "encoding", "stated"),
    [
        ("id,company,city\nl1,Müller,Köln\n", "utf-8", None),
        ("id,company,city\nl1,Müller,Köln\n", "utf-8-sig", None),
        ("id,company,city\nl1,Müller,Köln\n", "latin-1", None),
        ("id,company,city\nl1,Müller,Köln\n", "utf-16", None),
        ("id,company,city\nl1,Müller,Köln\n", "utf-16-be", None),
        ("id,company,city\nl1,Müller,Köln\n", "cp850", "cp850"),
    ],
    ids=["UTF-8", "UTF-8 with BOM", "Latin-1", "UTF-16", "UTF-16 without BOM", "stated code page"],
)
def test_an_encoding_is_found_out_or_stated(company: Company, content: str, encoding: str, stated: str | None):
    _run(company, content.encode(encoding), **({"encoding": stated} if stated else {}))
    assert _leads(company) == [("l1", "Müller", "Köln", 2)]


def test_reading_as_windows_1252_is_said(company: Company, caplog: pytest.LogCaptureFixture):
    _run(company, "id,company,city\nl1,Müller,“x”\n".encode("cp1252"))
    assert _leads(company) == [("l1", "Müller", "“x”", 2)]
    assert "leads.csv: not UTF-8, read as Windows-1252" in caplog.text


def test_rows_with_broken_bytes_are_rejected_and_the_others_kept(company: Company):
    content = (
        "id,company,city\nl1,Müller,Köln\nl2,Mül".encode()
        + b"\xff\xfeler,x\nl3,Z\xc3,y\n"
        + "l4,Łódź,\0\nl5,Ö,ü\n".encode()
    )
    assert _run(company, content) == {"fetched": 5, "new": 2, "rejected": 3}
    assert [lead for lead, *_ in _leads(company)] == ["l1", "l5"]
    assert company.rejects("line, column_name, reason") == [
        (line, None, "the row holds bytes that are not text") for line in (3, 4, 5)
    ]


def test_rows_with_too_few_or_too_many_columns_are_rejected_whole(company: Company):
    content = 'id,company,city\nl1,A,x\n\nl2,B\nl3,C,y,z\n"l4\n\n",D,"z"\n"l5\n",E\nl6,F,w\n'
    assert _run(company, content) == {"fetched": 6, "new": 3, "rejected": 3}
    assert _leads(company) == [("l1", "A", "x", 2), ("l4", "D", "z", 6), ("l6", "F", "w", 11)]
    assert company.rejects("line, column_name, raw_row, reason") == [
        (4, None, "l2,B", "the row has fewer columns than the header"),
        (5, None, "l3,C,y,z", "the row has more columns than the header"),
        (9, None, '"l5\n",E', "the row has fewer columns than the header"),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(company: Company):
    rows = [f'l{number:05},"C, {number}",x' for number in range(3000)]
    rows[7] = rows[7].replace(' 7"', " 7")
    rows[2990] = 'l02990,"C,x'
    assert _run(company, "id,company,city\n" + "\n".join(rows) + "\n") == {"fetched": 3000, "new": 2998, "rejected": 2}
    assert company.rejects("line, raw_row, reason") == [
        (9, 'l00007,"C, 7,x', "a quote is not closed, or text follows it"),
        (2992, 'l02990,"C,x', "a quote is not closed, or text follows it"),
    ]
    assert company.rows("leads", "source_line", "lead_id in ('l00006', 'l00008', 'l02999')") == [(8,), (10,), (3001,)]


def test_lines_are_right_in_a_long_file_with_rejected_rows(company: Company):
    rows = [f"l{number:06},C" if number % 1000 == 7 else f"l{number:06},C,x" for number in range(60_000)]
    assert _run(company, "id,company,city\n" + "\n".join(rows) + "\n") == {
        "fetched": 60_000,
        "new": 59_940,
        "rejected": 60,
    }
    assert company.rows("leads", "lead_id", "source_line is distinct from cast(lead_id[2:] as bigint) + 2") == []
    assert company.rejects("line, raw_row") == [(number + 2, f"l{number:06},C") for number in range(7, 60_000, 1000)]


def test_names_in_a_header_may_be_missing_or_double(company: Company):
    content = "id,company,,city,Note,note,\nl1,A,hidden,x,n1,n2,\n"
    _run(company, content)
    assert company.values("leads", "other_columns") == ['{"column_3":"hidden","Note_1":"n1","note_2":"n2"}']


def test_mapping_a_name_that_stands_twice_is_refused(company: Company):
    with pytest.raises(
        SourceError, match="column 'city' stands 2 times in the header of leads.csv: map one of city_1, city_2"
    ):
        _run(company, "id,company,city,city\nl1,A,x,y\n")


def test_a_header_may_stand_further_down_or_nowhere(company: Company):
    _run(company, 'Export of leads,"unbalanced\n,,\nid,company,city\nl1,A,x\n', header_row=3)
    assert _leads(company) == [("l1", "A", "x", 4)]
    company.file("leads.csv", "l1,A,y\nl2,B,z\n")
    columns = {"lead_id": "column_1", "company": "column_2", "city": "column_3"}
    company.run(company.source({"leads": {"file": "leads.csv", "columns": columns, "header_row": 0}}))
    assert company.latest("leads", "lead_id, city, source_line") == [("l1", "y", 1), ("l2", "z", 2)]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"], ids=["empty", "blank lines", "BOM alone"])
def test_an_empty_file_is_refused(company: Company, content: str):
    with pytest.raises(SourceError, match="leads.csv: no header: the file is empty there"):
        _run(company, content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("leads.xlsx", b"not a workbook", "leads.xlsx is not a readable xlsx workbook"),
        ("leads.parquet", b"PAR1 no", "leads.parquet cannot be read"),
    ],
    ids=["xlsx", "parquet"],
)
def test_a_broken_file_is_refused_by_name(company: Company, name: str, content: bytes, says: str):
    with pytest.raises(SourceError, match=says):
        _run(company, content, name)


def test_a_tsv_and_a_stated_delimiter(company: Company):
    _run(company, "id\tcompany\tcity\nl1\tA;B\tx\n", "leads.tsv")
    assert _leads(company) == [("l1", "A;B", "x", 2)]
    _run(company, "id^company^city\nl1^A,B,C,D^y\n", "leads2.csv", delimiter="^")
    assert company.latest("leads", "company, city") == [("A,B,C,D", "y")]


def test_a_file_whose_name_looks_like_a_pattern(company: Company):
    company.file("leads [1].csv", "id,company,city\nl1,A,x\n")
    company.run(company.source({"leads": {"file": "leads [[]1].csv", "columns": LEADS}}))
    company.run(company.source({"leads": {"file": "leads [1].csv", "columns": LEADS}}))
    assert _leads(company) == [("l1", "A", "x", 2)]
