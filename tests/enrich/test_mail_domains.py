"""Whether domains take mail, asked of a real DNS server on loopback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.enrich import emails, mail_domains
from orchestration.settings import Resolver
from orchestration.warehouse import open_warehouse
from tests.enrich.nameserver import FAILS, REFUSES, SILENT, Zone, serving

MAIL = {"MX": ["10 mail.example."]}


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for who says nothing."""
    monkeypatch.setattr(mail_domains, "QUESTION_SECONDS", 0.2)


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        (MAIL, True),
        ({"MX": ["10 a.example.", "20 b.example."], "A": ["192.0.2.1"]}, True),
        ({"MX": ["0 ."]}, False),
        ({"MX": ["0 ."], "A": ["192.0.2.1"]}, False),
        ({"MX": ["0 .", "10 mail.example."]}, True),
        ({"A": ["192.0.2.1"]}, True),
        ({"AAAA": ["2001:db8::1"]}, True),
        ({"TXT": ["hello"]}, False),
        (None, False),
        (SILENT, None),
        (FAILS, None),
        (REFUSES, None),
        ({"A": [SILENT], "AAAA": ["2001:db8::1"]}, None),
        ({"A": ["192.0.2.1"], "AAAA": [SILENT]}, True),
        ({"AAAA": [SILENT]}, None),
    ],
    ids=["MX", "several", "a single dot", "a single dot, with an address", "a dot among others", "an address", "an address of version 6",
         "neither", "not there", "silence", "failure", "refusal", "no MX, then silence", "an address is enough", "no MX, half a silence"],
)  # fmt: skip
def test_a_domain_takes_mail(
    said: dict[str, list[str]] | str | None, takes: bool | None, request: pytest.FixtureRequest
) -> None:
    if takes is None:
        request.getfixturevalue("_soon")
    with serving({} if said is None else {"acme.com": said}) as server:
        assert mail_domains.ask(["acme.com"], server.resolver) == {"acme.com": takes}


@pytest.mark.parametrize(("alias", "takes"), [("mail.com.", True), ("page.com.", True), ("gone.com.", False)])
def test_an_alias_is_followed(alias: str, takes: bool) -> None:
    zone: Zone = {"acme.com": {"CNAME": [alias]}, "mail.com": MAIL, "page.com": {"A": ["192.0.2.1"]}}
    with serving(zone) as server:
        assert mail_domains.ask(["acme.com"], server.resolver) == {"acme.com": takes}


@pytest.mark.usefixtures("_soon")
def test_many_are_asked_at_the_same_time_and_no_question_is_asked_when_time_is_up() -> None:
    domains = [f"silent{number}.com" for number in range(200)]
    with serving(dict.fromkeys(domains, SILENT)) as server:
        answers = mail_domains.ask(domains, server.resolver, seconds=0.5)
        assert set(answers.values()) == {None}
        assert 4 < len(answers) < len(domains)  # more than one by one in that time
        assert {domain for domain, _ in server.asked} <= set(answers)
        assert mail_domains.ask(domains, server.resolver, seconds=0) == {}


@pytest.mark.usefixtures("_soon")
def test_a_resolver_that_is_not_there_answers_nothing() -> None:
    with serving({}) as server:
        gone = server.resolver
    assert mail_domains.ask(["acme.com"], gone) == {"acme.com": None}


def run(place: Path, zone: Zone, day: int, addresses: Sequence[str] = (), seconds: float = 60) -> dict[str, int]:
    """One run of a day of 2026, with leads of these addresses; returns how often each domain was asked about."""
    with open_warehouse(place) as warehouse, serving(zone) as server:
        warehouse.write("reference.run", f"select timestamp '2026-01-01 06:00:00' + interval {day - 1} day as as_of")
        if addresses:
            known = [emails.look_up(address) for address in sorted({address.strip().lower() for address in addresses})]
            warehouse.write("reference.emails", pa.Table.from_pylist(known, schema=emails.SCHEMA))
            warehouse.write("intermediate.int_leads_unified", pa.table({"email": list(addresses)}))
        mail_domains.ask_new(warehouse, server.resolver, seconds)
        return {domain: count for (domain, kind), count in sorted(server.asked.items()) if kind == "MX"}


