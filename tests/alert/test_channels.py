"""Delivery through Apprise to real servers, and what is said when it fails: never a secret."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from expectations.agreement.parts import Agreement
from orchestration.alert import channels
from orchestration.alert.channels import Channel, ChannelError, Letter, expanded
from tests.alert.servers import free_port, mail_server, silent_server, web_server
from tests.alert.world import agreement

LETTER = Letter(
    "0123456789ab", "marketing", "Brightleads: 3 of 7 leads", "<p>{{ 3 }} of <b>7</b></p><p>Two</p>", "{{ 3 }} of 7\n"
)
PASSWORD = "p@ss/w:rd#1 %&?"


def channel(url: str) -> Channel:
    return Channel("marketing", url, "routing.yml, line 5, audiences[1].urls[1]")


def send(url: str, variables: Mapping[str, str] | None = None, deadline: float = 20) -> str | None:
    return channels.send(channel(url), LETTER, (variables or {}).get, deadline)


def routed(folder: Path, *urls: str) -> Agreement:
    lines = "".join(f"      - {url!r}\n" for url in urls)
    return agreement(
        folder,
        "audiences:\n  - id: marketing\n    name: Marketing\n    owner: Mia\n    gets: {subjects: [leads]}\n    urls:\n"
        + lines,
    )


def test_mail_carries_html_with_a_text_alternative() -> None:
    with mail_server("leads@example.com", PASSWORD) as mails:
        url = f"mailto://${{SMTP_USER}}:${{SMTP_PASSWORD}}@127.0.0.1:{mails.port}/?from=leads@example.com&to=mia@example.com"
        assert send(url, {"SMTP_USER": "leads@example.com", "SMTP_PASSWORD": PASSWORD}) is None
        [mail] = mails.parsed()
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), text.get_content().splitlines()) == ("text/plain", ["{{ 3 }} of 7", "Two"])
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", LETTER.html)
    assert (mail["Subject"], mail["To"]) == (LETTER.subject, "mia@example.com")
    assert mail["From"] == "leads@example.com"
    assert mail["X-Leadline-Message"] == LETTER.id


def test_a_webhook_gets_the_text_with_the_id_of_the_message() -> None:
    with web_server() as posts:
        assert send(f"json://127.0.0.1:{posts.port}/hook") is None
    assert posts.parsed() == [
        {
            "version": "1.0",
            "title": LETTER.subject,
            "message": "{{ 3 }} of 7",
            "attachments": [],
            "type": "info",
            "message_id": LETTER.id,
            "audience": "marketing",
        }
    ]
    assert posts.headers[0]["X-Leadline-Message"] == LETTER.id


def test_a_variable_may_hold_the_whole_address() -> None:
    with web_server() as posts:
        assert send("${HOOK}", {"HOOK": f"json://127.0.0.1:{posts.port}/hook"}) is None
    assert len(posts.bodies) == 1


def test_values_are_quoted_inside_an_address_and_not_as_a_whole() -> None:
    assert expanded(channel("mailtos://${A}@host"), {"A": "x@y/z"}.get) == "mailtos://x%40y%2Fz@host"
    assert expanded(channel("${A}"), {"A": "json://x/y"}.get) == "json://x/y"
    with pytest.raises(ChannelError, match=r"^routing.yml, line 5, audiences\[1\].urls\[1\]: \$\{A\} is not set"):
        expanded(channel("mailtos://${A}@host"), {}.get)


class Kept(logging.Handler):
    """Keeps what is logged, whether or not its logger passes it on."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


WHERE = "audience 'marketing' (routing.yml, line 5, audiences[1].urls[1])"


def test_a_refused_mail_is_told_without_secrets(capfd: pytest.CaptureFixture[str]) -> None:
    everything = Kept(logging.DEBUG)
    logging.getLogger().addHandler(everything)
    try:
        with mail_server() as mails:
            mails.refuses = True
            url = f"mailto://127.0.0.1:{mails.port}/?from=secret-sender@example.com&to=secret-mia@example.com"
            told = send(url)
    finally:
        logging.getLogger().removeHandler(everything)
    assert told == f'mailto of {WHERE}: Sending email to "***" failed.'
    logged = [
        record.getMessage() for record in everything.records if record.name != "mail.log"
    ]  # what the server itself logs
    assert "secret" not in "".join([*logged, *capfd.readouterr()])


