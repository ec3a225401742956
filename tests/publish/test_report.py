"""The page in a browser: asks for nothing, runs nothing foreign, shows the marts' figures, reads on a phone and in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser

from orchestration.build import Build
from orchestration.publish.report.page import write_page
from tests.publish import world
from tests.publish.browser import Shown, chromium, shown

pytestmark = pytest.mark.chromium

Made = Callable[..., tuple[Path, Path]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Write a snapshot and its page; returns both."""
    cache = tmp_path_factory.mktemp("cache")

    def make(*arguments: Any, build: Build = world.BUILD) -> tuple[Path, Path]:
        folder = tmp_path_factory.mktemp("version")
        snapshot = world.write(folder / "leadline.duckdb", *arguments)
        return snapshot, write_page(snapshot, folder, build, cache)

    return make


@pytest.fixture(scope="module")
def company(made: Made) -> tuple[Path, Path]:
    return made(world.company())


@pytest.fixture(scope="module")
def page(browser: Browser, company: tuple[Path, Path]) -> Iterator[Shown]:
    with shown(browser, company[1]) as opened:
        yield opened


def rows(snapshot: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_page_asks_for_nothing_but_itself_and_says_nothing(page: Shown, company: tuple[Path, Path]) -> None:
    assert page.requests == [company[1].as_uri()]
    assert page.said == []
    assert company[1].stat().st_size < 3_000_000


def test_every_chart_is_drawn(page: Shown) -> None:
    drawn = page.page.eval_on_selector_all(
        ".chart",
        "all => Object.fromEntries(all.map(one => [one.id, one.querySelectorAll('svg .mark-rect path').length]))",
    )
    # The parts of each bar: of 5 steps, 11 months (May 2025 to March 2026, some empty), 4 senders, 6 spans, 3 delays, 5 stages
    assert drawn == {
        "funnel-chart": 5 * 2, "periods-chart": 11 * 4, "senders-chart": 4 * 4, "waiting-chart": 6, "decay-chart": 3,
        "stages-chart": 5 * 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "sql"),
    [
        ("funnel.leads", """
            unpivot (select count(*) as delivered, sum((verdict = 'conforming')::int) as conforming,
                sum((sales_decision = 'accepted')::int) as accepted, count(deal_id) as deal, sum(is_won::int) as won from counted)
            on columns(*) into name step value n"""),
        ("funnel.conforming", """
            unpivot (select count(*) as delivered, count(*) as conforming,
                sum((sales_decision = 'accepted')::int) as accepted, count(deal_id) as deal, sum(is_won::int) as won
                from counted where verdict = 'conforming')
            on columns(*) into name step value n"""),
        ("verdicts.total", "select verdict, count(*) from counted group by all"),
        ("verdicts.non_conforming", """
            select coalesce(channel, ''), coalesce(vendor, ''), sum((verdict = 'non_conforming')::int)
            from counted group by vendor, channel"""),
        ("verdicts.delivered_by", "select coalesce(channel, ''), coalesce(vendor, ''), count(*) from counted group by vendor, channel"),
        ("periods.delivered", """
            select strftime(month, '%Y-%m-01'), count(lead_id)
            from generate_series(date '2025-05-01', date '2026-03-01', interval 1 month) as months (month)
            left join counted on date_trunc('month', delivered_on) = month group by all"""),
        ("waiting.leads", "select count(*) from counted where sales_decision = 'pending'"),
        ("waiting.rest", "select count(*) - 20 from counted where sales_decision = 'pending'"),
        ("waiting.oldest", "select max(date '2026-03-31' - delivered_on) from counted where sales_decision = 'pending'"),
        ("waiting.minutes", "select lead_id, waiting_minutes from waits where place <= 20 and waiting_minutes is not null"),
        ("waiting.days", """
            select lead_id, date '2026-03-31' - delivered_on from counted semi join waits using (lead_id)
            where lead_id in (select lead_id from waits where place <= 20 and waiting_minutes is null)"""),
        ("decay.leads", "select delay_number, leads from decay where leads > 0"),
        ("decay.converted", "select delay_number, converted from decay where leads > 0"),
        ("deals.flagged", "select count(distinct deal_id) from open_deal_flags"),
        ("deals.deals", "select count(*) from fct_deals where not is_deleted"),
        ("deals.by_rule", """
            select rule_id, coalesce(stage_id, '?' || stage_name), count(*)
            from open_deal_flags join fct_deals using (deal_id) group by all"""),
        ("rules.records", """
            select rule_id, 'lead', count(distinct lead_id) from fct_lead_flags semi join counted using (lead_id)
            where resolved_at is null group by all
            union all select rule_id, 'deal', count(distinct deal_id) from open_deal_flags group by all"""),
        ("checks.run", f"select suite, count(*) from check_results where build_id = '{world.BUILD.id}' group by all"),
        ("checks.failed", f"select suite, sum((not success)::int) from check_results where build_id = '{world.BUILD.id}' group by all"),
        ("rejected.values", "select coalesce(column_name, ''), reason, source, table_name, count(*) from rejected_rows group by all"),
        ("freshness.fetched", "select source, table_name, fetched from mart_freshness"),
    ],
    ids=lambda value: value if " " not in value else "",
)  # fmt: skip
def test_a_figure_is_what_anyone_can_count_in_the_marts(
    page: Shown, company: tuple[Path, Path], figure: str, sql: str
) -> None:
    on_page = {
        tuple(value for _, value in of): value for (name, *of), value in page.figures().items() if name == figure
    }
    expected = rows(
        company[0],
        f"""
        with counted as (select * from marts.fct_leads where not is_test and not is_deleted),
            fct_lead_flags as (from marts.fct_lead_flags), fct_deals as (from marts.fct_deals),
            open_deal_flags as (
                select flags.* from marts.fct_deal_flags as flags join marts.fct_deals as deals using (deal_id)
                where flags.resolved_at is null and not deals.is_deleted
            ),
            check_results as (from marts.check_results), rejected_rows as (from marts.rejected_rows),
            mart_freshness as (from marts.mart_freshness), waits as (from marts.mart_leads_waiting),
            decay as (from marts.mart_response_decay)
        select * from ({sql})
        """,
    )
    assert expected
    assert on_page == {tuple(str(of) for of in key): float(value) for *key, value in expected}


