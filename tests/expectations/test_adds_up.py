"""Whether the plan adds up: every sum by hand, what is said of a difference, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.agreement.adds_up import told
from expectations.agreement.schema import load_agreement
from tests.company import Company
from tests.expectations.test_agreement import BRIEF, COMPANY, SECOND_BRIEF
from tests.expectations.test_plan import planned

# April has 30 days. 4 × 250 and 10 × 20 % × 500 are 1,000; two owners × 5 leads are 10; the brief promises 10 leads a month.
PLAN = """\
plans:
  - version: 1
    valid_from: 2026-01-05
    approved_by: {marketing: Mia, sales: Sam}
    change_note: First.
    members:
      North: [crm:1]
      South: [crm:2]
    periods:
      2026-04:
        company: 1000
        regions: {Europe: 1000}
        teams: {North: 700, South: 300}
        owners: {crm:1: 700, crm:2: 300}
        deals: {company: 10, teams: {North: 7, South: 3}}
        products:
          crm:P1: {units: 4, price: 250}
        leads: {promised: 10, expected_conversion: 0.2, average_revenue: 500}
        capacity: {leads_per_owner_per_month: 5}
"""
AT = "plan.yml, line {}, plans[1].periods.2026-04{}: {}"
FITS = (
    "owners of North 700, team 700 EUR; owners of South 300, team 300 EUR; teams 1,000, company 1,000 EUR; "
    "regions 1,000, company 1,000 EUR; teams 10, company 10 deals; products 1,000, company 1,000 EUR; "
    "10 leads × 20 % × 500 EUR = 1,000, company 1,000 EUR; leads 10, 2 owners × 5 = 10; goals of the briefs 10, plan 10 leads"
)
OVER = "over-assigned, often on purpose"


def lines(folder: Path, *changes: tuple[str, str], company: str = COMPANY, brief: str = BRIEF) -> list[str]:
    """What is said of the plan with some changes."""
    plan = PLAN
    for old, new in changes:
        assert plan.count(old) == 1
        plan = plan.replace(old, new)
    planned(folder, plan, company)
    (folder / "lead_brief.yml").write_text(brief, encoding="utf-8")
    return told(load_agreement(folder))


def differences(folder: Path, *changes: tuple[str, str], brief: str = BRIEF) -> list[str]:
    return [line for line in lines(folder, *changes, brief=brief) if ": adds up: " not in line]


def test_a_plan_that_adds_up_is_one_line_with_its_numbers(tmp_path: Path) -> None:
    assert lines(tmp_path) == [AT.format(10, "", f"adds up: {FITS}")]


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "said"),
    [
        pytest.param("owners: {crm:1: 700", "owners: {crm:1: 735", 14, ".owners",
            f"the owners of North add up to 735 EUR, the team's target is 700 EUR: 35 more (5.0 %): {OVER}", id="owners over"),
        pytest.param("crm:2: 300}", "crm:2: 299.5}", 14, ".owners",
            "the owners of South add up to 299.5 EUR, the team's target is 300 EUR: 0.5 less (0.2 %): so much is nobody's target",
            id="owners under"),
        pytest.param("regions: {Europe: 1000}", "regions: {Europe: 600, Asia: 500}", 12, ".regions",
            f"the regions add up to 1,100 EUR, the company's target is 1,000 EUR: 100 more (10.0 %): {OVER}", id="regions over"),
        pytest.param("{North: 7, South: 3}", "{North: 7, South: 2}", 15, ".deals.teams",
            "the teams add up to 9 deals, the company's target is 10 deals: 1 less (10.0 %): so much is nobody's target",
            id="deals under"),
        pytest.param("units: 4", "units: 3", 16, ".products",
            "units × price of the products come to 750 EUR, the company's target is 1,000 EUR: 250 less (25.0 %): "
            "so much is to be sold of no product", id="products under"),
        pytest.param("units: 4", "units: 5", 16, ".products",
            "units × price of the products come to 1,250 EUR, the company's target is 1,000 EUR: 250 more (25.0 %): "
            "more is planned to be made than to be sold", id="products over"),
        pytest.param("0.2", "0.15", 18, ".leads",
            "10 leads × 15 % × 500 EUR come to 750 EUR, the company's target is 1,000 EUR: 250 less (25.0 %): "
            "so much has to come from elsewhere than from leads", id="leads do not make the revenue"),
        pytest.param("month: 5", "month: 4", 18, ".leads",
            "the promised leads are 10, 2 owners × 4 leads each are 8: 2 more (25.0 %): more than can be worked", id="too few hands"),
    ],
)  # fmt: skip
def test_a_difference_names_both_sums_and_how_much(
    tmp_path: Path, old: str, new: str, line: int, place: str, said: str
) -> None:
    assert differences(tmp_path, (old, new)) == [AT.format(line, place, said)]


def test_hands_to_spare_are_no_difference(tmp_path: Path) -> None:
    assert differences(tmp_path, ("month: 5", "month: 50")) == []


@pytest.mark.parametrize(("units", "is_told"), [("4.04", False), ("4.05", True)], ids=["one percent", "more"])
def test_estimates_that_differ_by_one_percent_are_the_same(tmp_path: Path, units: str, is_told: bool) -> None:
    assert bool(differences(tmp_path, ("units: 4", f"units: {units}"))) is is_told


def test_without_targets_of_teams_owners_add_up_to_the_company(tmp_path: Path) -> None:
    assert differences(tmp_path, ("        teams: {North: 700, South: 300}\n", ""), ("crm:2: 300}", "crm:2: 200}")) == [
        AT.format(
            13,
            ".owners",
            "the owners add up to 900 EUR, the company's target is 1,000 EUR: 100 less (10.0 %): so much is nobody's target",
        )
    ]


def test_a_target_of_nothing_has_no_percent(tmp_path: Path) -> None:
    assert differences(tmp_path, ("South: 300}", "South: 0}"), ("North: 700,", "North: 1000,"))[1:] == [
        AT.format(14, ".owners", f"the owners of South add up to 300 EUR, the team's target is 0 EUR: 300 more: {OVER}")
    ]  # fmt: skip


def test_a_brief_that_ends_within_the_period_promises_its_share_of_days(tmp_path: Path) -> None:
    """The default brief of 10 a month holds until 15 April: 15 of 30 days. Another promises 30 a quarter: 10 a month."""
    ended = BRIEF.replace("    name: All", "    last_day: 2026-04-15\n    name: All")
    events = SECOND_BRIEF.replace("id: default", "id: events").replace("scope: default", "scope: {channels: [event]}")
    events = events.replace("{goal: 10, unit: conforming}", "{goal: 30, unit: accepted, per: quarter}")
    assert differences(tmp_path, brief=ended + events) == [
        AT.format(18, ".leads", "the goals of the briefs (default 5 conforming, events 10 accepted) add up to 15 leads, "
            "the plan counts on 10 leads: 5 more (50.0 %): marketing promises more than the plan needs")
    ]  # fmt: skip


def test_no_brief_promises_nothing(tmp_path: Path) -> None:
    assert differences(tmp_path, brief=BRIEF.replace("2026-01-01", "2026-05-01")) == [
        AT.format(18, ".leads", "the goals of the briefs (none is in force) add up to 0 leads, "
            "the plan counts on 10 leads: 10 less (100.0 %): nobody has promised so many")
    ]  # fmt: skip


def test_months_add_up_to_their_quarter_only_when_all_have_a_target(tmp_path: Path) -> None:
    quarter = (
        "      2026-05: {company: 900}\n      2026-06: {company: 1100}\n      2026-Q2: {company: 3100}\n    costs: {}\n"
    )
    planned(tmp_path, PLAN + quarter)
    said = [line for line in told(load_agreement(tmp_path)) if "2026-Q2" in line]
    assert said == [
        "plan.yml, line 22, plans[1].periods.2026-Q2.company: the months of 2026-Q2 add up to 3,000 EUR, "
        "its own target is 3,100 EUR: 100 less (3.2 %): so much is nobody's target"
    ]
    planned(tmp_path, PLAN + quarter.replace("      2026-05: {company: 900}\n", ""))
    assert [line for line in told(load_agreement(tmp_path)) if "2026-Q2" in line] == []


def test_a_fiscal_year_is_made_of_its_own_quarters(tmp_path: Path) -> None:
    """With a fiscal year from April, April 2026 is of the fiscal year 2027, and so is its first quarter."""
    quarters = "".join(f"      2027-Q{number}: {{company: {number}000}}\n" for number in (1, 2, 3, 4))
    planned(tmp_path, PLAN + quarters + "      2027: {company: 10000}\n", COMPANY + "fiscal_year_start_month: 4\n")
    assert told(load_agreement(tmp_path))[1:] == [
        "plan.yml, line 24, plans[1].periods.2027: adds up: quarters 10,000, 2027 10,000 EUR"
    ]


def test_a_quarter_has_three_months_of_hands_and_goals(tmp_path: Path) -> None:
    """2 owners × 5 × 3 are 30 leads, and 10 a month are 30 a quarter."""
    changes = ("2026-04:", "2026-Q2:"), ("promised: 10", "promised: 30"), ("500}", "166.666667}")
    [line] = lines(tmp_path, *changes)
    assert line.endswith("leads 30, 2 owners × 15 = 30; goals of the briefs 30, plan 30 leads")


def test_the_latest_version_is_told_of_and_its_currency(tmp_path: Path) -> None:
    second = PLAN.split("plans:\n")[1].replace("version: 1", "version: 2").replace("2026-01-05", "2026-02-05")
    second = second.replace("    members:", "    currency: CHF\n    members:").replace("crm:2: 300}", "crm:2: 200}")
    planned(tmp_path, PLAN + second)
    difference, fits = told(load_agreement(tmp_path))
    assert difference == (
        "plan.yml, line 33, plans[2].periods.2026-04.owners: the owners of South add up to 200 CHF, "
        "the team's target is 300 CHF: 100 less (33.3 %): so much is nobody's target"
    )
    assert fits.startswith("plan.yml, line 29, plans[2].periods.2026-04: adds up: owners of North 700, team 700 CHF; ")


def test_validate_says_it_and_ends_well(tmp_path: Path) -> None:
    (tmp_path / "agreement").mkdir()
    company = Company(
        tmp_path / "data", agreement=planned(tmp_path / "agreement", PLAN.replace("units: 4", "units: 3"))
    )
    done = company.leadline("validate")
    assert done.returncode == 0, done.stderr
    assert "come to 750 EUR, the company's target is 1,000 EUR: 250 less (25.0 %)" in done.stdout
    assert "adds up: owners of North 700, team 700 EUR" in done.stdout
