"""Messages as Slack and Teams get them: checked by a server against the formats that both document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.alert.formats import LARGEST, SLACK, TEAMS
from tests.alert.servers import Chat, chat_server
from tests.alert.world import Office, Row, flag, lead

# The addresses as both services give them out.
TOKENS = "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
ADDRESSES = {
    "slack": f"https://hooks.slack.com/services/{TOKENS}?verify=no",
    "slack, short": f"slack://{TOKENS}/?verify=no",
    "teams": "https://prod-42.westeurope.logic.azure.com:443/workflows/abc123/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=s3cr3tS1gnature&verify=no",
    "teams, short": "workflows://prod-42.westeurope.logic.azure.com:443/abc123/s3cr3tS1gnature/?verify=no",
}
SERVICES: dict[str, dict[str, Any]] = {
    "slack": {"schema": SLACK, "largest": LARGEST["slack"], "answer": b"ok"},
    "teams": {"schema": TEAMS, "largest": LARGEST["teams"], "answer": b"", "status": 202},
}
BASE = "base_url: https://reports.example.com/leadline/\n"


def office(folder: Path, address: str, head: str = BASE) -> Office:
    audience = "{id: marketing, name: Marketing, owner: Mia, gets: {subjects: [leads]}, urls: ['${CHAT}']}"
    return Office(folder, {"CHAT": address}, f"{head}audiences:\n  - {audience}\n")


def leads(vendor: str = "Brightleads", vendors: int = 1) -> dict[str, list[Row]]:
    return {
        "int_leads_states": [
            lead(number, vendor if vendors == 1 else f"{vendor} {number}") for number in range(1, 5 * vendors + 1)
        ],
        "lead_flags": [flag(number) for number in range(2, 5 * vendors)],
    }


def said(chat: Chat, service: str) -> str:
    [payload] = chat.parsed()
    if service == "slack":
        return payload["attachments"][0]["text"]
    [block] = payload["attachments"][0]["content"]["body"]
    return block["text"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_message_fits_the_documented_format_at_the_documented_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    service = address.partition(",")[0]
    with chat_server(**SERVICES[service]) as chat:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{chat.port}")
        there = office(tmp_path, ADDRESSES[address])
        told = there.run(1, **leads())
    assert (list(told.undelivered), told.sent, chat.refused) == ([], 1, [])
    if service == "slack":
        assert (chat.hosts, chat.paths) == (["hooks.slack.com:443"], [f"/services/{TOKENS}"])
    else:
        assert chat.hosts == ["prod-42.westeurope.logic.azure.com:443"]
        assert chat.paths == [
            "/workflows/abc123/triggers/manual/paths/invoke"
            "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=s3cr3tS1gnature"
        ]
    bold = "*" if service == "slack" else "**"
    page = "https://reports.example.com/leadline/#rule-email_disposable"
    link = f"<{page}|On the page>" if service == "slack" else f"[On the page]({page})"
    [message] = [row[0] for row in there.logged("alerts_sent", "message_id", "event = 'queued'")]
    assert (
        said(chat, service)
        == f"""\
{bold}Brightleads: 3 of 5 leads since 1 Feb: email disposable (what stands on 1 Mar){bold}

Owner: Mia. The first message: what stands today, once. From now on you hear of what is new, growing or resolved.

{bold}HARD{bold} Email disposable: 3 of 5 leads (60 %), the first on 1 Feb
- To do: Return the lead; refuse throw-away domains in the form.
- Records: crm:L-002, crm:L-003, crm:L-004
- {link}

Leadline, message {message}"""
    )


@pytest.mark.parametrize("service", ["slack", "teams"])
def test_many_long_items_are_cut_to_what_a_chat_program_takes_and_the_rest_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    with chat_server(**SERVICES[service]) as chat:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{chat.port}")
        there = office(tmp_path, ADDRESSES[service])
        there.run(1, int_leads_states=[lead(0)])
        there.run(2, **leads(vendor="A vendor with a rather long name, Großhandelsgesellschaft für Öl", vendors=4))
    assert chat.refused == []
    text = said(chat, service)
    told = text.count("NEW · HARD")
    assert 5 <= told < 10
    # 18 leads of a vendor each; every item that is not told has one record.
    assert f"And {18 - told} more, with {18 - told} records in all. " in text
    assert len(text) < 3000


@pytest.mark.parametrize("service", ["slack", "teams"])
def test_a_text_of_the_data_calls_nobody_and_makes_no_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    with chat_server(**SERVICES[service]) as chat:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{chat.port}")
        hostile = "<!channel> <@U1|x> [x](http://evil.example.com) *b* _i_ a_b `c` <at>all</at> @here & Co"
        office(tmp_path, ADDRESSES[service]).run(1, **leads(hostile))
    assert chat.refused == []
    amp = "&amp;" if service == "slack" else "&"
    bold = "*" if service == "slack" else "**"
    assert said(chat, service).splitlines()[0] == (
        f"{bold}‹!channel› ‹@\u200bU1¦x› (x)(http:\u200b//evil.example.com) ∗b∗  i  a_b 'c' ‹at›all‹/at› @\u200bhere {amp} Co: "
        f"3 of 5 leads since 1 Feb: email disposable (what stands on 1 Mar){bold}"
    )
