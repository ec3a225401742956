"""plan.yml: what it says, which days its periods are, what lands of it, and how it says that it is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.agreement.plan import NAME, Span, span
from expectations.agreement.schema import AgreementError, load_agreement
from orchestration.build import Build
from orchestration.extract import agreement
from orchestration.lake import Lake
from tests.expectations.test_agreement import COMPANY, write

PLAN = """\
plans:
  - version: 1
    valid_from: 2026-01-05
    approved_by: {marketing: Mia, sales: Sam}
    change_note: First.
    members:
      North: [crm:1, crm:2]
      South: [crm:3]
    periods:
      2026-04:
        company: 1000
        regions: {Europe: 1000}
        teams: {North: 700, South: 300}
        owners: {crm:1: 400, crm:2: 300, crm:3: 300}
        deals: {company: 10, teams: {North: 7}}
        products:
          crm:P1: {units: 4, price: 250}
        leads: {promised: 50, expected_conversion: 0.2, average_revenue: 100}
        capacity: {leads_per_owner_per_month: 20}
      2026-Q2: {company: 3000}
      2026: {company: 12000}
    costs:
      crm:P1: {too_few_units: 60, too_many_units: 5}
"""


def planned(folder: Path, plan: str = PLAN, company: str = COMPANY) -> Path:
    (write(folder, company) / NAME).write_text(plan, encoding="utf-8")
    return folder


def problems(folder: Path, plan: str) -> list[str]:
    with pytest.raises(AgreementError) as error:
        load_agreement(planned(folder, plan))
    return [problem.removeprefix(f"{folder}/") for problem in error.value.problems]


def rows(lake: Lake, table: str, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        sql = f"select {columns} from ({lake.select('leadline', table)}) as landed order by all"
        return connection.execute(sql).fetchall()


def land(folder: Path, lake: Lake, number: int = 0) -> bool:
    return agreement.land(folder, Build(f"build{number}", datetime(2026, 3, 1 + number, tzinfo=UTC)), lake)


def test_what_the_file_says(tmp_path: Path) -> None:
    read = load_agreement(planned(tmp_path))
    [plan] = read.plans
    april = plan.periods["2026-04"]
    assert (plan.version, plan.valid_from, plan.currency) == (1, date(2026, 1, 5), None)
    assert list(plan.periods) == ["2026-04", "2026-Q2", "2026"]
    assert (april.company, april.teams, april.owners["crm:1"]) == (1000, {"North": 700, "South": 300}, 400)
    assert (april.deals.company, april.deals.teams) == (10, {"North": 7})
    assert (plan.team_of("crm:2"), plan.team_of("crm:9")) == ("North", None)
    assert [file.name for file in read.files] == ["company.yml", "lead_brief.yml", "sales_process.yml", NAME]


def test_without_the_file_nothing_is_planned(tmp_path: Path) -> None:
    assert load_agreement(write(tmp_path)).plans == ()


@pytest.mark.parametrize(
    ("period", "first_month", "expected"),
    [
        pytest.param("2026-12", 1, Span(date(2026, 12, 1), date(2027, 1, 1), 1), id="a month"),
        pytest.param("2026-Q2", 1, Span(date(2026, 4, 1), date(2026, 7, 1), 3), id="a quarter"),
        pytest.param("2026-Q4", 1, Span(date(2026, 10, 1), date(2027, 1, 1), 3), id="the last quarter"),
        pytest.param("2026", 1, Span(date(2026, 1, 1), date(2027, 1, 1), 12), id="a year"),
        pytest.param("2026", 4, Span(date(2025, 4, 1), date(2026, 4, 1), 12), id="a fiscal year, named after its end"),
        pytest.param("2026-Q2", 4, Span(date(2025, 7, 1), date(2025, 10, 1), 3), id="a fiscal quarter"),
        pytest.param("2026-04", 4, Span(date(2026, 4, 1), date(2026, 5, 1), 1), id="a month is a month"),
    ],
)
def test_a_period_is_so_many_days(period: str, first_month: int, expected: Span) -> None:
    assert span(period, first_month) == expected


def test_every_target_lands(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (tmp_path / "agreement").mkdir()
    assert land(planned(tmp_path / "agreement"), lake)
    columns = "period, level, name, team, measure, value, currency"
    april = [row[1:] for row in rows(lake, "agreement_plan_targets", columns) if row[0] == "2026-04"]
    assert april == [
        ("company", None, None, "deals", 10, None),
        ("company", None, None, "leads_promised", 50, None),
        ("company", None, None, "revenue", 1000, "EUR"),
        ("owner", "crm:1", "North", "revenue", 400, "EUR"),
        ("owner", "crm:2", "North", "revenue", 300, "EUR"),
        ("owner", "crm:3", "South", "revenue", 300, "EUR"),
        ("product", "crm:P1", None, "revenue", 1000, "EUR"),
        ("product", "crm:P1", None, "units", 4, None),
        ("region", "Europe", None, "revenue", 1000, "EUR"),
        ("team", "North", "North", "deals", 7, None),
        ("team", "North", "North", "revenue", 700, "EUR"),
        ("team", "South", "South", "revenue", 300, "EUR"),
    ]
    assert rows(
        lake, "agreement_plan_targets", "distinct plan_version, period, period_start, period_end, valid_to"
    ) == [
        (1, "2026", date(2026, 1, 1), date(2027, 1, 1), None),
        (1, "2026-04", date(2026, 4, 1), date(2026, 5, 1), None),
        (1, "2026-Q2", date(2026, 4, 1), date(2026, 7, 1), None),
    ]
    assert rows(lake, "agreement_plan_costs", "* exclude (load_id, loaded_at)") == [(1, "crm:P1", 60, 5, "EUR")]
    assert rows(lake, "agreement_plan_leads", "* exclude (load_id, loaded_at)") == [(1, "2026-04", 50, 0.2, 100, 20)]


def test_what_an_owner_can_work_in_a_quarter_is_three_months_of_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (tmp_path / "agreement").mkdir()
    land(planned(tmp_path / "agreement", PLAN.replace("2026-04:", "2026-Q3:")), lake)
    assert rows(lake, "agreement_plan_leads", "period, leads_per_owner") == [("2026-Q3", 60)]


def test_a_version_ends_where_the_next_begins(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    (tmp_path / "agreement").mkdir()
    second = PLAN.split("plans:\n")[1].replace("version: 1", "version: 2").replace("2026-01-05", "2026-03-02")
    land(planned(tmp_path / "agreement", PLAN + second), lake)
    assert rows(lake, "agreement_plan_targets", "distinct plan_version, valid_from, valid_to") == [
        (1, date(2026, 1, 5), date(2026, 3, 2)),
        (2, date(2026, 3, 2), None),
    ]


def test_a_plan_that_comes_changes_and_goes_is_a_change_each_time(tmp_path: Path) -> None:
    later = PLAN.replace("2026-01-05", "2026-03-20")  # a plan that is in force is not edited
    lake = Lake(tmp_path / "lake")
    (tmp_path / "agreement").mkdir()
    folder = write(tmp_path / "agreement")
    assert land(folder, lake)
    assert land(planned(folder, later), lake, 1)
    assert not land(folder, lake, 2)
    assert land(planned(folder, later.replace("crm:3: 300", "crm:3: 310")), lake, 3)
    (folder / NAME).unlink()
    assert land(folder, lake, 4)
    assert not land(folder, lake, 5)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("2026-Q2", "2026-Q5", [
            "plan.yml, line 20, plans[1].periods.2026-Q5: '2026-Q5' is no period: write 2026-04 for a month, "
            "2026-Q2 for a fiscal quarter, 2026 for a fiscal year",
        ], id="a period that is none"),
        pytest.param("2026: {company: 12000}", "226: {company: 12000}", [
            "plan.yml, line 21, plans[1].periods.226: '226' is no period: write 2026-04 for a month, "
            "2026-Q2 for a fiscal quarter, 2026 for a fiscal year",
        ], id="a year that is none"),
        pytest.param("{company: 12000}", "", [
            "plan.yml, line 21, plans[1].periods.2026: name company, regions, teams, owners, deals, products or leads: "
            "nothing is planned here",
        ], id="an empty period"),
        pytest.param("regions: {Europe: 1000}", "region: {Europe: 1000}", [
            "plan.yml, line 12, plans[1].periods.2026-04.region: is not known here (did you mean regions?); "
            "there are: company, regions, teams, owners, deals, products, leads, capacity",
        ], id="a field that is none"),
        pytest.param("price: 250", "cost: 250", [
            "plan.yml, line 17, plans[1].periods.2026-04.products.crm:P1.price: is missing: add it",
            "plan.yml, line 17, plans[1].periods.2026-04.products.crm:P1.cost: is not known here; there are: units, price",
        ], id="a product without a price"),
        pytest.param("company: 3000", "company: 3 000", [
            "plan.yml, line 20, plans[1].periods.2026-Q2.company: '3 000': input should be a valid number, "
            "unable to parse string as a number",
        ], id="a target that is no number"),
        pytest.param("company: 3000", "company: -1", [
            "plan.yml, line 20, plans[1].periods.2026-Q2.company: '-1': input should be greater than or equal to 0",
        ], id="a target below zero"),
        pytest.param("0.2", "20", [
            "plan.yml, line 18, plans[1].periods.2026-04.leads.expected_conversion: '20': input should be less than or equal to 1",
        ], id="a conversion in percent"),
        pytest.param("crm:3: 300}", "R3: 300}", [
            "plan.yml, line 14, plans[1].periods.2026-04.owners.R3: 'R3' is not the id of a record: "
            "write <source>:<id>, such as crm:0051",
        ], id="an owner without its source"),
        pytest.param("crm:3: 300}", "crm:4: 300}", [
            "plan.yml, line 14, plans[1].periods.2026-04.owners.crm:4: 'crm:4' is in no team of `members` (did you mean crm:3?): add it",
        ], id="an owner of no team"),
        pytest.param("teams: {North: 7}", "teams: {Norht: 7}", [
            "plan.yml, line 15, plans[1].periods.2026-04.deals.teams.Norht: "
            "'Norht' is no team of `members` (did you mean North?): add it",
        ], id="a team that is none"),
        pytest.param("South: [crm:3]", "South: [crm:3, crm:1]", [
            "plan.yml, line 8, plans[1].members.South[2]: 'crm:1' is in North already (line 7): keep one of the two",
        ], id="an owner in two teams"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_field(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    assert PLAN.count(old) == 1
    assert problems(tmp_path, PLAN.replace(old, new)) == told


def test_a_later_version_begins_later(tmp_path: Path) -> None:
    second = PLAN.split("plans:\n")[1].replace("version: 1", "version: 2")
    assert problems(tmp_path, PLAN + second) == [
        "plan.yml, line 25, plans[2].valid_from: 2026-01-05 is not after version 1's 2026-01-05: a later version begins later"
    ]


EDITED = "but version 1 of the plan is in force since 2026-01-05 and says"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "company: 1000\n",
            "company: 900\n",
            f"line 11, plans[1].periods.2026-04.company: 900.0, {EDITED} 1000.0: put",
        ),
        ("      2026: {company: 12000}\n", "", f"plans[1].periods.2026: nothing, {EDITED} {{"),
        ("crm:3: 300}", "crm:3: 299}", f"plans[1].periods.2026-04.owners.crm:3: 299.0, {EDITED} 300.0"),
        ("too_few_units: 60", "too_few_units: 6", f"plans[1].costs.crm:P1.too_few_units: 6.0, {EDITED} 60.0"),
    ],
    ids=["a target", "a period", "an owner's", "a cost"],
)
def test_a_plan_that_is_in_force_is_not_edited(tmp_path: Path, old: str, new: str, said: str) -> None:
    lake, folder = Lake(tmp_path / "lake"), tmp_path
    land(planned(folder), lake)
    assert PLAN.count(old) == 1
    with pytest.raises(AgreementError) as error:
        land(planned(folder, PLAN.replace(old, new)), lake, 1)
    [problem] = error.value.problems
    assert said in problem
    second = PLAN.replace("plans:\n", "").replace("version: 1", "version: 2").replace("2026-01-05", "2026-03-01")
    assert land(planned(folder, PLAN + second.replace(old, new)), lake, 2)


def test_a_plan_that_is_gone_is_named_also_where_its_file_is_gone(tmp_path: Path) -> None:
    lake, folder = Lake(tmp_path / "lake"), tmp_path
    land(planned(folder), lake)
    (folder / NAME).unlink()
    with pytest.raises(
        AgreementError, match=r"plan.yml: version 1 of the plan is in force since 2026-01-05, and is gone: "
    ):
        land(folder, lake, 1)


def test_a_plan_that_is_to_come_may_be_edited(tmp_path: Path) -> None:
    lake, folder = Lake(tmp_path / "lake"), tmp_path
    later = PLAN.replace("2026-01-05", "2026-03-20")
    land(planned(folder, later), lake)
    assert land(planned(folder, later.replace("company: 1000\n", "company: 900\n")), lake, 1)
