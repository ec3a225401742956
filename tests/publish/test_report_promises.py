"""What was promised, as the page tells it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.build import Build
from orchestration.publish.report.marts import open_marts
from orchestration.publish.report.promise_section import promises

NOW = Build("b", datetime(2026, 5, 29, 18, tzinfo=UTC))
MARTS = """
    create schema marts;
    create table marts.dim_company as select 'Europe/Berlin' as time_zone, 'EUR' as base_currency, 'month' as period;
    create table marts.mart_brief_scorecard (
        brief_id varchar, brief_name varchar, period_start date, period_end date, week_start date, promised bigint, unit varchar,
        delivered_to_date bigint, counted_to_date bigint, expected_to_date double, pace_gap double, expected_at_end double,
        owed_amount decimal(38, 2), withheld_amount decimal(38, 2), currency varchar
    );
    create table marts.mart_brief_shares (
        brief_id varchar, brief_name varchar, period_start date, period_end date, share_id bigint, field varchar, counted_values varchar,
        promised_ratio double, unit varchar, counted bigint, with_value bigint, without_any bigint, leads_short bigint, is_kept boolean
    );
    create table marts.mart_lead_disputes (kind varchar, whose_move varchar, age_days bigint);
"""
ALL = "('all', '{}', '2026-05-01', '2026-06-01', '{}', 60, 'accepted', 90, {}, 56.1, {}, 40.2, 960.00, 60.00, 'EUR')"
FAIR = "('fair', 'Fair & more', '2026-04-01', '2026-07-01', '2026-05-25', 80, 'conforming', 5, 3, null, null, null, null, null, null)"
OVER = (
    "('over', 'Over', '2026-04-01', '2026-05-01', '2026-04-27', 20, 'conforming', 5, 3, 20, -17, 3, null, null, null)"
)


def told(folder: Path, rows: list[str], disputes: str = "", shares: str = "") -> str:
    file = folder / "leadline.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(MARTS)
        if rows:
            connection.execute(f"insert into marts.mart_brief_scorecard values {', '.join(rows)}")
        if shares:
            connection.execute(f"insert into marts.mart_brief_shares values {shares}")
        if disputes:
            connection.execute(f"insert into marts.mart_lead_disputes values {disputes}")
    with open_marts(file, NOW) as marts:
        return promises(marts)


def figures(page: str) -> dict[str, str]:
    """Figures of the section by name and what they are of."""
    found = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)" data-\w+="([^"]*)">', page)
    return {f"{name} {of}": value for value, name, of in found}


def test_each_brief_is_told_by_the_newest_week_of_the_period_under_way(tmp_path: Path) -> None:
    older, newest = ALL.format("All", "2026-05-18", 30, -5.0), ALL.format("All", "2026-05-25", 40, -16.1)
    page = told(tmp_path, [older, newest, FAIR, OVER])
    assert figures(page) == {
        "promises.promised all": "60", "promises.counted all": "40", "promises.promised fair": "80", "promises.counted fair": "3",
    }  # fmt: skip
    assert "1 of 2 briefs is behind what was promised by now" in page
    assert "Fair &amp; more" in page
    assert "31 May 2026" in page
    assert "EUR\u00a0960" in page
    assert "Over" not in page


@pytest.mark.parametrize(
    ("gap", "title"),
    [
        (-16.1, "16 leads behind what was promised by now"),
        (-1.0, "The brief is where it should be by now"),
        (9, "The brief is where"),
    ],
)
def test_a_lead_more_or_less_is_no_news(tmp_path: Path, gap: float, title: str) -> None:
    assert title in told(tmp_path, [ALL.format("All", "2026-05-25", 40, gap)])


def test_what_is_not_agreed_on_says_how_many_how_old_and_whose_move_it_is(tmp_path: Path) -> None:
    rejected = "('conforming_but_rejected', 'sales', 3), ('conforming_but_rejected', 'sales', 12)"
    disputes = f"{rejected}, ('non_conforming_but_accepted', 'marketing', 1)"
    page = told(tmp_path, [FAIR], disputes)
    assert figures(page)["promises.disputes conforming_but_rejected"] == "2"
    assert re.search(r"Keeps the brief, and sales rejected it.*?>12<.*?>sales<", page, re.DOTALL)
    assert re.search(r"Breaks the brief, and sales took it.*?>1<.*?>marketing<", page, re.DOTALL)


def test_minimum_shares_say_whether_they_are_kept_the_broken_ones_first(tmp_path: Path) -> None:
    share = "('all', 'All & all', '2026-05-01', '2026-06-01', {}, '{}', '{}', {}, 'accepted', {}, {}, {}, {}, {})"
    shares = [
        share.format(1, "country", "AT, DE", 0.4, 5, 2, 1, 0, "true"),
        share.format(2, "ip_country", "DE", 0.7, 5, 2, 1, 2, "false"),
        share.format(3, "industry", "Retail", 0.125, 1, 0, 1, 1, "null"),
        share.format(4, "seniority", "director", 0.3, 0, 0, 0, 0, "null"),
        share.replace("'2026-05-01', '2026-06-01'", "'2026-04-01', '2026-05-01'").format(
            1, "over", "X", 0.3, 9, 9, 0, 0, "true"
        ),
    ]
    page = told(tmp_path, [ALL.format("All", "2026-05-25", 40, 0)], shares=", ".join(shares))
    rows = re.findall(r"<tr>.*?</tr>", page[page.index("Who the leads should be") :], re.DOTALL)
    cells = [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]
    assert [row for row in cells if row] == [
        ["All &amp; all", "70% with ip country DE", "5 accepted leads", "2", "1", "no, 2 leads short"],
        ["All &amp; all", "12.5% with industry Retail", "1 accepted lead", "0", "1", "nobody knows"],
        ["All &amp; all", "40% with country AT, DE", "5 accepted leads", "2", "1", "yes"],
        ["All &amp; all", "30% with seniority director", "0 accepted leads", "0", "0", "no lead yet"],
    ]  # fmt: skip
    assert figures(page)["promises.with_value all 2"] == "2"


def test_without_a_brief_nothing_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, []) == ""
