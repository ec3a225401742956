"""The two real sets, as they are and damaged: every figure is counted by Python's csv here, never taken from the program."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.extract.landing import ShrinkError
from orchestration.extract.sources import Source, load_sources
from orchestration.settings import ROOT
from tests.conftest import MAVEN, SALESFORCE
from tests.extract.company import Company

pytestmark = pytest.mark.shared

EXAMPLES = ROOT / "docs" / "examples"
FILES = {
    "leads": "Lead.csv",
    "contacts": "Contact.csv",
    "accounts": "Account.csv",
    "deals": "Opportunity.csv",
    "deal_stage_history": "OpportunityHistory.csv",
}


def _source(example: str, **environ: str) -> Source:
    return load_sources(EXAMPLES / example / "sources.yml", environ).sources[0]


def _here(company: Company, source: Source) -> Source:
    """The same mapping on the company's inbox; the lake of a test knows one source, acme."""
    return source.model_copy(update={"path": company.inbox, "name": "acme"})


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _pipeline() -> bytes:
    with zipfile.ZipFile(MAVEN) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/sales_pipeline.csv")]
        return archive.read(name)


def test_maven_lands_whole(company: Company):
    source = _source("maven", MAVEN_ZIP=str(MAVEN)).model_copy(update={"name": "acme"})
    ledgers = company.run(source)
    assert {name: (ledger.fetched, ledger.new) for name, ledger in ledgers.items()} == {
        "deals": (8800, 8800),
        "accounts": (85, 85),
        "products": (7, 7),
        "owners": (41, 41),  # 35 agents and their 6 managers
    }
    rows = _rows(_pipeline())
    won = [Decimal(row["close_value"]) for row in rows if row["deal_stage"] == "Won"]
    landed = company.rows("deals", "deal_id, stage, amount, created_on, closed_on, product_id, account_id, source_line")
    assert sum(amount for _, stage, amount, *_ in landed if stage == "Won") == sum(won)
    as_read = {row["opportunity_id"]: (row, line) for line, row in enumerate(rows, start=2)}
    for deal_id, stage, amount, created_on, closed_on, product_id, account_id, line in landed:
        row, expected_line = as_read[deal_id]
        assert (stage, product_id, account_id or "", line) == (
            row["deal_stage"],
            row["product"],
            row["account"],
            expected_line,
        )
        assert (str(created_on or ""), str(closed_on or "")) == (row["engage_date"], row["close_date"])
        assert amount == (Decimal(row["close_value"]) if row["close_value"] else None)
    assert company.rows("accounts", "annual_revenue", "account_id = 'Acme Corporation'") == [
        (Decimal("1100040000.00"),)
    ]


def test_salesforce_lands_whole(company: Company):
    source = _source("salesforce", SALESFORCE_EXPORT=str(SALESFORCE)).model_copy(update={"name": "acme"})
    ledgers = company.run(source)
    for entity, file in FILES.items():
        rows = _rows((SALESFORCE / file).read_bytes())
        assert (ledgers[entity].fetched, ledgers[entity].rejected) == (len(rows), 0), entity
    leads = _rows((SALESFORCE / "Lead.csv").read_bytes())
    converted = sorted((lead["Id"], lead["ConvertedOpportunityId"]) for lead in leads if lead["ConvertedOpportunityId"])
    assert sorted(company.rows("leads", "lead_id, converted_deal_id", "converted_deal_id is not null")) == converted
    assert {status for (status,) in company.rows("leads", "status")} <= {"new", "working", "converted", "rejected"}
    words = "website paid_search organic_search paid_social organic_social email event referral partner outbound direct other"
    assert {channel for (channel,) in company.rows("leads", "channel")} <= {*words.split(), None}
    assert {channel for (channel,) in company.rows("deals", "channel")} <= {*words.split(), None}


def _shuffled_columns(content: bytes, dice: random.Random) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    order = list(range(len(rows[0])))
    dice.shuffle(order)
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([[row[place] for place in order] for row in rows])
    return stream.getvalue().encode()


