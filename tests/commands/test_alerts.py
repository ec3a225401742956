"""`leadline alerts`: what it lists, how an incident is answered, whether addresses work."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.lake import Lake
from tests.alert.servers import web_server
from tests.alert.test_life import feed
from tests.alert.world import FIRST, Office
from tests.company import SAMPLE, Company

ROUTING = """\
audiences:
  - {id: owner, name: Owner, owner: Dana, gets: {subjects: [data]}, urls: ["${HOOK}"]}
  - {id: sales, name: Sales, owner: Sam, gets: {subjects: [deals]}}
"""


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company of which one feed is broken since 1 March; it is 3 March. Its owner was not told yet: the address does not answer."""
    office = Office(tmp_path, {"HOOK": "json://127.0.0.1:9/"}, ROUTING)
    office.run(1, **feed(7))
    variables = {"HOOK": "json://127.0.0.1:9/", "LEADLINE_AS_OF": "2026-03-03T09:00:00Z"}
    return Company(office.folder / "data", SAMPLE / "sources.yml", office.folder / "agreement", variables)


def incident(company: Company) -> str:
    [found] = json.loads(company.leadline("alerts", "list", "--as", "json").stdout)
    return found["id"]


def test_an_incident_is_listed_answered_and_listed_with_its_answer(company: Company) -> None:
    id_ = incident(company)
    listed = company.leadline("alerts", "list")
    head = f"{id_}  HARD  open          crm leads: 7 of 50 rows: unreadable\n"
    times = "              opened 1 Mar, last news 1 Mar; told owner\n"
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith(head + times + "undelivered: message ")
    assert listed.stdout.endswith(" to address of audience 'owner' (routing.yml, line 2, audiences[1].urls[1])\n")

    said = company.leadline(
        "alerts", "ack", id_[:4], "--reason", "Sam mends it", "--by", "mia", "--until", "2026-03-09"
    )
    answered = f"{id_}  HARD  acknowledged  crm leads: 7 of 50 rows: unreadable\n{times}"
    answered += "              acknowledged by mia until 9 Mar: Sam mends it\n"
    assert (said.returncode, said.stdout, said.stderr) == (0, answered, "")
    assert company.leadline("alerts", "list").stdout.startswith(answered)

    snoozed = company.leadline("alerts", "snooze", id_, "--reason", "until the move", "--by", "mia", "--days", "2")
    assert snoozed.stdout.endswith("              snoozed by mia until 5 Mar: until the move\n"), snoozed.stderr


def test_an_answer_keeps_no_run_from_starting_that_was_asked_for_before(company: Company) -> None:
    """Runs are of seconds after the first; somebody answers two days later, before they start."""
    lake = Lake(company.data / "lake")
    before = lake.latest_as_of()
    done = company.leadline("alerts", "snooze", incident(company), "--reason", "x", "--days", "9")
    assert (done.returncode, before, lake.latest_as_of()) == (0, FIRST, FIRST)
    office = Office(company.data.parent, {"HOOK": "json://127.0.0.1:9/"}, ROUTING, timedelta(seconds=1))
    told = office.run(2, **feed(50))
    assert told.events == {}  # the run knows the answer, though it is of an instant before it
    assert office.run(3, **feed(0)).events == {"resolved": 1}
    assert office.logged("incidents", "event, event_number") == [("opened", 1), ("snoozed", 2), ("resolved", 3)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ack", "zzz", "--reason", "x"], "Stopped: 'zzz' is no incident that stands: `leadline alerts list` shows those that do"),
        (["ack", "ID", "--reason", "x", "--until", "2026-03-03"], "Stopped: --until: 2026-03-03 is not after 2026-03-03 10:00"),
        (["ack", "ID", "--reason", "x", "--until", "soon"], "Stopped: --until: 'soon' is no day such as 2026-03-09"),
        (["ack", "ID", "--reason", " "], "Error: --reason is empty: say why, for those who read it"),
        (["ack", "ID"], "Error: Missing option '--reason'."),
        (["snooze", "ID", "--reason", "x", "--until", "2026-03-09", "--days", "1"], "Error: --days and --until exclude each other"),
        (["test", "sale"], "Stopped: 'sale' is no audience of routing.yml (did you mean sales?); there are: owner, sales"),
    ],
    ids=["no incident", "until today", "until no day", "no reason", "none at all", "two ends", "no audience"],
)  # fmt: skip
def test_what_cannot_be_done_says_why(company: Company, arguments: list[str], told: str) -> None:
    done = company.leadline("alerts", *(incident(company) if word == "ID" else word for word in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_test_message_goes_to_every_address_and_says_which_did_not_answer(company: Company) -> None:
    failed = company.leadline("alerts", "test")
    assert failed.returncode == 4
    told = failed.stdout.splitlines()
    assert told[0].startswith(
        "address of audience 'owner' (routing.yml, line 2, audiences[1].urls[1]): A Connection error"
    )
    assert told[1].startswith(f"sales: {company.data}/outbox/2026-03-03-sales-")
    assert failed.stderr == "Stopped: 1 message not delivered\n"
    with web_server() as posts:
        company.variables["HOOK"] = f"json://127.0.0.1:{posts.port}/"
        done = company.leadline("alerts", "test", "owner")
    assert (done.returncode, done.stdout) == (
        0,
        "owner: address of audience 'owner' (routing.yml, line 2, audiences[1].urls[1]): ok\n",
    )
    [post] = posts.parsed()
    assert post["title"] == "A test of Leadline's alerts for Owner (3 Mar)"
    assert "This is a test: nothing is wrong" in post["message"]


def test_without_a_run_no_incident_stands(company: Company, tmp_path: Path) -> None:
    company.data = tmp_path / "empty"
    done = company.leadline("alerts", "list")
    assert (done.returncode, done.stdout) == (0, "No incident stands.\n")
