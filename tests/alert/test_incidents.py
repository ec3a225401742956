"""Events of incidents: what a run adds to the log, and what it does not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.alert.world import Office, build, flag, lead

EVENTS = "load_id[18:23], event, rule_id, scope_value, records, population, since_on::varchar, is_silent, event_number"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def leads(count: int, first: int = 1, vendor: str | None = "Brightleads") -> list[dict]:
    return [lead(number, vendor, day=number) for number in range(first, first + count)]


def flags(*numbers: int, rule_id: str = "email_disposable") -> list[dict]:
    return [flag(number, rule_id) for number in numbers]


def events(office: Office, number: int) -> list[tuple]:
    """Events of one run: event, rule, scope, records, population, since, silent, number of the event."""
    return [row[1:] for row in office.logged("incidents", EVENTS) if int(row[0]) == number]


def test_the_first_run_opens_incidents_silently(office: Office) -> None:
    told = office.run(1, int_leads_states=leads(10), lead_flags=flags(4, 5, 6))
    assert told.events == {"opened": 1}
    # 7 of the 10 leads were delivered on the day of the first bad one or later.
    assert events(office, 1) == [("opened", "email_disposable", "Brightleads", 3, 7, "2026-02-04", True, 1)]


def test_the_same_data_again_adds_nothing(office: Office) -> None:
    office.run(1, int_leads_states=leads(10), lead_flags=flags(4, 5, 6))
    assert office.again(2).events == {}
    assert events(office, 2) == []


def test_a_rule_that_breaks_for_another_vendor_is_a_new_incident(office: Office) -> None:
    office.run(1, int_leads_states=leads(10), lead_flags=flags(4))
    both = [*leads(10), *leads(2, 11, "LeadHub"), *leads(1, 13, None)]
    office.run(2, int_leads_states=both, lead_flags=flags(4, 12, 13))
    assert events(office, 2) == [
        ("opened", "email_disposable", "LeadHub", 1, 1, "2026-02-12", False, 1),
        ("opened", "email_disposable", "paid_search", 1, 1, "2026-02-13", False, 1),
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(2, 4, False, id="twice as many, but only two more"),
        pytest.param(2, 5, True, id="three more, and more than half as many again"),
        pytest.param(8, 11, False, id="three more, but less than half as many again"),
        pytest.param(8, 12, True, id="half as many again"),
    ],
)
def test_an_incident_grows_by_factor_and_number(office: Office, before: int, after: int, told: bool) -> None:
    office.run(1, int_leads_states=leads(20), lead_flags=flags(*range(1, before + 1)))
    office.run(2, int_leads_states=leads(20), lead_flags=flags(*range(1, after + 1)))
    grown = [("growing", "email_disposable", "Brightleads", after, 20, "2026-02-01", False, 2)]
    assert events(office, 2) == (grown if told else [])


def test_growth_counts_from_what_was_last_told(office: Office) -> None:
    for number, many in enumerate((4, 8, 11, 12), start=1):
        office.run(number, int_leads_states=leads(20), lead_flags=flags(*range(1, many + 1)))
    assert [row[0] for number in (1, 2, 3, 4) for row in events(office, number)] == ["opened", "growing", "growing"]
    assert [row[3] for row in events(office, 4)] == [12]


def test_an_incident_is_resolved_and_may_open_again(office: Office) -> None:
    office.run(1, int_leads_states=leads(5), lead_flags=flags(2))
    office.run(2, int_leads_states=leads(5), lead_flags=[flag(2, resolved_at="2026-03-02")])
    office.run(3, int_leads_states=leads(5), lead_flags=[flag(2, resolved_at="2026-03-02")])
    office.run(4, int_leads_states=leads(5), lead_flags=flags(3))
    assert events(office, 2) == [("resolved", "email_disposable", "Brightleads", 0, None, "2026-02-02", False, 2)]
    assert events(office, 3) == []
    assert events(office, 4) == [("opened", "email_disposable", "Brightleads", 1, 3, "2026-02-03", False, 3)]


def test_test_leads_and_deleted_leads_do_not_count(office: Office) -> None:
    some = [lead(1), lead(2, is_test=True), lead(3, is_deleted=True), lead(4, is_latest_state=False)]
    office.run(1, int_leads_states=some, lead_flags=flags(1, 2, 3, 4))
    assert events(office, 1) == [("opened", "email_disposable", "Brightleads", 1, 1, "2026-02-01", True, 1)]


def test_a_company_without_data_has_no_incident(office: Office) -> None:
    told = office.run(1)
    assert (told.events, list(told.messages), office.files()) == ({}, [], [])
    assert office.logged("incidents", "event") == []
    assert office.logged("alerts_sent", "event") == []


def test_what_is_found_after_a_run_on_nothing_is_opened_silently_too(office: Office) -> None:
    office.run(1)
    office.run(2, int_leads_states=leads(5), lead_flags=flags(2))
    assert events(office, 2) == [("opened", "email_disposable", "Brightleads", 1, 4, "2026-02-02", True, 1)]


RECENT = """
leads_of_days: 30
audiences:
  - {id: marketing, name: Marketing, owner: Mia, gets: {subjects: [leads]}, digest_at: "00:00"}