def known(place: Path) -> list[tuple[str, bool | None, datetime]]:
    with open_warehouse(place, read_only=True) as warehouse:
        return warehouse.connection.execute("select * from reference.mail_domains order by domain").fetchall()


FIRST, LATER = datetime(2026, 1, 1, 6), datetime(2026, 1, 2, 6)


def test_a_domain_is_asked_about_once_however_many_have_an_address_there(tmp_path: Path) -> None:
    place = tmp_path / "leadline.duckdb"
    addresses = ["ann@acme.com", " Bob@ACME.com", "ann@new.com", "not an address"]
    assert run(place, {"acme.com": MAIL}, 1, addresses) == {"acme.com": 1, "new.com": 1}
    assert known(place) == [("acme.com", True, FIRST), ("new.com", False, FIRST)]
    assert run(place, {}, 2, addresses) == {}
    assert run(place, {"third.com": MAIL}, 2, [*addresses, "ann@third.com"]) == {"third.com": 1}
    assert known(place) == [("acme.com", True, FIRST), ("new.com", False, FIRST), ("third.com", True, LATER)]


def test_who_did_not_answer_is_asked_again_in_the_next_run(tmp_path: Path) -> None:
    place = tmp_path / "leadline.duckdb"
    run(place, {"acme.com": FAILS}, 1, ["ann@acme.com"])
    assert known(place) == [("acme.com", None, FIRST)]
    assert run(place, {"acme.com": MAIL}, 2) == {"acme.com": 1}
    assert known(place) == [("acme.com", True, LATER)]


def test_a_no_holds_for_thirty_days_and_a_yes_for_good(tmp_path: Path) -> None:
    place = tmp_path / "leadline.duckdb"
    zone: Zone = {"yes.com": MAIL}
    assert run(place, zone, 1, ["ann@yes.com", "ann@no.com"]) == {"no.com": 1, "yes.com": 1}
    assert run(place, {"no.com": MAIL}, 31) == {}
    assert run(place, {"no.com": MAIL}, 32) == {"no.com": 1}
    assert known(place) == [("no.com", True, datetime(2026, 2, 1, 6)), ("yes.com", True, FIRST)]


@pytest.mark.usefixtures("_soon")
def test_domains_that_never_answer_keep_nobody_waiting(tmp_path: Path) -> None:
    place = tmp_path / "leadline.duckdb"
    silent = [f"a{number}.com" for number in range(100)]
    zone: Zone = {**dict.fromkeys(silent, SILENT), "z.com": MAIL}
    run(place, zone, 1, [f"ann@{domain}" for domain in [*silent, "z.com"]], seconds=0.3)
    assert "z.com" not in {domain for domain, _, _ in known(place)}
    for day in range(2, 30):
        if "z.com" in {domain for domain, says, _ in known(place) if says}:
            break
        run(place, zone, day, seconds=0.3)
    assert ("z.com", True) in {(domain, says) for domain, says, _ in known(place)}


def test_without_a_resolver_nobody_is_asked_and_what_was_answered_stays(tmp_path: Path) -> None:
    place = tmp_path / "leadline.duckdb"
    with open_warehouse(place) as warehouse:
        assert mail_domains.ask_new(warehouse, None) == 0
    assert known(place) == []
    run(place, {"acme.com": MAIL}, 1, ["ann@acme.com"])
    with open_warehouse(place) as warehouse:
        assert mail_domains.ask_new(warehouse, None) == 0
    assert known(place) == [("acme.com", True, FIRST)]


def test_the_port_and_the_address_are_the_stated_ones() -> None:
    with serving({"acme.com": MAIL}) as server:
        address, port = server.listening.getsockname()
        assert server.resolver == Resolver("127.0.0.1", port)
        mail_domains.ask(["acme.com"], Resolver(address, port))
        assert server.asked == {("acme.com", "MX"): 1}
