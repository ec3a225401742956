"""What people say of incidents: what it holds back, for how long, and what it never holds back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.alert import answers
from orchestration.alert.answers import AnswerError, Incident
from tests.alert.test_life import HOUR, feed, office, subjects
from tests.alert.world import FIRST, Office, Row, build, flag, lead


def say(office: Office, number: int, event: str, hours: int, incident: str | None = None) -> Incident:
    """An answer at the hour of a run, after it."""
    after = build(number, HOUR)
    there = type(after)(f"{after.id[:-1]}a", after.as_of)
    known = answers.known(office.lake, there)
    return answers.say(
        office.lake,
        there,
        event,
        incident or known[0].id,
        after.as_of + timedelta(hours=hours),
        "the export is mended",
        "mia",
    )


@pytest.fixture
def there(tmp_path: Path) -> Office:
    return office(tmp_path, head="remind_after_hours: 2")


def test_nobody_is_reminded_of_what_is_acknowledged_until_it_runs_out(there: Office) -> None:
    there.run(1, **feed(7))
    said = say(there, 1, "acknowledged", 5)
    assert (said.state, said.told, said.title) == ("acknowledged", ["owner"], "crm leads: 7 of 50 rows: unreadable")
    for number in range(2, 9):
        there.run(number, **feed(7))
    # Said at 06:00 until 11:00; then the next reminder comes as after any other, four hours later.
    assert [when for when, _ in subjects(there)] == ["01 06:00", "01 11:00"]
    [reminder] = [text for text in there.texts() if "STILL THERE" in text]
    assert "Answer: acknowledged by mia until 1 Mar: the export is mended" in reminder


def test_growth_of_what_is_acknowledged_is_told_and_of_what_is_snoozed_is_not(tmp_path: Path) -> None:
    told = {}
    for event in ("acknowledged", "snoozed"):
        there = office(tmp_path / event, head="remind_after_hours: 100")
        there.run(1, **feed(7))
        say(there, 1, event, 4)
        there.run(2, **feed(14))
        there.run(5, **feed(14))
        told[event] = subjects(there)[1:]
    assert told == {
        "acknowledged": [
            ("01 07:00", "crm leads: now 14 of 50 rows, 7 when last told: unreadable"),
            ("01 10:00", "crm leads: still 14 of 50 rows: unreadable"),
        ],
        "snoozed": [("01 10:00", "crm leads: now 14 of 50 rows, 7 when last told: unreadable")],
    }


def test_the_end_of_what_is_snoozed_is_told_and_it_opens_again_awake(there: Office) -> None:
    there.run(1, **feed(7))
    say(there, 1, "snoozed", 100)
    there.run(2, **feed(0))
    there.run(3, **feed(7))
    assert [subject for _, subject in subjects(there)[1:]] == [
        "crm leads: unreadable, resolved",
        "crm leads: 7 of 50 rows: unreadable",
    ]
    [found] = answers.known(there.lake, build(3, HOUR))
    assert (found.state, found.answer) == ("open", None)


def soft(records: int) -> dict[str, list[Row]]:
    return {
        "int_leads_states": [lead(number) for number in range(1, 21)],
        "lead_flags": [flag(number, severity="soft") for number in range(1, records + 1)],
    }


def test_what_is_soft_is_called_to_mind_once_when_an_answer_runs_out(tmp_path: Path) -> None:
    there = office(tmp_path, ", digest_at: '00:00'", gets="{subjects: [leads]}")
    there.run(1, **soft(2))
    say(there, 1, "acknowledged", 30)
    for number in (15, 24, 32, 50, 74):  # it runs out in the afternoon of the second day, after the digest
        there.run(number, **soft(2))
    assert [when for when, _ in subjects(there)] == ["01 06:00", "03 07:00"]
    assert "still 2 of 20 leads" in subjects(there)[-1][1]


def test_what_was_snoozed_before_the_digest_is_told_when_the_snooze_is_over(tmp_path: Path) -> None:
    there = office(tmp_path, ", digest_at: '11:00'", gets="{subjects: [leads]}")
    there.run(1, **soft(0))
    there.run(2, **soft(2))
    say(there, 2, "snoozed", 40)
    for number in (6, 30):  # the digests of two days
        there.run(number, **soft(2))
    assert subjects(there) == []
    there.run(54, **soft(2))
    assert subjects(there) == [("03 11:00", "Brightleads: 2 of 20 leads since 1 Feb: email disposable")]


def test_the_answer_is_a_record_of_the_lake(there: Office) -> None:
    there.run(1, **feed(7))
    say(there, 1, "acknowledged", 24)
    columns = "event, event_number, records, until_at, reason, said_by"
    assert there.logged("incidents", columns)[-1] == (
        "acknowledged", 2, 7, (FIRST + timedelta(hours=24)).replace(tzinfo=None), "the export is mended", "mia",
    )  # fmt: skip


def test_incidents_that_are_resolved_are_known_if_asked_for(there: Office) -> None:
    there.run(1, **feed(7))
    there.run(2, **feed(0))
    assert answers.known(there.lake, build(2, HOUR)) == []
    [found] = answers.known(there.lake, build(2, HOUR), with_resolved=True)
    assert (found.state, found.title, found.told) == ("resolved", "crm leads: unreadable", ["owner"])
    assert found.last_at.replace(tzinfo=UTC) == datetime(2026, 3, 1, 7, tzinfo=UTC)


def test_an_incident_that_is_not_there_or_does_not_stand_is_refused(there: Office) -> None:
    there.run(1, **feed(7))
    with pytest.raises(
        AnswerError, match="^'zzz' is no incident that stands: `leadline alerts list` shows those that do$"
    ):
        say(there, 1, "acknowledged", 1, "zzz")
    there.run(2, **feed(0))
    with pytest.raises(AnswerError, match="is no incident that stands"):
        say(there, 2, "acknowledged", 1, there.logged("incidents", "incident_id")[0][0])
