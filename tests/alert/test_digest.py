"""What a message says and how it looks: text, HTML, links, and the text alternative that mail programs show."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from orchestration.alert import words
from tests.alert.servers import mail_server
from tests.alert.world import Office, Row, deal, deal_flag, flag, lead

LINKED = [
    {"lead_id": f"crm:L-{number:03d}", "record_url": f"https://crm.example.com/L-{number:03d}?a=1&b=2"}
    for number in range(1, 6)
]
HOSTILE = "<script>alert('1')</script> & Co"


def company(*numbers: int, vendor: str = "Brightleads") -> dict[str, list[Row]]:
    return {
        "int_leads_states": [lead(number, vendor, day=number, campaign_id="crm:C1") for number in range(1, 11)],
        "lead_flags": [flag(number) for number in numbers],
        "int_campaigns_unified": [{"campaign_id": "crm:C1", "name": "Spring fair", "is_latest": True}],
        "fct_leads": LINKED,
    }


def routing(urls: str = "[]", base_url: str = "", subjects: str = "[leads, deals]") -> str:
    gets = f"{{subjects: {subjects}}}"
    return f"{base_url}audiences:\n  - {{id: marketing, name: Marketing, owner: Mia, gets: {gets}, urls: {urls}}}\n"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, routing=routing())


def message_id(office: Office, day: str) -> str:
    [file] = office.outbox.glob(f"{day}*.txt")
    return file.stem[-12:]


def test_the_text_of_a_summary_and_of_a_digest(office: Office) -> None:
    office.run(1, **company(2), int_deals_current=[deal(1), deal(2)], deal_flags=[deal_flag(1)])
    office.run(2, **company(2, 3, 4, 5))
    summary, news = office.texts()
    assert (
        summary
        == f"""\
Subject: Brightleads: 1 of 9 leads since 2 Feb: email disposable, and 1 more (what stands on 1 Mar)

2 rules are broken on 1 Mar 2026, 1 of them hard
Owner: Mia. The first message: what stands today, once. From now on you hear of what is new,
growing or resolved.

1. Email disposable: 1 of 10 leads (10 %), the first on 2 Feb
   [HARD]
   Rule: No lead gives a throw-away e-mail address.
   Where: Brightleads 1 of 9
   To do: Return the lead; refuse throw-away domains in the form.
   Records: crm:L-002
     https://crm.example.com/L-002?a=1&b=2
   Page: publish/current/report/index.html#rule-email_disposable

2. Stage skipped: 1 of 2 deals (50 %), seen since 21 Feb
   [SOFT]
   Rule: No deal jumps over a stage on its way forward.
   Where: source crm 1 of 2
   To do: Ask what the skipped stage was to make sure of.
   Records: crm:D-001
   Page: publish/current/report/index.html#rule-stage_skipped

--
Hard: not what was agreed. Soft: worth knowing. Who gets what is said in the agreement's
routing.yml. Leadline, message {message_id(office, "2026-03-01")}.
"""
    )
    assert (
        news
        == f"""\
Subject: Brightleads: now 4 of 9 leads since 2 Feb, 1 when last told: email disposable, and 1 more

1 growing, 1 resolved on 2 Mar 2026
Owner: Mia. What is new since the last message. What stands unchanged is on the page.

1. Brightleads: now 4 of 9 leads since 2 Feb, 1 when last told: email disposable
   [GROWING · HARD]
   Rule: No lead gives a throw-away e-mail address.
   Where: campaign Spring fair: 4 of 4
   To do: Return the lead; refuse throw-away domains in the form.
   Records: crm:L-005, crm:L-004, crm:L-003 and 1 more
     https://crm.example.com/L-005?a=1&b=2
     https://crm.example.com/L-004?a=1&b=2
     https://crm.example.com/L-003?a=1&b=2
   Page: publish/current/report/index.html#rule-email_disposable

2. source crm: stage skipped, resolved
   [RESOLVED]
   Was: 1 of 2 deals
   Page: publish/current/report/index.html

