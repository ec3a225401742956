"""The life of an alert over many runs: what is told when, to real receivers, and what is not.

Every hour is a run of its own; the first is of Sunday, 1 March 2026, 7 o'clock in Berlin.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from orchestration.alert.on_data import Blocked, Check
from tests.alert.servers import mail_server, web_server
from tests.alert.world import Office, Row, build, flag, lead

HOUR = timedelta(hours=1)


def office(
    folder: Path, timing: str = "", urls: str = "[]", gets: str = "{subjects: [data]}", head: str = ""
) -> Office:
    audience = f"{{id: owner, name: Owner, owner: Dana, gets: {gets}, urls: {urls}{timing}}}"
    return Office(folder, routing=f"{head or 'remind_after_hours: 24'}\naudiences:\n  - {audience}\n", apart=HOUR)


def feed(broken: int) -> dict[str, list[Row]]:
    """A source of 50 rows, some of which cannot be read."""
    return {
        "int_rejected_rows_open": [
            {"source": "crm", "table_name": "leads", "reject_key": str(number), "column_name": "created_at"}
            for number in range(broken)
        ],
        "stg_leadline__ledger": [{"source": "crm", "table_name": "leads", "fetched": 50, "load_id": "1"}],
    }


def subjects(office: Office) -> list[tuple[str, str]]:
    """Day and hour of each message in UTC, and its subject, in the order in which they were queued."""
    at = dict(office.logged("alerts_sent", "message_id, strftime(loaded_at, '%d %H:%M')", "event = 'queued'"))
    texts = {path.stem[-12:]: path.read_text().splitlines()[0] for path in office.outbox.glob("*.txt")}
    return [
        (when, texts[message].removeprefix("Subject: ")) for message, when in sorted(at.items(), key=lambda one: one[1])
    ]


# 30 runs with a broken feed, 3 on a good one, 2 on a broken one: it is told four times, by mail as well as by web hook.
BROKEN_FEED = [True] * 30 + [False] * 3 + [True] * 2


@pytest.mark.parametrize("is_new", [True, False], ids=["a new office", "after a good day"])
def test_thirty_five_hourly_runs_with_one_broken_feed_send_four_messages(tmp_path: Path, is_new: bool) -> None:
    with mail_server() as mails, web_server() as posts:
        there = office(
            tmp_path,
            urls=f"['mailto://127.0.0.1:{mails.port}/?from=a@example.com&to=dana@example.com', 'json://127.0.0.1:{posts.port}/']",
        )
        if not is_new:
            checked = {"build_id": build(0, HOUR).id, "suite": "raw", "expectation": "e", "asset": "t", "success": True}
            there.run(0, **feed(0), check_results=[checked])
        for number, is_broken in enumerate(BROKEN_FEED, start=1):
            there.run(number, **feed(7 if is_broken else 0))
    told = [
        # Hours since 1 March, 06:00 UTC: 0, 24, 30, 33.
        ("01 06:00", "crm leads: 7 of 50 rows: unreadable" + (" (what stands on 1 Mar)" if is_new else "")),
        ("02 06:00", "crm leads: still 7 of 50 rows: unreadable"),
        ("02 12:00", "crm leads: unreadable, resolved"),
        ("02 15:00", "crm leads: 7 of 50 rows: unreadable"),
    ]
    assert subjects(there) == told
    assert [post["title"] for post in posts.parsed()] == [subject for _, subject in told]
    assert [mail["Subject"] for mail in mails.parsed()] == [subject for _, subject in told]
    ids = [post["message_id"] for post in posts.parsed()]
    assert (len(set(ids)), [mail["X-Leadline-Message"] for mail in mails.parsed()]) == (4, ids)


def test_a_reminder_comes_after_a_day_then_after_two_and_after_four(tmp_path: Path) -> None:
    there = office(tmp_path, head="remind_after_hours: 2")
    for number in range(1, 34):
        there.run(number, **feed(7))
    # Opened at 06:00; two hours later, then four, eight and sixteen hours after that: 30 hours in all.
    assert [when for when, _ in subjects(there)] == ["01 06:00", "01 08:00", "01 12:00", "01 20:00", "02 12:00"]


def test_what_is_soft_is_not_called_to_mind(tmp_path: Path) -> None:
    there = office(tmp_path, head="remind_after_hours: 1", gets="{subjects: [leads]}")
    there.apart = timedelta(days=1)
    for number in range(1, 5):
        there.run(number, int_leads_states=[lead(1)], lead_flags=[flag(1, severity="soft")])
    assert len(subjects(there)) == 1


def leads(hard: int = 0, soft: int = 0) -> dict[str, list[Row]]:
    """Twenty leads; some break a hard rule, some a soft one."""
    return {
        "int_leads_states": [lead(number) for number in range(1, 21)],
        "lead_flags": [
            *(flag(number) for number in range(1, hard + 1)),
            *(flag(number, "phone_invalid", "soft") for number in range(1, soft + 1)),
        ],
    }


def test_what_is_soft_waits_for_the_digest_and_what_is_hard_does_not(tmp_path: Path) -> None:
    there = office(tmp_path, gets="{subjects: [leads]}", timing=", digest_at: '11:00'")
    there.run(1, **leads())  # 07:00 in Berlin: the first look, at which nothing is wrong
    there.run(2, **leads(soft=2))
    there.run(3, **leads(hard=1, soft=2))
    there.run(5, **leads(hard=1, soft=3))  # 11:00
    there.run(6, **leads(hard=1, soft=10))  # growing, after the digest of the day
    there.run(26, **leads(hard=1, soft=10))  # 08:00 of the next day: a reminder of what is hard would come at 09:00
    there.run(30, **leads(hard=1, soft=10))  # 12:00: the first run after 11:00
    assert subjects(there) == [
        ("01 08:00", "Brightleads: 1 of 20 leads since 1 Feb: email disposable"),
        ("01 10:00", "Brightleads: 3 of 20 leads since 1 Feb: phone invalid"),
        ("02 11:00", "Brightleads: still 1 of 20 leads since 1 Feb: email disposable, and 1 more"),
    ]
    last = there.texts()[-1]
    assert (
        "2. Brightleads: now 10 of 20 leads since 1 Feb, 2 when last told: phone invalid\n   [GROWING · SOFT]" in last
    )


def test_what_turns_from_soft_to_hard_is_told_at_once(tmp_path: Path) -> None:
    there = office(tmp_path, gets="{subjects: [leads]}", timing=", digest_at: '11:00'")
    there.run(1, **leads(soft=3))
    harder = leads(soft=3)
    harder["lead_flags"][0]["severity"] = "hard"
    there.run(2, **harder)  # no more than before, and before the digest
    there.run(3, **harder)
    there.run(30, **leads())
    assert subjects(there) == [
        ("01 06:00", "Brightleads: 3 of 20 leads since 1 Feb: phone invalid (what stands on 1 Mar)"),
        ("01 07:00", "Brightleads: now hard, 3 of 20 leads since 1 Feb: phone invalid"),
        ("02 11:00", "Brightleads: phone invalid, resolved"),
    ]
    [text] = [text for text in there.texts() if "now hard, 3" in text]
    assert "\n1 now hard on 1 Mar 2026\n" in text
    assert "[NOW · HARD]" in text


def test_a_blocked_run_uses_up_no_digest(tmp_path: Path) -> None:
    there = office(tmp_path, gets="{subjects: [leads, data]}")
    there.run(1, **leads())
    there.run(3, **leads())  # 09:00 in Berlin: the digest of the day has nothing to say
    there.run(4, **leads(soft=2))
    there.blocked(
        28, Blocked("leads_add_up", "marts.fct_leads")
    )  # 10:00: the first run after the time of the next digest
    there.run(29, **leads(soft=2))
    assert [when for when, _ in subjects(there)] == ["02 09:00", "02 10:00"]
    assert subjects(there)[1][1].startswith("Brightleads: 2 of 20 leads since 1 Feb: phone invalid")


def test_what_blocked_a_run_is_resolved_by_a_run_in_which_that_very_check_passed(tmp_path: Path) -> None:
    there = office(tmp_path)
    there.run(1, **feed(0))
    checks = Blocked("leads_add_up", "marts.fct_leads"), Blocked("fct_leads_grain", "marts.fct_leads")
    there.blocked(2, *checks)
    there.passed = {Check("leads_add_up", "staging.stg_leads")}
    there.run(3, **feed(0))  # the hourly job builds no marts
    assert [row for row in there.logged("incidents", "event") if row == ("resolved",)] == []
    there.blocked(4, *checks)
    ran = {
        "build_id": build(5, HOUR).id,
        "suite": "marts",
        "expectation": "fct_leads_grain",
        "asset": "marts.fct_leads",
        "success": True,
    }
    there.passed = {Check("leads_add_up", "marts.fct_leads")}
    there.run(5, **feed(0), check_results=[ran])
    assert there.logged("incidents", "rule_id, event, event_number") == [
        ("fct_leads_grain", "opened", 1),
        ("leads_add_up", "opened", 1),
        ("fct_leads_grain", "resolved", 2),
        ("leads_add_up", "resolved", 2),
    ]


NIGHT = ", quiet: {from: '20:00', to: '07:00', days: [mon]}"  # Monday is 2 March


def test_in_quiet_hours_nothing_is_sent_and_the_first_run_after_them_tells_it(tmp_path: Path) -> None:
    with web_server() as posts:
        there = office(tmp_path, NIGHT, f"['json://127.0.0.1:{posts.port}/']", "{subjects: [leads]}")
        there.run(1, **leads())
        there.run(14, **leads(hard=1))  # Sunday 20:00
        there.run(20, **leads(hard=5))  # Monday: grown while nobody was told of it
        there.run(40, **leads(hard=5))
        there.run(41, **leads(hard=5))  # Monday 23:00
        there.run(48, **leads(hard=5))  # Tuesday 06:00
        assert posts.bodies == []
        there.run(49, **leads(hard=5))  # 07:00
    assert subjects(there) == [("03 06:00", "Brightleads: 5 of 20 leads since 1 Feb: email disposable")]
    assert [post["title"] for post in posts.parsed()] == ["Brightleads: 5 of 20 leads since 1 Feb: email disposable"]


def test_what_came_and_went_in_quiet_hours_is_not_told_and_what_ended_in_them_is(tmp_path: Path) -> None:
    there = office(tmp_path, NIGHT, gets="{subjects: [leads]}")
    there.run(1, **leads())
    there.run(2, **leads(hard=1))
    there.run(14, **leads(soft=1))
    there.run(15, **leads())
    there.run(49, **leads())
    assert subjects(there) == [
        ("01 07:00", "Brightleads: 1 of 20 leads since 1 Feb: email disposable"),
        ("03 06:00", "Brightleads: email disposable, resolved"),
    ]


def test_a_message_that_was_refused_is_not_tried_again_in_quiet_hours(tmp_path: Path) -> None:
    with web_server() as posts:
        url = f"['json://127.0.0.1:{posts.port}/']"
        there = office(tmp_path, NIGHT, url, "{subjects: [leads]}", "remind_after_hours: 100")
        posts.status = 503
        assert len(there.run(13, **leads(hard=1)).undelivered) == 1
        tries, posts.status = posts.tries, 200
        assert (there.again(14).undelivered, posts.tries) == ([], tries)
        assert there.again(49).sent == 1


def test_the_first_message_waits_for_the_end_of_quiet_hours(tmp_path: Path) -> None:
    there = office(tmp_path, NIGHT, gets="{subjects: [leads]}")
    there.run(14, **leads(hard=1))
    there.run(20, **leads(hard=2))
    there.run(49, **leads(hard=2))
    assert subjects(there) == [
        ("03 06:00", "Brightleads: 2 of 20 leads since 1 Feb: email disposable (what stands on 3 Mar)")
    ]


def test_silence_is_news_after_some_days_and_every_so_many_days(tmp_path: Path) -> None:
    there = office(tmp_path, ", heartbeat_days: 3", gets="{subjects: [leads, data]}")
    there.apart = timedelta(days=1)
    delivered = {
        "stg_leadline__ledger": [
            {
                "source": source,
                "table_name": "leads",
                "fetched": 9,
                "load_id": "1",
                "loaded_at": f"2026-03-0{day} 06:00",
            }
            for source, day in (("crm", 1), ("crm", 2), ("hub", 5))
        ]
    }
    for number in range(1, 8):
        there.run(number, **leads(soft=1), **delivered)
    assert subjects(there) == [
        ("01 06:00", "Brightleads: 1 of 20 leads since 1 Feb: phone invalid (what stands on 1 Mar)"),
        ("04 06:00", "Nothing new for 3 days: 20 leads judged, all 2 sources delivered (4 Mar)"),
        ("07 06:00", "Nothing new for 3 days: 20 leads judged, nothing was delivered by crm since 2 Mar (7 Mar)"),
    ]
    assert (
        there.texts()[-1].split("\n--\n")[0]
        == """\
