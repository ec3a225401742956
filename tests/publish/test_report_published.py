"""The page of the demo company, as a run publishes it: part of its version, equal to its marts, nobody's data in it."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.company import Company
from tests.publish.browser import chromium, shown

COUNTED = "marts.fct_leads where not is_test and not is_deleted"


def test_the_page_is_a_listed_and_closed_file_of_the_version(demo: Company) -> None:
    version = demo.data / "publish" / "current"
    page = version / "report" / "index.html"
    assert json.loads((version / "manifest.json").read_text())["files"]["report/index.html"] == {
        "sha256": hashlib.sha256(page.read_bytes()).hexdigest(),
        "bytes": page.stat().st_size,
    }
    assert page.stat().st_mode & 0o777 == 0o440
    assert page.stat().st_size < 3_000_000


@pytest.mark.chromium
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_the_page_fits_asks_for_nothing_and_equals_the_marts(demo: Company, width: int, scheme: str) -> None:
    page = (demo.data / "publish" / "current" / "report" / "index.html").resolve()
    with chromium() as browser, shown(browser, page, width, scheme) as opened:
        assert opened.requests == [page.as_uri()]
        assert opened.said == []
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        figures = opened.figures()
    assert {of[0][1]: value for (name, *of), value in figures.items() if name == "funnel.leads"} == dict(
        demo.marts(
            f"""
            select 'delivered', count(*) from {COUNTED}
            union all select 'conforming', count(*) from {COUNTED} and verdict = 'conforming'
            union all select 'accepted', count(*) from {COUNTED} and sales_decision = 'accepted'
            union all select 'deal', count(*) from {COUNTED} and deal_id is not null
            union all select 'won', count(*) from {COUNTED} and is_won
            """
        )
    )
    # The scorecard of campaigns counts the same leads on another way.
    assert {of[0][1]: value for (name, *of), value in figures.items() if name == "verdicts.total" and value} == dict(
        demo.marts(
            """
            select * from (
                unpivot (select sum(conforming) as conforming, sum(non_conforming) as non_conforming, sum(unknown) as unknown,
                    sum(no_brief) as no_brief from marts.mart_source_quality)
                on columns(*) into name verdict value leads
            ) where leads > 0
            """
        )
    )
    checks = sum(value for (name, *_), value in figures.items() if name == "checks.run")
    assert demo.marts(
        f"""
        select
            (select count(*) from {COUNTED} and lead_id in (select lead_id from marts.mart_leads_waiting)),
            (select count(*) from marts.fct_deals where not is_deleted),
            (select count(distinct deal_id) from marts.fct_deal_flags semi join (from marts.fct_deals where not is_deleted) using (deal_id)
                where resolved_at is null),
            (select count(*) from marts.check_results where build_id = (select max(build_id) from marts.fct_leads))
        """
    ) == [(figures.get(("waiting.leads",), 0), figures["deals.deals",], figures["deals.flagged",], checks)]


def test_nobody_of_the_leads_and_contacts_is_on_the_page(demo: Company) -> None:
    page = (demo.data / "publish" / "current" / "report" / "index.html").read_text()
    body = page[: page.index("<script>")].lower()
    owners = {name for (name,) in demo.marts("select lower(name) from marts.dim_owner")}
    people = demo.warehouse(
        """
        select email, phone, first_name || ' ' || last_name, ip_address from staging.stg_spreadsheets__leads
        union select email, phone, first_name || ' ' || last_name, null from staging.stg_spreadsheets__contacts
        """
    )
    personal = {value.lower() for row in people for value in row if value and len(value) > 5} - owners
    assert len(personal) > 5000
    assert {value for value in personal if value in body} == set()