--
Hard: not what was agreed. Soft: worth knowing. Who gets what is said in the agreement's
routing.yml. Leadline, message {message_id(office, "2026-03-02")}.
"""
    )


def test_the_subject_of_a_summary_names_the_scope_that_has_most_of_it_and_none_where_none_has(office: Office) -> None:
    other = [lead(number, "LeadHub", day=number) for number in range(11, 21)]
    tables = company()
    tables["int_leads_states"] += other
    office.run(1, **{**tables, "lead_flags": [flag(number) for number in (1, 2, 11, 12)]})
    split = Office(office.folder / "other", routing=routing())
    split.run(1, **{**tables, "lead_flags": [flag(number) for number in (1, 11, 12)]})
    assert [texts.texts()[0].splitlines()[0] for texts in (office, split)] == [
        "Subject: 4 of 20 leads (20 %): email disposable (what stands on 1 Mar)",
        "Subject: LeadHub: 2 of 10 leads since 11 Feb: email disposable (what stands on 1 Mar)",
    ]


def test_a_mail_has_links_and_a_text_alternative_that_says_where_they_lead(office: Office) -> None:
    with mail_server() as mails:
        url = f"'mailto://127.0.0.1:{mails.port}/?from=a@example.com&to=mia@example.com'"
        office.routing = routing(f"[{url}]", "base_url: https://reports.example.com/leadline/\n")
        office.run(1, **company(2, 3, 4, 5))
        [mail] = mails.parsed()
    text, html = (part for part in mail.iter_parts() if isinstance(part, EmailMessage))
    assert [line for line in text.get_content().splitlines() if line] == [
        "1 hard rule is broken on 1 Mar 2026",
        "Owner: Mia. The first message: what stands today, once. From now on you hear of what is new, growing or resolved.",
        "HARD",
        "1. Email disposable: 4 of 10 leads (40 %), the first on 2 Feb",
        "Rule: No lead gives a throw-away e-mail address.",
        "Where: Brightleads 4 of 9",
        "To do: Return the lead; refuse throw-away domains in the form.",
        "Records: crm:L-005, crm:L-004, crm:L-003 and 1 more",
        "All of them on the page: https://reports.example.com/leadline/#rule-email_disposable",
        "Hard: not what was agreed. Soft: worth knowing. Who gets what is said in the agreement's routing.yml. "
        f"Leadline, message {mail['X-Leadline-Message']}.",
    ]
    content = html.get_content()
    assert '<a href="https://crm.example.com/L-005?a=1&amp;b=2">crm:L-005</a>' in content
    assert (
        '<a href="https://reports.example.com/leadline/#rule-email_disposable">All of them on the page</a>' in content
    )
    [file] = office.outbox.glob("*.html")
    assert file.read_text().splitlines() == content.splitlines()  # the outbox has the very message that was sent


def test_without_a_page_that_is_served_a_mail_names_the_path_and_the_outbox_links_it(office: Office) -> None:
    with mail_server() as mails:
        url = f"'mailto://127.0.0.1:{mails.port}/?from=a@example.com&to=mia@example.com'"
        sent = Office(office.folder / "sent", routing=routing(f"[{url}]"))
        sent.run(1, **company(2))
        office.run(1, **company(2))
    path = "publish/current/report/index.html#rule-email_disposable"
    [kept] = [file.read_text() for file in office.outbox.glob("*.html")]
    assert f'<a href="../{path}">All of them on the page</a>' in kept
    html = next(part.get_content() for part in mails.parsed()[0].walk() if part.get_content_type() == "text/html")
    assert (f">{path}</span>" in html, "../publish" in html) == (True, False)


def test_a_rule_on_both_leads_and_deals_has_two_places_on_the_page(office: Office) -> None:
    both = [flag(1, "unmapped_value", "soft")], [deal_flag(1, "unmapped_value")]
    office.run(1, **{**company(), "lead_flags": both[0]}, int_deals_current=[deal(1)], deal_flags=both[1])
    [text] = office.texts()
    assert [line.split("#")[1] for line in text.splitlines() if "#" in line] == [
        "rule-unmapped_value",
        "rule-unmapped_value-deals",
    ]


def test_text_of_the_data_is_text_in_html_and_a_record_url_is_a_web_address_or_none(office: Office) -> None:
    office.run(
        1,
        **{**company(2, vendor=HOSTILE), "fct_leads": [{"lead_id": "crm:L-002", "record_url": "javascript:alert(1)"}]},
    )
    [html] = [file.read_text() for file in office.outbox.glob("*.html")]
    assert "<script" not in html
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; Co 1 of 9" in html
    assert "javascript:" not in html


@pytest.mark.chromium
@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "dark"), (360, "light"), (800, "light")], ids=["phone dark", "phone", "desk"]
)
def test_a_mail_fits_a_phone_and_asks_for_nothing(office: Office, width: int, scheme: str) -> None:
    from tests.publish.browser import chromium

    office.run(1, **company(2, 3, 4, 5, vendor="A vendor with a rather long name and Umlauten Großhandelsgesellschaft"))
    [file] = office.outbox.glob("*.html")
    requests: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)  # pyright: ignore[reportArgumentType]
        page.on("request", lambda request: requests.append(request.url))
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        colours = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
        )
    assert requests == [file.as_uri()]
    assert colours == (
        ["rgb(23, 24, 26)", "rgb(232, 232, 232)"] if scheme == "dark" else ["rgb(255, 255, 255)", "rgb(26, 26, 26)"]
    )


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(1, 1, "100 %"), (1, 3, "33 %"), (1, 250, "0.4 %"), (1, 100_000, "under 0.1 %"), (0, 5, "0 %"), (999, 1000, "99.9 %"),
     (99_999, 100_000, "over 99.9 %")],
)  # fmt: skip
def test_a_share_is_never_rounded_to_all_or_none(part: int, whole: int, told: str) -> None:
    assert words.share(part, whole) == told


def test_words() -> None:
    assert words.of(1, 1, "leads") == "1 of 1 lead"
    assert words.of(1200, 14000, "deals") == "1,200 of 14,000 deals"
    assert words.of(1, None, "data") == "1 row"
    assert (words.day(date(2025, 8, 15), date(2025, 9, 1)), words.day(date(2025, 8, 15), date(2026, 1, 1))) == (
        "15 Aug",
        "15 Aug 2025",
    )
    assert words.rule("leads", "clause_our_countries") == "not as briefed (our countries)"
    assert words.rule("leads", "excluded_competitors") == "left out by the brief (competitors)"
    assert words.rule("data", "deals_have_a_key") == "failed check (deals have a key)"
    assert [words.scope(*scope) for scope in (("vendor", "A\nB"), ("channel", "paid_search"), ("source", "crm"), ("team", "North"))] == [
        "A B", "channel paid search", "source crm", "team North",
    ]  # fmt: skip
    assert words.scope("table", "intermediate.int_deals_unified") == "int_deals_unified"
    assert [words.plain(text) for text in ("mia@example.com", "call +49 30 1234567", "A+B @ home")] == [
        "(withheld)", "(withheld)", "A+B @ home",
    ]  # fmt: skip