def test_the_news_is_what_a_person_would_say(page: Shown) -> None:
    assert (
        page.page.inner_text("h1")
        == "Three of ten judged leads since 1 Jan 2026 break the brief, and 34 leads wait for an answer"
    )
    news = {
        heading: page.page.locator(f".news .{heading} li").all_inner_texts() for heading in ("good", "wrong", "next")
    }
    assert news == {
        "good": [
            "website (own): 26 of 26 judged leads since 1 Jan 2026 keep the brief.",
            "1 deal is won, worth EUR\u00a01,000, of which EUR\u00a01,000 came from leads.",
        ],
        "wrong": [
            "Brightleads: 14 of 22 judged leads since 1 Jan 2026 break the brief, most often “Germany and Austria”.",
            "34 leads wait for a first response, the longest for 65 days.",
            "3 of 6 deals are flagged, most often “No deal breaks stage_skipped” (2).",
            "3 rows could not be read: see why.",
        ],
        "next": [
            "Brightleads: Put clause_country right.",
            "Answer the 31 waiting leads that keep the brief, in this order.",
            "1 deal: Put stage_unknown right with leadline.",
        ],
    }
    assert page.page.inner_text("#verdicts-title") == "Six of ten Brightleads leads since 1 Jan 2026 break the brief"


def test_a_rule_is_where_alerts_link_to_with_its_words_and_newest_records(page: Shown) -> None:
    anchors = page.page.eval_on_selector_all("article[id]", "all => all.map(one => one.id)")
    assert anchors == [
        "rule-clause_country", "rule-_img_src_x_onerror_alert_3__", "rule-email_role_account", "rule-unmapped_value",
        "rule-stage_unknown", "rule-stage_skipped", "rule-unmapped_value-deals",
    ]  # fmt: skip
    said = page.page.inner_text("#rule-clause_country")
    assert said.split("\n\n") == [
        "Germany and Austria.",
        "Hard, broken by 14 leads, in the words of version 2, first seen 1 Mar 2026 · clause_country",
        "Version 1: Germany only. (4 leads)",
        "Put clause_country right.",
        ", ".join(f"crm:L-{n:03}" for n in range(1, 11)) + ", and 4 more",
    ]
    links = page.page.eval_on_selector_all("#rule-clause_country a", "all => all.map(one => one.href)")
    assert links == [f"https://crm.example.com/leads/L-{n:03}" for n in range(1, 11)]


def test_text_of_the_marts_stays_text(page: Shown, company: tuple[Path, Path]) -> None:
    assert page.page.locator("#verdicts-table-c0, #verdicts table").first.inner_text().count(world.HOSTILE) == 1
    assert page.page.locator("b, img, body iframe").count() == 0
    scripts = page.page.eval_on_selector_all("script:not([type])", "all => all.length")
    assert scripts == 2
    hrefs = page.page.eval_on_selector_all("a", "all => all.map(one => one.getAttribute('href'))")
    assert {href.split(":")[0] for href in hrefs if not href.startswith("#")} == {"https"}
    assert "crm:L-054" in page.page.inner_text("#rule-unmapped_value .records")


def test_what_the_page_has_no_business_with_is_not_in_it(company: tuple[Path, Path]) -> None:
    made = company[1].read_text()
    assert "Ben Gone (has left)" in made
    assert world.SECRET not in made
    assert "owners.example" not in made
    assert "Ada Before" not in made


def test_ids_are_unique_and_links_inside_the_page_lead_somewhere(page: Shown) -> None:
    ids = page.page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))
    inside = page.page.eval_on_selector_all("a[href^='#']", "all => all.map(one => one.getAttribute('href').slice(1))")
    assert set(inside) <= set(ids)
    assert len(set(inside)) > 10
    labels = page.page.eval_on_selector_all(
        "[aria-labelledby]", "all => all.map(one => one.getAttribute('aria-labelledby'))"
    )
    assert set(labels) <= set(ids)


