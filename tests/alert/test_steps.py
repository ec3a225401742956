"""A run's alerts from the warehouse to the reader: once, to whom it concerns, again where it did not arrive, and nothing personal."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.alert.steps import in_words
from tests.alert.servers import free_port, mail_server, web_server
from tests.alert.world import Office, Row, build, deal, deal_flag, flag, lead, warehouse

SENT = "event, audience_id, kind, channel_id = 'outbox'"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def audience(identity: str = "marketing", gets: str = "{subjects: [leads]}", urls: list[str] | None = None) -> str:
    written = "".join(f"\n      - {url!r}" for url in urls or []) or " []"
    return f"  - id: {identity}\n    name: {identity}\n    owner: Mia\n    gets: {gets}\n    urls:{written}\n"


def routing(*audiences: str) -> str:
    return "audiences:\n" + "".join(audiences)


def bad(*numbers: int, vendor: str = "Brightleads") -> dict[str, list[Row]]:
    """Twenty leads, and flags on some of them."""
    return {
        "int_leads_states": [lead(number, vendor, day=number) for number in range(1, 21)],
        "lead_flags": [flag(number) for number in numbers],
    }


def test_the_first_run_sends_one_summary_and_the_second_nothing(office: Office) -> None:
    first = office.run(1, **bad(1, 2))
    assert [path.name[:21] for path in first.messages] == ["2026-03-01-marketing-"]
    assert office.files() == ["2026-03-01-marketing.html", "2026-03-01-marketing.txt"]
    assert in_words(first, office.outbox) == ["1 opened", f"1 message in {office.outbox}"]
    second = office.again(2)
    assert (second.events, list(second.messages), len(office.files())) == ({}, [], 2)
    assert in_words(second, office.outbox) == ["nothing new"]
    assert office.logged("alerts_sent", SENT) == [
        ("known", "data_owner", None, None),
        ("known", "marketing", None, None),
        ("known", "sales_operations", None, None),
        ("queued", "marketing", "summary", True),
        ("sent", "marketing", "summary", True),
        ("collected", "data_owner", None, None),
        ("collected", "marketing", None, None),
        ("collected", "sales_operations", None, None),
    ]


def test_the_outbox_is_for_its_owner_alone(office: Office) -> None:
    office.run(1, **bad(1))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in office.outbox.glob("*")}
    assert (stat.S_IMODE(office.outbox.stat().st_mode), modes) == (0o700, {0o600})


def test_a_new_a_growing_and_a_resolved_incident_are_told_in_one_message(office: Office) -> None:
    with mail_server() as mails:
        office.routing = routing(
            audience(urls=[f"mailto://127.0.0.1:{mails.port}/?from=a@example.com&to=mia@example.com"])
        )
        office.run(1, **bad(1, 2))
        leads = bad()["int_leads_states"] + [lead(30, "LeadHub"), lead(31, "LeadHub")]
        office.run(2, int_leads_states=leads, lead_flags=[flag(n) for n in (1, 2, 3, 4, 5, 30)])
        office.run(3, int_leads_states=leads, lead_flags=[flag(n) for n in (1, 2, 3, 4, 5)])
        office.again(4)
    assert [mail["Subject"] for mail in mails.parsed()] == [
        "Brightleads: 2 of 20 leads since 1 Feb: email disposable (what stands on 1 Mar)",
        "Brightleads: now 5 of 20 leads since 1 Feb, 2 when last told: email disposable, and 1 more",
        "LeadHub: email disposable, resolved",
    ]
    assert len({mail["X-Leadline-Message"] for mail in mails.parsed()}) == 3


def test_a_message_that_was_not_delivered_goes_out_again_under_the_same_id_with_the_same_words(office: Office) -> None:
    with web_server() as posts:
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{posts.port}/"]))
        posts.status = 503
        first = office.run(1, **bad(1, 2))
        assert (first.sent, len(first.undelivered)) == (0, 1)
        assert in_words(first, office.outbox)[-1] == "0 sent, 1 undelivered"
        written = {path.name: path.read_text() for path in office.outbox.glob("*")}
        still = office.run(2, **bad(1, 2))
        assert (still.events, len(still.undelivered)) == ({}, 1)
        posts.status = 200
        # Meanwhile the incident grew: its news is a message of its own, after the one that was still to be told.
        office.run(3, **bad(1, 2, 3, 4, 5, 6))
        office.again(4)
    assert [(post["title"], post["message_id"]) for post in posts.parsed()] == [
        (
            "Brightleads: 2 of 20 leads since 1 Feb: email disposable (what stands on 1 Mar)",
            first.messages[0].stem[-12:],
        ),
        (
            "Brightleads: now 6 of 20 leads since 1 Feb, 2 when last told: email disposable",
            sorted(office.outbox.glob("2026-03-03*.txt"))[0].stem[-12:],
        ),
    ]
    assert {name: (office.outbox / name).read_text() for name in written} == written


def test_a_message_is_derived_again_where_its_files_are_gone(office: Office) -> None:
    with web_server() as posts:
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{posts.port}/"]))
        posts.status = 503
        first = office.run(1, **bad(1, 2))
        names = sorted(path.name for path in office.outbox.glob("*"))
        texts = office.texts()
        for path in office.outbox.glob("*"):
            path.unlink()
        posts.status = 200
        office.again(2)
    assert (sorted(path.name for path in office.outbox.glob("*")), office.texts()) == (names, texts)
    assert posts.parsed()[0]["message_id"] == first.messages[0].stem[-12:]


def test_whether_all_arrived_is_a_check_of_the_run(office: Office) -> None:
    with web_server() as posts:
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{posts.port}/"]))
        posts.status = 503
        office.run(1, **bad(1))
        posts.status = 200
        office.again(2)
        office.again(3)  # nothing to send, nothing to check
    columns = "build_id[17:23], suite, expectation, asset, severity, success, unexpected_count"
    assert office.logged("check_results", columns) == [
        ("-000001", "alerts", "messages_are_delivered", "alert.digest", "hard", False, 1),
        ("-000002", "alerts", "messages_are_delivered", "alert.digest", "hard", True, 0),
    ]


def test_only_the_channel_that_failed_is_tried_again(office: Office) -> None:
    with web_server() as good, web_server() as failing:
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{server.port}/" for server in (good, failing)]))
        failing.status = 500
        assert (told := office.run(1, **bad(1))).sent == 1
        assert len(told.undelivered) == 1
        failing.status = 200
        office.again(2)
        office.again(3)
    assert (len(good.bodies), len(failing.bodies)) == (1, 1)
    assert good.parsed() == failing.parsed()


def test_a_corrected_address_gets_what_the_wrong_one_did_not(office: Office) -> None:
    with web_server() as right, web_server() as other:
        wrong = f"json://127.0.0.1:{free_port()}/"
        office.routing = routing(audience(urls=[wrong, f"json://127.0.0.1:{other.port}/"]))
        office.run(1, **bad(1))
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{right.port}/", f"json://127.0.0.1:{other.port}/"]))
        office.again(2)
        office.again(3)
    assert (len(right.bodies), len(other.bodies)) == (1, 1)


def test_a_new_address_does_not_get_what_was_delivered(office: Office) -> None:
    with web_server() as old, web_server() as new:
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{old.port}/"]))
        office.run(1, **bad(1))
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{server.port}/" for server in (old, new)]))
        office.again(2)
    assert (len(old.bodies), len(new.bodies)) == (1, 0)


def test_a_failing_address_that_is_taken_out_leaves_its_message_in_the_outbox(office: Office) -> None:
    office.routing = routing(audience(urls=[f"json://127.0.0.1:{free_port()}/"]))
    assert len(office.run(1, **bad(1)).undelivered) == 1
    office.routing = routing(audience())
    assert (list(office.again(2).undelivered), office.again(3).messages) == ([], [])
    assert office.files() == [f"2026-03-01-marketing.{ending}" for ending in ("html", "md", "txt")]


def test_a_variable_that_is_gone_is_told_and_loses_no_message(office: Office) -> None:
    with web_server() as posts:
        office.routing = routing(audience(urls=["json://127.0.0.1:${PORT}/"]))
        told = office.run(1, **bad(1))
        assert list(told.undelivered) == [
            "routing.yml, line 7, audiences[1].urls[1]: ${PORT} is not set: set that variable of the environment"
        ]
        office.variables = {"PORT": str(posts.port)}
        office.again(2)
    assert len(posts.bodies) == 1


def test_an_audience_that_comes_later_gets_a_summary_of_its_own(office: Office) -> None:
    office.routing = routing(audience())
    office.run(1, **bad(1, 2))
    office.routing = routing(audience(), audience("vendors", "{subjects: [leads], scope: {vendors: [LeadHub]}}"))
    both = [*bad()["int_leads_states"], lead(30, "LeadHub"), lead(31, "LeadHub")]
    office.run(2, int_leads_states=both, lead_flags=[flag(1), flag(2), flag(30)])
    titles = {path.name[11:-17]: path.read_text().splitlines()[0] for path in office.outbox.glob("2026-03-02*.txt")}
    assert titles == {
        "marketing": "Subject: LeadHub: 1 of 2 leads since 1 Feb: email disposable",
        "vendors": "Subject: LeadHub: 1 of 2 leads since 1 Feb: email disposable (what stands on 2 Mar)",
    }


def test_a_summary_waits_until_all_that_its_audience_is_told_of_was_judged(office: Office) -> None:
    office.routing = routing(audience(), audience("sales", "{subjects: [deals]}"))
    flagged = {**bad(1), "int_deals_current": [deal(1)], "deal_flags": [deal_flag(1)]}
    warehouse(office.warehouse, **flagged)
    with duckdb.connect(str(office.warehouse)) as connection:
        connection.execute("drop table quality.deal_flags")  # as in a run that judged the leads alone
    office.again(1)
    assert office.files() == ["2026-03-01-marketing.html", "2026-03-01-marketing.txt"]
    office.run(2, **flagged)
    [text] = [path.read_text() for path in office.outbox.glob("2026-03-02-sales-*.txt")]
    assert text.splitlines()[0].endswith("(what stands on 2 Mar)")


def test_an_address_that_failed_is_not_waited_for_again_in_the_same_run(office: Office) -> None:
    with web_server() as posts:
        office.routing = routing(audience(urls=[f"json://127.0.0.1:{posts.port}/hook"]))
        posts.status = 503
        office.run(1, **bad(1))
        tried = posts.tries
        told = office.run(2, **bad(1, 2, 3, 4, 5))
        assert len(told.undelivered) == 2
        assert posts.tries - tried == tried
        posts.status = 200
        assert office.again(3).sent == 2


def test_audiences_get_their_subjects_severities_and_scope(office: Office) -> None:
    office.routing = routing(
        audience("hard", "{subjects: [leads, deals], severities: [hard]}"),
        audience("soft", "{subjects: [leads, deals], severities: [soft]}"),
        audience("ada", "{subjects: [leads], scope: {owners: [ada]}}"),
        audience("data", "{subjects: [data]}"),
    )
    leads = [lead(number, owner_id="crm:ada" if number == 3 else "crm:ben") for number in range(1, 5)]
    office.run(
        1,
        int_leads_states=leads,
        lead_flags=[flag(1), flag(3), flag(2, "phone_invalid", "soft")],
        int_deals_current=[deal(1)],
        deal_flags=[deal_flag(1)],
        int_rejected_rows_open=[{"source": "crm", "table_name": "leads", "reject_key": "a"}],
    )
    subjects = {path.name[11:-17]: path.read_text().splitlines()[0] for path in office.outbox.glob("*.txt")}
    assert subjects == {
        "hard": "Subject: Brightleads: 2 of 4 leads since 1 Feb: email disposable (what stands on 1 Mar)",
        "soft": "Subject: Brightleads: 1 of 4 leads since 1 Feb: phone invalid, and 1 more (what stands on 1 Mar)",
        "ada": "Subject: Brightleads: 1 of 1 lead since 1 Feb: email disposable (what stands on 1 Mar)",
        "data": "Subject: crm leads: 1 of 1 row: unreadable (what stands on 1 Mar)",
    }


def test_only_who_heard_of_an_incident_hears_of_its_end(office: Office) -> None:
    office.routing = routing(audience(gets="{subjects: [leads], severities: [soft]}"), audience("all"))
    office.run(1, **bad(1))
    office.run(2, **bad())
    assert sorted(path.name[11:-17] for path in office.outbox.glob("2026-03-02*.txt")) == ["all"]


def test_ten_are_told_and_the_rest_counted(office: Office) -> None:
    leads = [lead(number, f"Vendor {number:02d}") for number in range(1, 16)]
    office.run(1, int_leads_states=leads, lead_flags=[flag(1)])
    office.run(2, int_leads_states=leads, lead_flags=[flag(number) for number in range(1, 15)])
    [_, text] = office.texts()
    assert text.startswith(
        "Subject: Vendor 02: 1 of 1 lead since 1 Feb: email disposable, and 12 more\n\n13 new on 2 Mar 2026\n"
    )
    assert text.count("[NEW · HARD]") == 10
    assert "\nAnd 3 more, with 3 records in all.\n" in text


def turned(number: int, *worse: str) -> dict[str, list[Row]]:
    """Vendors A and B: 50 leads of each long ago, 5 of them bad; 20 of each lately, 2 of them bad, or 12 of a vendor that is worse."""
    verdicts = {vendor: [*([40] * 50), *([3] * 20)] for vendor in ("A", "B")}
    bad = {vendor: {*range(5), *range(50, 62 if vendor in worse else 52)} for vendor in verdicts}
    return {
        "fct_leads": [
            {"lead_id": f"{vendor}{place}", "vendor": vendor, "brief_id": "all", "brief_version": 1, "days_since_delivery": days,
             "verdict": "non_conforming" if place in bad[vendor] else "conforming", "is_test": False, "is_deleted": False}
            for vendor, all_days in verdicts.items() for place, days in enumerate(all_days)
        ],
        "int_leads_states": [lead(1, "A"), lead(2, "B")],
        "check_results": [
            {"build_id": build(number).id, "suite": "marts", "expectation": "vendor_worse_than_its_past", "asset": "marts.fct_leads",
             "severity": "soft", "success": not worse, "unexpected_count": len(worse)}
        ],
    }  # fmt: skip


def test_each_vendor_that_is_worse_than_its_past_is_told_of_to_those_who_are_told_of_leads(office: Office) -> None:
    office.routing = routing(
        audience(), audience("of_b", "{subjects: [leads], scope: {vendors: [b]}}"), audience("data", "{subjects: [data]}"),
    ).replace("urls:", 'digest_at: "00:00"\n    urls:')  # fmt: skip
    office.run(1, **turned(1))
    office.run(2, **turned(2, "A"))
    office.run(3, **turned(3, "A", "B"))
    office.again(4)  # the hourly job, in which that check does not run
    office.run(5, **turned(5, "B"))
    subjects = {path.name[:-17]: path.read_text().splitlines()[0] for path in sorted(office.outbox.glob("*.txt"))}
    assert subjects == {
        "2026-03-02-marketing": "Subject: A: 12 of 20 leads: vendor worse than its past",
        "2026-03-03-marketing": "Subject: B: 12 of 20 leads: vendor worse than its past",
        "2026-03-03-of_b": "Subject: B: 12 of 20 leads: vendor worse than its past",
        "2026-03-05-marketing": "Subject: A: vendor worse than its past, resolved",
    }


PERSONAL = ["email", "phone", "first_name", "last_name", "company", "ip_address"]


def test_no_personal_value_is_in_any_byte_that_leaves(office: Office) -> None:
    """Every personal value of leads, contacts and raw rows is a token of its own; so are addresses where a scope should be."""
    with mail_server() as mails, web_server() as posts:
        urls = [
            f"mailto://127.0.0.1:{mails.port}/?from=a@example.com&to=b@example.com",
            f"json://127.0.0.1:{posts.port}/",
        ]
        office.routing = routing(
            audience("everything", "{subjects: [leads, deals, data]}", urls),
            audience("outbox_only", "{subjects: [leads, deals, data]}"),
        )
        people = [
            {
                **lead(number, campaign_id=f"crm:C{number}"),
                **{column: f"TOKEN-{column}-{number}" for column in PERSONAL},
            }
            for number in range(1, 6)
        ]
        shuffled = [
            lead(6, "TOKEN.six@example.com"), lead(7, None, channel="+49 30 TOKEN".replace("TOKEN", "1234567")),
        ]  # fmt: skip
        tables = {
            "int_leads_states": [*people, *shuffled],
            "int_campaigns_unified": [{"campaign_id": "crm:C1", "name": "TOKEN.campaign@example.com", "is_latest": True}],
            "lead_flags": [
                *(flag(number, observed=f"TOKEN-observed-{number}") for number in range(1, 8)),
                *(flag(number, "clause_size", observed="TOKEN-observed") for number in range(1, 4)),
            ],
            "int_lead_clauses": [
                {"clause_id": "size", "brief_version": 1, "says": "Big.", "remedy": "Grow.", "observed": "TOKEN-clause"}
            ],
            "int_owners_unified": [
                {"owner_id": "crm:ada", "name": "TOKEN-owner", "team": "North", "is_latest": True, "is_tombstone": False}
            ],
            "int_deals_current": [deal(1)],
            "deal_flags": [deal_flag(1, observed="TOKEN-deal")],
            "int_rejected_rows_open": [
                {"source": "crm", "table_name": "leads", "reject_key": "TOKEN-key", "column_name": "email", "raw_value": "TOKEN-raw",
                 "raw_row": "TOKEN-row"}
            ],
        }  # fmt: skip
        office.run(1, **tables)
        office.run(2, **{**tables, "lead_flags": tables["lead_flags"][:1]})
    decoded = [part.get_content() for mail in mails.parsed() for part in mail.walk() if not part.is_multipart()]
    bytes_out = [
        *mails.raw,
        *posts.bodies,
        *(path.read_bytes() for path in office.outbox.glob("*")),
        *(text.encode() for text in decoded),
    ]
    names = [path.name for path in office.outbox.glob("*")]
    assert (len(mails.raw), len(posts.bodies), len(names)) == (2, 2, 10)
    for what in ("TOKEN", "1234567"):
        assert [blob for blob in bytes_out if what.encode() in blob] == []
        assert [name for name in names if what in name] == []
    assert any(b"(withheld)" in blob for blob in bytes_out)
    assert any(b"crm:L-001" in blob for blob in bytes_out)
