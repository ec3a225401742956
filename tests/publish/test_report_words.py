"""Figures in words, the script that is kept, and marts as the dbt project has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from orchestration.publish.report import words
from orchestration.publish.report.bundle import javascript
from orchestration.publish.report.markup import figure, record
from orchestration.settings import ROOT
from tests.publish.world import COLUMNS


@pytest.mark.parametrize(
    ("part", "whole", "sentence"),
    [
        (0, 4726, "None of the 4,726 leads breaks"),
        (19, 19, "All 19 leads break"),
        (1, 11, "1 of the 11 leads breaks"),
        (5, 11, "5 of the 11 leads break"),
        (9, 1000, "9 of the 1,000 leads break"),
        (100, 1000, "One of ten leads breaks"),
        (398, 1000, "Four of ten leads break"),
        (999, 1000, "Nearly all leads break"),
    ],
)
def test_a_share_begins_a_sentence(part: int, whole: int, sentence: str) -> None:
    assert words.share_of(part, whole, "leads", "breaks", "break") == sentence


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "–"), (0, 9, "0%"), (1, 1000, "<1%"), (1, 3, "33%"), (999, 1000, ">99%"), (9, 9, "100%")],
)
def test_a_percentage_is_never_rounded_to_nothing_or_all(part: int, whole: int, shown: str) -> None:
    assert words.percent(part, whole) == shown


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (19600.4, "EUR", "EUR 19,600"),
        (2_140_000, "EUR", "EUR 2.1 M"),
        (3_000_000_000, "CHF", "CHF 3.0 bn"),
        (-1_500_000, "EUR", "EUR -1.5 M"),
        (20, None, "20 in base currency"),
    ],
)
def test_an_amount_names_its_currency(amount: float, currency: str | None, shown: str) -> None:
    assert words.money(amount, currency) == shown.replace(" ", "\u00a0")


def test_days_periods_and_stages_read_as_people_write_them() -> None:
    assert [words.days(value) for value in (0, 1, 12)] == ["since today", "for 1 day", "for 12 days"]
    assert words.period(date(2024, 12, 1), "month") == "Dec 2024"
    assert words.period(date(2024, 10, 1), "quarter") == "Q4 2024"
    assert words.stage("closed_won") == "Closed won"
    assert words.stage("?Handshake") == "“Handshake” (not in the process)"


def test_attributes_and_links_cannot_be_broken_out_of() -> None:
    assert figure("a", 1200, vendor='"><i>') == (
        '<data value="1200" data-figure="a" data-vendor="&quot;&gt;&lt;i&gt;">1,200</data>'
    )
    assert record("x:1", 'https://crm.example.com/?a="b"&c=1') == (
        '<a class="record" href="https://crm.example.com/?a=&quot;b&quot;&amp;c=1" rel="noreferrer noopener">x:1</a>'
    )
    for url in (None, "", "javascript:alert(1)", "data:text/html,x", " https://x.example"):
        assert record("x:1", url) == '<span class="record">x:1</span>'


def test_the_script_is_made_once_and_read_from_then_on(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    made = javascript(cache)
    assert "vegaEmbed" in made
    assert "</script" not in made.lower()
    [file] = cache.iterdir()
    assert file.read_text() == made
    file.write_text("kept")
    assert javascript(cache) == "kept"


@pytest.mark.parametrize("mart", COLUMNS)
def test_the_marts_of_these_tests_are_the_project_s(mart: str) -> None:
    [file] = (ROOT / "dbt_project" / "models" / "marts").rglob(f"{mart}.yml")
    [model] = yaml.safe_load(file.read_text())["models"]
    contract = {column["name"]: column["data_type"] for column in model["columns"]}
    named = [column.strip().split(None, 1) for column in COLUMNS[mart].replace("(38, 2)", "(38;2)").split(",")]
    here = {name: type_.replace("varchar", "string").replace(";", ",") for name, type_ in named}
    assert here == {name: contract.get(name) for name in here}
