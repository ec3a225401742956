"""Leads that wait, and how soon others were answered, as the page tells it. The day is Tuesday, 31 March 2026."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publish.report.marts import open_marts
from orchestration.publish.report.waiting_section import waiting
from tests.publish import world

ADA = {"owner_id": "crm:ada", "name": "Ada Quist", "email": "ada@owners.example", "is_active": True, "is_current": True}
BEFORE = ("dim_company", "dim_owner", "fct_leads")

# Delivered on 1, 2, … February; the last three of the list on 31 January, 1 March and today.
FEBRUARY = [world.lead(number, 59 - number) for number in range(1, 9)]
JANUARY, MARCH, TODAY = world.lead(20, 59), world.lead(21, 30), world.lead(22, 0)

UNHELD = {"is_held_to_respond": False, "is_late": False}


def told(folder: Path, names: Sequence[str] = tuple(world.COLUMNS), **tables: list[dict[str, Any]]) -> str:
    file = world.write(
        folder / "leadline.duckdb", {"dim_company": [world.COMPANY], "dim_owner": [ADA], **tables}, names
    )
    with open_marts(file, world.BUILD) as marts:
        return waiting(marts)


def figures(page: str, prefix: str) -> dict[str, float]:
    found = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)"', page)
    return {name: float(value) for value, name in found if name.startswith(prefix)}


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]*>", "", page, flags=re.DOTALL))


def cells(page: str, table: str) -> list[list[str]]:
    """The rows of a table, as texts."""
    part = page[page.index(f'aria-label="{table}"') :]
    part = part[: part.index("</table>")]
    rows = [re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", part, re.DOTALL)]
    return [[plain(cell).strip() for cell in row] for row in rows if row and "<td" in row[-1]]


def answered(lead: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Followed up after a promise was kept, but for the values given."""
    return world.follow_up(lead, **{"is_late": False, "system_delay_minutes": 2, "human_delay_minutes": 30, **values})


def test_what_to_answer_first_says_why_in_words(tmp_path: Path) -> None:
    leads = [world.lead(number, number, **world.waiting()) for number in range(1, 8)]
    nobodys = {**leads[6], "owner_id": None, "verdict": "non_conforming"}
    page = told(
        tmp_path,
        fct_leads=leads,
        fct_lead_sla=[world.follow_up(lead) for lead in leads],
        mart_leads_waiting=[
            world.to_answer(1, leads[3]),
            world.to_answer(2, leads[0], waiting_minutes=1, is_late=False, lost_ratio=0, lost_ratio_low=-0.021, expected_loss_base=None),
            world.to_answer(3, leads[1], promised_minutes=None, **UNHELD, lost_ratio=0.2, minutes_to_next_delay=2880),
            world.to_answer(4, leads[2], waiting_minutes=6000, **UNHELD, lost_ratio=None),
            world.to_answer(5, leads[4], waiting_minutes=None, elapsed_minutes=None, **UNHELD, lost_ratio=None),
            world.to_answer(6, nobodys, waiting_minutes=0.4, lost_ratio=None, minutes_to_next_delay=None),
        ],
    )  # fmt: skip
    ada, keeps, promised = "Ada Quist", "keeps the brief", "within 4 working hours"
    assert cells(page, "Leads to answer first") == [
        ["crm:L-004", "9 working hours", promised, "late", ada, "4.5 of 100 in 3 hours (1.1 to 12), worth EUR 90", keeps],
        ["crm:L-001", "1 working minute", promised, "not yet", ada, "0 of 100 in 3 hours (−2.1 to 12; it may be none)", keeps],
        ["crm:L-002", "9 working hours", "nothing", "–", ada, "20 of 100 in 2 days (1.1 to 12), worth EUR 90", keeps],
        ["crm:L-003", "100 working hours", promised, "not held to it", ada, "cannot be told: too few leads to compare", keeps],
        ["crm:L-005", "5 days", promised, "not held to it", ada, "cannot be told: it was delivered on a day, not at a time", keeps],
        ["crm:L-007", "less than a working minute", promised, "late", "nobody",
         "cannot be told: it waits longer than any delay that is compared", "breaks the brief"],
    ]  # fmt: skip
    assert "And 1 more." in plain(page)
    assert "The oldest first" not in page
    assert "owners.example" not in page


def test_without_enough_answers_the_order_is_said_to_be_of_who_came_last(tmp_path: Path) -> None:
    lead = world.lead(1, 0, **world.waiting())
    page = told(
        tmp_path,
        fct_leads=[lead],
        fct_lead_sla=[world.follow_up(lead)],
        mart_leads_waiting=[world.to_answer(1, lead, lost_ratio=None)],
        mart_response_decay=[world.delay(1, 0, 15, 29, 9, 0.1, 0.5)],
    )
    assert "What is lost by waiting cannot be told yet" in plain(page)
    assert "Too few leads were answered after any delay" in plain(page)
    assert "decay-chart" not in page


def test_what_waits_is_what_the_follow_up_says(tmp_path: Path) -> None:
    # Answered by an activity, of which the lead itself knows nothing.
    called, waits = (world.lead(number, 3, **world.waiting()) for number in (1, 2))
    follow_ups = [world.follow_up(called, first_response_at=world.DAY, is_waiting=False), world.follow_up(waits)]
    page = told(
        tmp_path, fct_leads=[called, waits], fct_lead_sla=follow_ups, mart_leads_waiting=[world.to_answer(1, waits)]
    )
    assert figures(page, "waiting.leads") == {"waiting.leads": 1}
    assert [row[0] for row in cells(page, "Leads to answer first")] == ["crm:L-002"]
    assert "No source says when a lead was first answered" not in page