Subject: Nothing new for 3 days: 20 leads judged, nothing was delivered by crm since 2 Mar (7 Mar)

Nothing new on 7 Mar 2026
Owner: Dana. You hear this so that silence is no riddle: the checks ran, and there was
nothing to tell.

20 leads judged.
Nothing was delivered by crm since 2 Mar.
1 incident stands unchanged: see the page.
"""
    )


def test_a_run_that_starts_some_seconds_sooner_than_the_day_before_is_a_day_later(tmp_path: Path) -> None:
    sooner = timedelta(days=1) - timedelta(seconds=5)
    hard = office(tmp_path / "hard", gets="{subjects: [leads]}")
    soft = office(tmp_path / "soft", ", heartbeat_days: 3", gets="{subjects: [leads]}")
    hard.apart = soft.apart = sooner
    for number in range(1, 5):
        hard.run(number, **leads(hard=1))
        soft.run(number, **leads(soft=1))
    # A day after the first message, then two; the word that all is well after three.
    assert [when for when, _ in subjects(hard)] == ["01 06:00", "02 05:59", "04 05:59"]
    assert [when for when, _ in subjects(soft)] == ["01 06:00", "04 05:59"]


def test_an_audience_of_nothing_hears_nothing(tmp_path: Path) -> None:
    there = office(tmp_path, ", heartbeat_days: 1")
    there.apart = timedelta(days=1)
    for number in (1, 2, 3):
        there.run(number)
    assert there.files() == []
