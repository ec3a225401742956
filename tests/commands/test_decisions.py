"""The sheet in which sales writes its decisions: when `leadline init` makes one, and what becomes of a line in it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.commands.test_init import LEADS, found, leadline
from tests.company import Company

AS_OF = {"LEADLINE_AS_OF": "2025-03-01"}
HEADER = "lead,decision,date,by,reason\n"
DECIDED = """
    select lead_id, sales_decision, decision_from, cast(decided_at as varchar), rejection_reason, failed_rules
    from marts.fct_leads order by lead_id
"""


def drafted(folder: Path, files: dict[str, str]) -> Path:
    """A company's folder with what `leadline init` makes of files in its inbox."""
    for name, text in files.items():
        file = folder / "inbox" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    done = leadline(folder.parent, "init", folder.name)
    assert done.returncode == 0, done.stderr
    assert ("sales writes it into inbox/lead_decisions.csv" in done.stdout) == sheet(folder).exists()
    return folder


def sheet(folder: Path) -> Path:
    return folder / "inbox" / "lead_decisions.csv"


def company(folder: Path) -> Company:
    return Company(folder / "data", folder / "sources.yml", folder / "agreement", AS_OF)


def test_what_sales_writes_into_the_sheet_is_its_decision(tmp_path: Path) -> None:
    folder = drafted(tmp_path / "acme", {"leads.csv": LEADS + "2,ben@firm.de,2025-01-06\n"})
    assert sheet(folder).read_text() == HEADER
    run = company(folder)
    run.run()
    pending = ("pending", None, None, None, None)
    assert run.marts(DECIDED) == [("acme:1", *pending), ("acme:2", *pending)]

    sheet(folder).write_text(HEADER + "1,Rejected,2025-01-07,Ada,No need\n1,Accepted,10.01.2025,Ada,\n")
    run.run()
    assert run.marts(DECIDED) == [
        ("acme:1", "accepted", "history", "2025-01-10 00:00:00", None, None),
        ("acme:2", *pending),
    ]

    # Taken back: a sheet without a line is no fault.
    sheet(folder).write_text(HEADER)
    run.run()
    assert run.marts(DECIDED) == [("acme:1", *pending), ("acme:2", *pending)]


def test_a_sheet_beside_the_exports_names_the_source_of_its_leads(tmp_path: Path) -> None:
    leads = LEADS + "".join(f"{number},lead{number}@firm.de,2025-01-06\n" for number in range(2, 6))
    folder = drafted(tmp_path / "acme", {"crm/leads.csv": leads, "erp/orders.csv": "Order ID,Quantity\n7,2\n"})
    sources = yaml.safe_load((folder / "sources.yml").read_text())["sources"]
    assert [(source["name"], source["path"], list(source["tables"])) for source in sources] == [
        ("crm", "inbox/crm", ["leads"]),
        ("erp", "inbox/erp", ["orders"]),
        ("decisions", "inbox/lead_decisions.csv", ["lead_status_history"]),
    ]
    sheet(folder).write_text(
        HEADER
        + "crm:1,yes,2025-01-10,Ada,\ncrm:2,no,2025-01-10,Ada,CANNOT be reached\ncrm:3,no,2025-01-10,Ada,bad vibes\n"
        + "crm:4,no,2025-01-10,Ada,\ncrm:99,no,2025-01-10,Ada,no need\n"
        + "5,yes,2025-01-10,Ada,\ncrm:5,maybe,2025-01-10,Ada,\n"
    )
    run = company(folder)
    run.run()
    at = "2025-01-10 00:00:00"
    assert run.marts(DECIDED) == [
        ("crm:1", "accepted", "history", at, None, None),
        ("crm:2", "rejected", "history", at, "CANNOT be reached", None),
        ("crm:3", "rejected", "history", at, "bad vibes", "rejection_reason_unknown"),
        ("crm:4", "rejected", "history", at, None, None),  # the drafted brief asks for no reason
        ("crm:5", "pending", None, None, None, None),
    ]
    # A line about a lead that nobody delivered, without the lead's source, or with a word that says nothing decides nothing, and is told.
    assert run.marts(
        "select expectation, unexpected_count from marts.check_results "
        "where expectation like 'lead_status_history_%' and not success order by expectation"
    ) == [
        ("lead_status_history_lead_id_known", 1),
        ("lead_status_history_names_a_source_of_leads", 1),
        ("lead_status_history_status_known", 1),
    ]
    told = run.leadline("explain", "crm:3").stdout
    assert "rejected  by Ada: bad vibes" in told


@pytest.mark.parametrize(
    ("headings", "more", "tables"),
    [
        ("Status", {}, ["leads"]),
        ("Rejection reason", {}, ["leads"]),
        ("Note", {}, ["leads", "lead_status_history"]),
        ("Note", {"lead_history.csv": "Lead ID,New value,Changed at\n1,rejected,2025-01-07\n"}, ["leads", "lead_status_history"]),
    ],
    ids=["a status", "a reason", "neither", "a history"],
)  # fmt: skip
def test_a_sheet_is_made_where_leads_say_nothing_of_a_decision(
    tmp_path: Path, headings: str, more: dict[str, str], tables: list[str]
) -> None:
    leads = f"Lead ID,Email,{headings}\n1,ann@firm.de,new\n"
    folder = drafted(tmp_path / "acme", {"leads.csv": leads, **more})
    [source] = yaml.safe_load((folder / "sources.yml").read_text())["sources"]
    assert list(source["tables"]) == tables
    assert sheet(folder).exists() == ("lead_status_history" in tables and not more)


def test_a_sheet_that_is_there_is_kept_when_sources_yml_is_drafted_again(tmp_path: Path) -> None:
    folder = drafted(tmp_path / "acme", {"crm/leads.csv": LEADS})
    filled = HEADER + "acme:1,accepted,2025-01-10,Ada,\n"
    sheet(folder).write_text(filled)
    before = (folder / "sources.yml").read_text()
    (folder / "sources.yml").unlink()
    assert leadline(tmp_path, "init", "acme").returncode == 0
    assert sheet(folder).read_text() == filled
    assert (folder / "sources.yml").read_text() == before
    assert found(leadline(folder, "validate"))["lead_status_history"] == "1 rows, 0 cannot be read"