def _broken_dates(content: bytes, dice: random.Random) -> bytes:
    lines = content.decode().split("\n")
    for place in dice.sample(range(1, len(lines) - 1), k=max(1, len(lines) // 50)):
        lines[place] = lines[place].replace("-0", "-9").replace("/2", "/7")
    return "\n".join(lines).encode()


def _dropped_bytes(content: bytes, dice: random.Random) -> bytes:
    """Bytes of the rows go, those of the header and line ends stay: without them no one can say what a row was."""
    end = content.index(b"\n") + 1
    body = bytearray(content[end:])
    places = [place for place, byte in enumerate(body) if byte not in b'\r\n"']
    for place in sorted(dice.sample(places, k=len(places) // 400), reverse=True):
        del body[place]
    return content[:end] + bytes(body)


def _flipped_bytes(content: bytes, dice: random.Random) -> bytes:
    end = content.index(b"\n") + 1
    body = bytearray(content[end:])
    places = [place for place, byte in enumerate(body) if byte not in b'\r\n"']
    for place in dice.sample(places, k=len(places) // 400):
        body[place] = dice.choice(b"\x00\x81\xff\xfe,;xyz0")
    return content[:end] + bytes(body)


DAMAGE: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "shuffled columns": _shuffled_columns,
    "broken dates": _broken_dates,
    "dropped bytes": _dropped_bytes,
    "flipped bytes": _flipped_bytes,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_copy_of_maven_loses_nothing(company: Company, damage: Callable[[bytes, random.Random], bytes]):
    whole = _pipeline()
    damaged = damage(whole, random.Random(20260301))
    company.file("sales_pipeline.csv", damaged)
    source = _here(company, _source("maven", MAVEN_ZIP="x"))
    ledger = company.run(source.model_copy(update={"tables": {"deals": source.tables["deals"]}}))["deals"]
    assert ledger.fetched == 8800
    landed = len(company.rows("deals", "1"))
    rejected = {line for (line,) in company.rejects("line")}
    assert landed + ledger.duplicate + len(rejected) == 8800
    assert rejected.isdisjoint(line for (line,) in company.rows("deals", "source_line"))
    if damage is _shuffled_columns:
        assert (landed, ledger.rejected) == (8800, 0)
    else:
        assert ledger.rejected > 0


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_copy_of_salesforce_loses_nothing(company: Company, damage: Callable[[bytes, random.Random], bytes]):
    expected = {}
    for entity, name in FILES.items():
        whole = (SALESFORCE / name).read_bytes()
        company.file(name, damage(whole, random.Random(7)))
        expected[entity] = len(_rows(whole))
    source = _here(company, _source("salesforce", SALESFORCE_EXPORT="x"))
    ledgers = company.run(source)
    for entity, rows in expected.items():
        ledger = ledgers[entity]
        rejected = {line for table, line in company.rejects("table_name, line") if table == entity}
        assert ledger.fetched == rows, entity
        assert len(company.rows(entity, "1")) + ledger.duplicate + len(rejected) == rows, entity


def test_a_lost_half_of_a_file_stops_the_source(company: Company):
    whole = _pipeline()
    source = _here(company, _source("maven", MAVEN_ZIP="x"))
    source = source.model_copy(update={"tables": {"deals": source.tables["deals"]}})
    company.file("sales_pipeline.csv", whole)
    company.run(source)
    company.file("sales_pipeline.csv", whole[: len(whole) // 2])
    with pytest.raises(ShrinkError, match="of 8,800 known keys are not in sales_pipeline.csv"):
        company.run(source)


def test_the_examples_name_no_path():
    for example in ("maven", "salesforce"):
        assert "path: ${" in (EXAMPLES / example / "sources.yml").read_text()
        assert isinstance(_source(example, MAVEN_ZIP="/x.zip", SALESFORCE_EXPORT="/x").path, Path)