def test_landmarks_headings_and_charts_can_be_heard(page: Shown) -> None:
    assert [page.page.locator(landmark).count() for landmark in ("h1", "main", "header", "nav", "footer")] == [1] * 5
    levels = page.page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    charts = page.page.eval_on_selector_all(
        ".chart", "all => all.map(one => [one.getAttribute('role'), one.ariaLabel])"
    )
    assert len(charts) == 6
    assert all(role == "img" and len(label) > 20 for role, label in charts)
    assert page.page.get_by_role("region", name="Leads to answer first").count() == 1


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_every_text_can_be_read(
    browser: Browser, company: tuple[Path, Path], width: int, scheme: str
) -> None:
    with shown(browser, company[1], width, scheme) as opened:
        assert opened.said == []
        assert opened.page.evaluate("document.documentElement.scrollWidth") == width
        wider = opened.page.eval_on_selector_all(
            ".chart svg", "all => all.filter(one => one.getBoundingClientRect().right > innerWidth).length"
        )
        assert wider == 0
        too_faint = opened.page.evaluate(FAINT)
        assert too_faint == []


def test_charts_and_page_follow_when_the_theme_changes_and_print_is_light(
    browser: Browser, company: tuple[Path, Path]
) -> None:
    with shown(browser, company[1]) as opened:
        light = opened.page.evaluate(LOOK)
        opened.page.emulate_media(color_scheme="dark")
        dark = opened.page.evaluate(LOOK)
        assert all(one != other for one, other in zip(light, dark, strict=True)), (light, dark)
        opened.page.emulate_media(color_scheme="dark", media="print")
        assert opened.page.evaluate(LOOK)[0] == light[0] == "rgb(255, 255, 255)"
        assert opened.page.pdf().startswith(b"%PDF")
        assert opened.said == []


def test_an_empty_company_is_told_what_to_do(browser: Browser, made: Made) -> None:
    _, file = made({"dim_company": [world.COMPANY]})
    with shown(browser, file) as opened:
        assert (opened.said, len(opened.requests)) == ([], 1)
        assert opened.page.inner_text("h1") == "Nothing was delivered yet"
        assert opened.page.locator(".empty").all_inner_texts() == [
            "Map leads in sources.yml, and run again.",
            "Map deals in sources.yml, and run again.",
            "No lead and no deal was delivered: map a source in sources.yml, and run again.",
            "No check of this build is recorded: run the whole job with leadline run.",
        ]
        assert opened.page.locator(".chart").count() == 0


def test_a_company_with_deals_only_is_served_also_without_the_marts_of_leads(browser: Browser, made: Made) -> None:
    tables = world.company()
    for names in (tuple(world.COLUMNS), ("fct_deals", "fct_deal_flags", "check_results", "rejected_rows")):
        _, file = made({**tables, "fct_leads": [], "fct_lead_flags": []}, names)
        with shown(browser, file) as opened:
            assert (opened.said, len(opened.requests)) == ([], 1)
            assert opened.page.inner_text("h1") == "3 of the 6 deals are flagged"
            sections = opened.page.eval_on_selector_all("section", "all => all.map(one => one.id)")
            assert sections == ["deals", "funnel", "data"]
            assert opened.figures()["deals.flagged",] == 3
            assert opened.page.locator("#rule-unmapped_value").count() == 1


def test_few_leads_accuse_nobody(browser: Browser, made: Made) -> None:
    leads = [world.lead(n, n, vendor="Small", verdict="non_conforming") for n in range(1, 20)]
    _, file = made({"dim_company": [world.COMPANY], "fct_leads": leads})
    with shown(browser, file) as opened:
        assert opened.page.inner_text("#verdicts-title") == "All 19 judged leads break the brief"
        assert "Small" not in opened.page.inner_text("header")
        assert opened.page.locator("#verdicts-table .few, #verdicts .few").all_inner_texts() == ["not enough data"]


# Ground of the page, ink of a text, colour of a bar and of a chart's text.
LOOK = """
() => [
  getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.querySelector("h1")).color,
  getComputedStyle(document.querySelector(".chart .mark-rect path")).fill,
  getComputedStyle(document.querySelector(".chart text")).fill,
]
"""

# Texts whose contrast with what is behind them is below 4.5 to 1.
FAINT = """
() => {
  const parse = colour => {
    const n = colour.match(/[0-9.]+/g).map(Number);
    const scale = colour.startsWith("color(") ? 255 : 1;
    return [n[0] * scale, n[1] * scale, n[2] * scale, n.length > 3 ? n[3] : 1];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const ground = element => {
    if (!element) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const luminance = colour => {
    const [r, g, b] = colour.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join("");
    if (!text || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const ink = over(parse(element.closest("svg") ? style.fill : style.color), ground(element));
    const [light, dark] = [luminance(ink), luminance(ground(element))].sort((a, b) => b - a);
    if ((light + .05) / (dark + .05) < 4.5) faint.push(text.slice(0, 40));
  }
  return faint;
}
"""
