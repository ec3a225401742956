"""Blows at random to a company's files: what breaks there was planned by nobody, and a lead that is hit twice breaks several rules.

Belongs here: what is done to the files. Does not belong here: what it breaks (the SQL says so).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

Row = dict[str, str]

GERMAN = "%d.%m.%Y %H:%M"
HIT = 0.35  # share of leads and deals that are hit, some of them twice

# Column -> what stands there afterwards: broken values, and others that only look like it.
LEADS: dict[str, Sequence[str]] = {
    "E-mail": [
        "", "n/a", "x@", "a..b@firm.demo", "a b@firm.demo", "@firm.demo", "a@firm", "info@firm9.demo", "Sales@firm1.demo",
        "salesmann@firm1.demo", "anna.keller@gmail.com", "a.keller@lindwerk.demo", "a.keller@impellar-dosing.demo",
        "anna.keller@mailinator.com", "anna.keller@x.yopmail.com", " ANNA.Keller5@firm5.demo ",
    ],
    "Phone": [
        "", "12", "+49 30", "+49 30 231250001", "0049 30 231250001", "+43 1 5550001", "+1 212 555 0100", "+49 900 3969601", "call me",
    ],
    "First name": ["Test", "test ", "Testa", "asdf", "n/a", "", "Max"],
    "Last name": ["Test", "Tester", "Testa", "ASDF", "", "Mustermann"],
    "Country": ["", "ES", "Spain", "España", "IN", "India", "Atlantis", "deutschland", "at"],
    "IP country": ["", "IN", "ES", "de", "Germany"],
    "Time zone": ["", "Asia/Calcutta", "europe/vienna", "UTC", "CET", "US/Eastern", "Nowhere"],
    "Language": ["", "hi-IN", "en", "DE", "pl-PL", "tr-DE", "nl,de;q=0.5", "xx"],
    "Employees": ["", "19", "20", "21", "250", "251", "many", "1,000"],
    "Industry": ["", "Consulting", "education", "Recruiting ", "Chemicals"],
    "Consent": ["", "no", "yes", "Y", "maybe"],
    "Company": ["", " ", "n/a", "Acme"],
    "Job title": ["", "Click here", "SEO services", "Buyer"],
    "Seniority": ["", "Director", "student", "c_level"],
    "Vendor": ["", "DACH-Kontakt", "dach-kontakt", "Brightleads"],
    "Lead source": ["", "Trade fair", "trade fair", "Reseller", "Recommendation", "Fax", "Website", "website", "event"],
    "Status": ["", "rejected", "Rejected", "converted", "Lost in space", "untouched", "new"],
    "Rejection reason": ["", "no need", "No Need ", "no needs", "bad timing"],
    "Contact": ["", "C-99999"],
    "Test lead": ["yes"],
    "Deleted": ["yes"],
    # Either side of midnight in Berlin where a year, a brief or a version begins.
    "Delivered": [
        "", "2024-12-31T22:59:59Z", "2024-12-31T23:00:00Z", "2025-02-28T22:59:59Z", "2025-02-28T23:00:00Z", "2025-08-14T21:59:59Z",
        "2025-08-14T22:00:00Z",
    ],
}  # fmt: skip
DEALS: dict[str, Sequence[str]] = {
    "Stage": ["Handshake", "won", "closed_lost", "Solution fit", "Feasibility check", "discovery", "DEMO"],
    "Status": ["", "Gewonnen", "verloren", "Offen", "won", "Ruht", "OPEN"],
    "Expected close": ["", "28.05.2026", "29.05.2026", "30.05.2026"],
    "Amount": ["", "0", "0,01", "-5", "1.500 or so", "0,00", "1.234,56"],
    "Reason lost": ["", " ", "price"],
    "Product": ["", "P-100", "P-999", "P-100 "],
    "Probability": ["", "0", "100", "99,9", "0,1", "100 %", "101"],
    "Source": ["", "Web", "Fax", "WEB", "website"],
    "Forecast": ["", "Zusage", "commit", "upside", "Commit", "Best case"],
    "Created": ["11.01.2026", "12.01.2026", "", "29.05.2026"],
    "Closed": ["", "01.01.2025", "28.05.2026"],
    "Lead": ["", "L-000100", "L-000500", "L-000900", "L-999999"],
    "Deleted": ["yes"],
    "Merged into": ["D-00001"],
}
STAGES = ("Handshake", "Won", "Lost", "Solution fit", "Demo", "Qualification", "Contract sent", "negotiation")
DAYS_LATER = (0, 29, 30, 31, 89, 90, 91, 179, 180, 181, 364, 365, 366)
IN_A_BURST = (0, 600, 1800, 3599, 3600, 3601, 5400, 7200)  # seconds


def mistreat(inbox: Path, seed: int) -> None:
    """Change the files of leads, deals and their stages in place; what becomes of them is the same for the same seed."""
    chance = Random(seed)
    files = {file: _read(file, ",") for file in sorted(inbox.glob("leads_*.csv"))}
    leads = [row for _, rows in files.values() for row in rows]
    for lead in leads:
        for _ in range(_blows(chance)):
            _hit(chance, lead, LEADS)
    for lead in chance.sample(leads, len(leads) // 20):
        _come_again(chance, lead, chance.choice(leads))
    for number in range(len(leads) // 100):
        _burst(chance, chance.sample(leads, chance.randrange(3, 9)), f"198.51.100.{100 + number}")
    for number in range(len(leads) // 500):
        _flood(chance, chance.sample(leads, chance.randrange(14, 19)), f"F-flood-{number}")
        _keep_time(chance, chance.sample(leads, chance.randrange(4, 7)), f"F-clock-{number}")
        _say_the_same(chance, chance.sample(leads, 2))
    history = inbox / "lead_status.csv"
    header, entries = _read(history, ",")
    for lead in chance.sample(leads, len(leads) // 50):
        lead["Status"] = "Back to marketing"
        entries.append(
            dict.fromkeys(header, "")
            | {"Lead ID": lead["Lead ID"], "Status": "Back to marketing", "Changed": "2026-04-01 09:30"}
        )
    _write(history, ",", header, entries)
    for file, (header, rows) in files.items():
        _write(file, ",", header, rows)
    header, deals = _read(inbox / "deals.csv", ";")
    for deal in deals:
        for _ in range(_blows(chance)):
            _hit(chance, deal, DEALS)
    _write(inbox / "deals.csv", ";", header, deals)
    header, history = _read(inbox / "deal_stages.csv", ";")
    _write(inbox / "deal_stages.csv", ";", header, [row for row in history if _survives(chance, row)])


def _blows(chance: Random) -> int:
    return chance.choice((1, 1, 2)) if chance.random() < HIT else 0


def _hit(chance: Random, row: Row, blows: dict[str, Sequence[str]]) -> None:
    column = chance.choice(list(blows))
    row[column] = chance.choice(blows[column])


def _survives(chance: Random, entry: Row) -> bool:
    """Of a hundred entries of the stage history five are lost, three say another stage, four another time."""
    fate = chance.randrange(100)
    if 5 <= fate < 8:
        entry["Stage"] = chance.choice(STAGES)
    if 8 <= fate < 12:
        moved = datetime.strptime(entry["Entered"], GERMAN) + timedelta(
            days=chance.choice((-30, -1, 1, 30, 300)), minutes=chance.choice((0, 400))
        )
        entry["Entered"] = moved.strftime(GERMAN)
    return fate >= 5


def _come_again(chance: Random, lead: Row, earlier: Row) -> None:
    """The same person, to the second at one of the limits or beside it."""
    column = chance.choice(("E-mail", "Phone"))
    again = _delivered(earlier) + timedelta(days=chance.choice(DAYS_LATER), seconds=chance.choice((-1, 0, 1)))
    if again < datetime(2026, 5, 29):
        lead[column] = earlier[column]
        lead["Delivered"] = f"{again.isoformat()}Z"


def _burst(chance: Random, leads: Sequence[Row], address: str) -> None:
    begins = _delivered(leads[0])
    for lead in leads:
        lead["IP address"] = address
        _comes(lead, begins + timedelta(seconds=chance.choice(IN_A_BURST)))


def _flood(chance: Random, leads: Sequence[Row], form: str) -> None:
    """About as many leads of one form within the hour as one may send."""
    begins = _delivered(leads[0])
    for lead in leads:
        lead["Form"] = form
        _comes(lead, begins + timedelta(seconds=chance.randrange(3600)))


def _keep_time(chance: Random, leads: Sequence[Row], form: str) -> None:
    """One lead after another of a form at equal gaps, or nearly."""
    begins, gap = _delivered(leads[0]), chance.choice((7, 59, 60, 61, 3599, 3600))
    for number, lead in enumerate(leads):
        lead["Form"] = form
        _comes(lead, begins + timedelta(seconds=number * gap + chance.choice((0, 0, 0, 0, 0, 0, 0, 1))))


def _say_the_same(chance: Random, leads: Sequence[Row]) -> None:
    one, other = leads
    for column in ("First name", "Last name", "Company", "Job title"):
        other[column] = one[column]
    _comes(other, _created(one) + timedelta(seconds=chance.choice((0, 3599, 3600))))


def _comes(lead: Row, at: datetime) -> None:
    lead["Created"] = lead["Delivered"] = f"{at.isoformat()}Z"


def _created(lead: Row) -> datetime:
    return _delivered({"Delivered": lead["Created"], "Created": lead["Delivered"]})


def _delivered(lead: Row) -> datetime:
    try:
        return datetime.fromisoformat((lead["Delivered"] or lead["Created"]).removesuffix("Z"))
    except ValueError:  # one of the rows that nobody can read
        return datetime(2026, 1, 7, 11)


def _read(file: Path, delimiter: str) -> tuple[list[str], list[Row]]:
    with file.open(newline="", encoding="utf-8") as opened:
        reader = csv.DictReader(opened, delimiter=delimiter)
        return list(reader.fieldnames or ()), list(reader)


def _write(file: Path, delimiter: str, header: Sequence[str], rows: Sequence[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, header, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