"""


def seen(run: int, *numbers: int, **values: Any) -> list[dict]:
    """Flags that a run was the first to see."""
    return [flag(number, first_seen_at=build(run).as_of.replace(tzinfo=None), **values) for number in numbers]


def test_an_incident_is_of_the_leads_of_the_last_days_and_ends_when_none_of_them_is_bad(office: Office) -> None:
    office.routing = RECENT
    old = lead(1, delivered_at=datetime(2025, 12, 1), delivered_on=date(2025, 12, 1))
    leads, bad = [old, lead(2, day=1), lead(3, day=2), lead(5, day=3)], seen(1, 1, 2, 3)
    for number in range(1, 5):
        office.run(number, int_leads_states=leads, lead_flags=bad)
    fresh = lead(4, delivered_at=datetime(2026, 3, 5), delivered_on=date(2026, 3, 5))
    office.run(5, int_leads_states=[*leads, fresh], lead_flags=[*bad, *seen(5, 4)])
    found = [(int(row[0]), row[1], row[4]) for row in office.logged("incidents", EVENTS)]
    assert "\n1. Email disposable: 2 of 3 leads (67 %), the first on 1 Feb\n" in office.texts()[0]
    # The lead of 2 February is 29 days old on 3 March, and 30 on the fourth.
    assert found == [(1, "opened", 2), (4, "resolved", 0), (5, "opened", 1)]


def test_an_incident_grows_by_what_is_new_though_as_much_is_over(office: Office) -> None:
    office.routing = RECENT
    then = [lead(number, day=1) for number in range(1, 9)]
    now = [lead(number, day=20) for number in range(9, 13)]
    office.run(1, int_leads_states=then, lead_flags=seen(1, *range(1, 9)))
    office.run(2, int_leads_states=[*then, *now[:3]], lead_flags=[*seen(1, *range(1, 9)), *seen(2, 9, 10, 11)])
    assert events(office, 2) == []  # three more than eight: not half as many again
    # The eight are too old, and four are new: one in this run, three in the one before.
    office.run(
        3, int_leads_states=[*then, *now], lead_flags=[*seen(1, *range(1, 9)), *seen(2, 9, 10, 11), *seen(3, 12)]
    )
    assert events(office, 3) == [("growing", "email_disposable", "Brightleads", 4, 4, "2026-02-20", False, 2)]
    assert office.texts()[-1].startswith(
        "Subject: Brightleads: 4 of 4 leads since 20 Feb, 4 of them new: email disposable\n"
    )


def test_what_became_of_a_lead_counts_from_when_it_was_seen(office: Office) -> None:
    office.routing = RECENT
    old = lead(1, delivered_at=datetime(2025, 12, 1), delivered_on=date(2025, 12, 1))
    for number in (1, 30, 31):  # 1, 30 and 31 March
        office.run(number, int_leads_states=[old], lead_flags=seen(1, 1, judges="outcome"))
    assert [(int(row[0]), row[1]) for row in office.logged("incidents", EVENTS)] == [(1, "opened"), (31, "resolved")]