def test_a_wrong_password_is_told_without_it(capfd: pytest.CaptureFixture[str]) -> None:
    with mail_server("leads", PASSWORD) as mails:
        url = f"mailto://leads:${{SMTP_PASSWORD}}@127.0.0.1:{mails.port}/?from=a@example.com&to=b@example.com"
        told = send(url, {"SMTP_PASSWORD": "wrong-hunter2"})
    assert told == f'mailto of {WHERE}: Connection error while submitting email to "127.0.0.1"'
    assert "hunter2" not in "".join([told or "", *capfd.readouterr()])
    assert mails.raw == []


def test_a_failing_webhook_is_told_with_its_status() -> None:
    with web_server() as posts:
        posts.status = 500
        told = send(f"json://user:hunter2@127.0.0.1:{posts.port}/secret-path?+X-Key=secret-key")
    assert told == f"json of {WHERE}: Failed to send JSON POST notification: Internal server error., error=500."


def test_nobody_there() -> None:
    told = send(f"json://user:hunter2@127.0.0.1:{free_port()}/secret-path")
    assert told == f"json of {WHERE}: A Connection error occurred sending JSON notification to 127.0.0.1."


def test_a_server_that_is_busy_for_a_moment_gets_the_message_by_the_third_try() -> None:
    with web_server() as posts:
        posts.busy = 2
        assert send(f"json://127.0.0.1:{posts.port}/") is None
        assert (posts.tries, len(posts.bodies)) == (3, 1)
        posts.busy = 3
        assert send(f"json://127.0.0.1:{posts.port}/") is not None
        assert (posts.tries, len(posts.bodies)) == (6, 1)
        pauses = [round(later - earlier, 1) for earlier, later in zip(posts.at[3:], posts.at[4:], strict=False)]
        assert pauses[0] >= 0.5
        assert pauses[1] >= 2


@pytest.mark.parametrize("scheme", ["json", "mailto"])
def test_a_server_that_never_answers_costs_a_bounded_time(scheme: str) -> None:
    with silent_server() as port:
        began = time.monotonic()
        told = send(f"{scheme}://127.0.0.1:{port}/?from=a@example.com&to=b@example.com", deadline=1)
        assert time.monotonic() - began < 10
    assert told == f"{scheme} of {WHERE}: no answer within 1 seconds"


def test_a_server_that_never_answers_does_not_hold_the_process() -> None:
    with silent_server() as port:
        script = f"""
from orchestration.alert.channels import Channel, Letter, send
channel = Channel("a", "mailto://127.0.0.1:{port}/?from=a@example.com&to=b@example.com", "here")
print(send(channel, Letter("i", "a", "s", "h", "t"), {{}}.get, 0.5))
"""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "mailto of audience 'a' (here): no answer within 0.5 seconds\n"


def test_what_is_wrong_with_addresses_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    found = routed(
        tmp_path,
        "json://127.0.0.1/",
        "mailtos://${USER}:${PASSWORD}@example.com",
        "nosuch://secret-token/",
        "slack://secret",
        "${HOOK}",
    )
    assert channels.problems(found, {"USER": "leads", "HOOK": "secret words"}.get) == [
        "routing.yml, line 8, audiences[1].urls[2]: ${PASSWORD} is not set: set that variable of the environment",
        *(
            f"routing.yml, line {line}, audiences[1].urls[{place}]: Apprise does not know this sort of address, or it lacks a part: "
            "compare it with the page of its service in Apprise's documentation"
            for line, place in ((9, 3), (10, 4), (11, 5))
        ),
    ]


def test_a_channel_keeps_its_id_where_it_moves_and_shows_no_secret(tmp_path: Path) -> None:
    one = routed(tmp_path, "json://a/${KEY}", "json://b/", "json://a/${KEY}")
    other = routed(tmp_path, "json://b/", "json://a/${KEY}")
    [first, second] = channels.channels(one, one.routing.audiences[0])
    assert [found.id for found in channels.channels(other, other.routing.audiences[0])] == [second.id, first.id]
    assert str(first) == "json of audience 'marketing' (routing.yml, line 7, audiences[1].urls[1])"


def test_apprise_is_loaded_only_where_there_is_an_address(tmp_path: Path) -> None:
    routed(tmp_path / "none")
    script = """
import sys
from pathlib import Path
from expectations.agreement.schema import load_agreement
from orchestration.alert import channels, steps
channels.problems(load_agreement(Path(sys.argv[1])), {}.get)
print(sorted(name for name in sys.modules if name.split(".")[0] in ("apprise", "dagster", "great_expectations", "dbt")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "none")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
