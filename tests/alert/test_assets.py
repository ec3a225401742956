"""Alerts as part of a run: exit status, what is published all the same, and the next run that makes up for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.alert.servers import Posts, web_server
from tests.company import SAMPLE, Company

ROUTING = """\
audiences:
  - {id: marketing, name: Marketing, owner: Mia, gets: {subjects: [leads]}, urls: ["json://leads:${HOOK_PASSWORD}@127.0.0.1:PORT/hook"]}
  - {id: sales, name: Sales, owner: Sam, gets: {subjects: [deals]}}
"""


def routed(folder: Path, port: int) -> Company:
    """The sample company with an address."""
    agreement = folder / "agreement"
    agreement.mkdir()
    for file in (SAMPLE / "agreement").glob("*.yml"):
        (agreement / file.name).write_bytes(file.read_bytes())
    (agreement / "routing.yml").write_text(ROUTING.replace("PORT", str(port)))
    return Company(folder / "data", agreement=agreement, variables={"HOOK_PASSWORD": "hunter2"})


@pytest.fixture(scope="module")
def hook():
    with web_server() as posts:
        yield posts


def test_an_undelivered_alert_is_status_4_and_goes_out_with_the_next_run(tmp_path: Path, hook: Posts) -> None:
    company = routed(tmp_path, hook.port)
    hook.status = 503
    failed = company.leadline("run")
    assert failed.returncode == 4, failed.stdout + failed.stderr
    assert "Published  v0001" in failed.stdout
    assert re.search(
        r"^alert +13 opened; 2 messages in \S+/outbox; 0 sent, 1 undelivered  ", failed.stderr, re.MULTILINE
    )
    assert "\nUndelivered: json of audience 'marketing' (routing.yml, line 2, audiences[1].urls[1]): " in failed.stderr
    assert "hunter2" not in failed.stdout + failed.stderr + (company.data / "logs" / "leadline.log").read_text()
    assert company.marts("select count(*) from marts.fct_leads") == [(11,)]

    # Whatever happens while alerting, what was to be done before is done.
    outbox = company.data / "outbox"
    outbox.rename(company.data / "outbox.aside")
    outbox.touch()
    crashed = company.leadline("run", "--select", "lead_flags")
    assert (crashed.returncode, "Undelivered: the step `alert` failed: " in crashed.stderr) == (4, True), crashed.stderr
    assert "Built " in crashed.stdout
    outbox.unlink()
    (company.data / "outbox.aside").rename(outbox)

    hook.status = 200
    # A part of the graph publishes nothing, and alerts all the same.
    again = company.leadline("run", "--select", "lead_flags")
    assert again.returncode == 0, again.stdout + again.stderr
    [post] = hook.parsed()
    [file] = (company.data / "outbox").glob("2026-03-01-marketing-*.txt")
    assert (post["message_id"], post["title"]) == (
        file.stem[-12:],
        file.read_text().splitlines()[0].removeprefix("Subject: "),
    )
    assert post["title"] == "LeadHub: 1 of 1 lead since 2 Feb: junk lead converted, and 2 more (what stands on 1 Mar)"
    people = (SAMPLE / "leads.csv").read_text()
    said = b"".join(path.read_bytes() for path in (company.data / "outbox").glob("*")) + hook.bodies[0]
    emails = {text.lower() for text in re.findall(r"[\w.+-]+@[\w-]+\.\w+", people)}
    assert len(emails) > 5
    assert [email for email in emails if email.encode() in said.lower()] == []


def test_a_variable_that_is_not_set_stops_before_anything_is_read(tmp_path: Path) -> None:
    company = routed(tmp_path, 9)
    company.variables.clear()
    for command in ("validate", "run"):
        stopped = company.leadline(command)
        assert stopped.returncode == 2
        assert stopped.stderr == (
            f"Stopped: {tmp_path}/agreement/routing.yml, line 2, audiences[1].urls[1]: ${{HOOK_PASSWORD}} is not set: "
            "set that variable of the environment\n"
        )
    assert not (company.data / "lake").exists()