def test_without_the_marts_of_the_follow_up_the_oldest_come_first(tmp_path: Path) -> None:
    leads = [world.lead(number, number, **world.waiting()) for number in (1, 3, 2)]
    page = told(tmp_path, BEFORE, fct_leads=leads)
    assert "The oldest first" in page
    assert [row[:2] for row in cells(page, "Leads that wait longest")] == [
        ["crm:L-003", "3"],
        ["crm:L-002", "2"],
        ["crm:L-001", "1"],
    ]
    assert "How soon leads were answered cannot be told" in plain(page)


def test_promises_are_counted_over_the_last_complete_month(tmp_path: Path) -> None:
    waits = {**FEBRUARY[5], **world.waiting()}
    leads = [*FEBRUARY[:5], waits, *FEBRUARY[6:], JANUARY, MARCH, TODAY, world.lead(30, 40, is_test=True)]
    follow_ups = [
        answered(leads[0], system_delay_minutes=1, human_delay_minutes=30),
        answered(leads[1], system_delay_minutes=2, human_delay_minutes=600, is_late=True),
        answered(leads[2], system_delay_minutes=90, human_delay_minutes=60),
        answered(leads[3], system_delay_minutes=None, human_delay_minutes=90),
        answered(leads[4], system_delay_minutes=3000, human_delay_minutes=None, is_late=True),
        world.follow_up(waits, is_late=True),
        # held to nothing, or of another month, or a test
        answered(leads[6], **UNHELD, human_delay_minutes=9999),
        *(answered(lead, is_late=True, human_delay_minutes=9999) for lead in leads[8:]),
    ]
    page = told(tmp_path, fct_leads=leads, fct_lead_sla=follow_ups, mart_leads_waiting=[world.to_answer(1, waits)])
    assert figures(page, "answers.") == {
        "answers.held": 6, "answers.late": 3, "answers.waiting": 1,
        "answers.system_known": 4, "answers.system_minutes": 46,  # between 2 and 90 of 1, 2, 90, 3000
        "answers.human_known": 4, "answers.human_minutes": 75,  # between 60 and 90 of 30, 60, 90, 600
    }  # fmt: skip
    with duckdb.connect(str(tmp_path / "leadline.duckdb"), read_only=True) as connection:
        counted = connection.execute(
            """
            select count(*), sum(is_late::int) from marts.fct_lead_sla join marts.fct_leads using (lead_id)
            where is_held_to_respond and not is_test and not is_deleted and delivered_on between '2026-02-01' and '2026-02-28'
            """
        ).fetchone()
    assert counted == (6, 3)
    assert (
        "Of 6 leads delivered in Feb 2026 and held to a promise, 3 (50%) were not answered in time, and 1 of them still waits. "
        "Half of the 4 of whom it is known had an owner within 46 minutes; half of the 4 of whom it is known were then answered within "
        "1.2 working hours."
    ) in plain(page)


def test_the_period_is_the_company_s(tmp_path: Path) -> None:
    quarter = [{**world.COMPANY, "period": "quarter"}]
    old = world.lead(40, 90 + 30)  # 1 December
    page = told(
        tmp_path, dim_company=quarter, fct_leads=[old, FEBRUARY[0]], fct_lead_sla=[answered(old), answered(FEBRUARY[0])]
    )
    assert figures(page, "answers.held") == {"answers.held": 1}
    assert "1 lead delivered in Q4 2025" in plain(page)


def test_where_nobody_is_held_to_a_promise_the_page_says_why(tmp_path: Path) -> None:
    page = told(tmp_path, fct_leads=FEBRUARY, fct_lead_sla=[world.follow_up(lead) for lead in FEBRUARY])
    assert "No lead waits for a first response" in page
    assert "No lead delivered in Feb 2026 is held to a promise: its brief has no respond_within_minutes" in plain(page)


def test_conversion_by_delay_has_its_interval_and_says_where_it_is_too_few(tmp_path: Path) -> None:
    decay = world.company()["mart_response_decay"]
    page = told(tmp_path, fct_leads=[TODAY], fct_lead_sla=[world.follow_up(TODAY)], mart_response_decay=decay)
    assert cells(page, "Converted, by how soon they were answered") == [
        ["within 15 minutes", "100", "20", "13 to 29"],
        ["1 hour to 4 hours", "50", "4", "3.1 to 19"],
        ["after 4 hours", "29", "1", "0.6 to 17"],
    ]
    heard = re.search(r'id="decay-chart" role="img" aria-label="([^"]*)"', page)
    assert heard is not None
    assert heard.group(1) == (
        "Converted, by how soon they were answered: within 15 minutes 20 of 100 convert (13 to 29), "
        "1 hour to 4 hours 8 of 100 convert (3.1 to 19), after 4 hours 29 leads, too few"
    )


def test_days_of_february_are_as_the_tests_say() -> None:
    assert [str(lead["delivered_on"]) for lead in (FEBRUARY[0], FEBRUARY[7], JANUARY, MARCH)] == [
        "2026-02-01", "2026-02-08", "2026-01-31", "2026-03-01",
    ]  # fmt: skip
    assert (world.DAY - timedelta(days=120)).date().isoformat() == "2025-12-01"
