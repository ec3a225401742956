"""The agreement in the lake: whole when it changed, and not at all when it did not."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from expectations.agreement.schema import AgreementError
from orchestration.build import Build
from orchestration.extract import agreement
from orchestration.lake import Lake
from orchestration.settings import ROOT
from tests.expectations.test_agreement import BRIEF, PROCESS, SECOND_BRIEF, write
from tests.expectations.test_brief import WHOLE
from tests.expectations.test_company import CALENDAR, PUBLIC
from tests.expectations.test_process import GATED

DAY = datetime(2026, 3, 1, tzinfo=UTC)
TO_COME = BRIEF.replace("2026-01-01", "2027-01-01")  # not in force yet: it may change


def build(number: int) -> Build:
    return Build(f"build{number}", DAY + timedelta(days=number))


def rows(lake: Lake, table: str, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        sql = f"select {columns} from ({lake.select('leadline', table)}) as landed order by all"
        return connection.execute(sql).fetchall()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "agreement"
    folder.mkdir()
    return write(folder)


def test_every_table_has_what_the_files_say(lake: Lake, folder: Path) -> None:
    assert agreement.land(folder, build(0), lake)
    assert rows(lake, "agreement_company", "* exclude (load_id, loaded_at)") == [
        ("Europe/Berlin", "EUR", 1, "month", 3, None, None)
    ]
    assert rows(lake, "agreement_briefs", "* exclude (name, objective)") == [
        (
            "default", 1, date(2026, 1, 1), None, "default", "", 0, 10, "conforming", "month", "Mia", "Sam", "First.",
            False, None, None, "even", "everywhere", None, None, None, None, None, None, None, None, False, None, None,
            "build0-agreement", DAY.replace(tzinfo=None),
        )
    ]  # fmt: skip
    assert rows(lake, "agreement_brief_limits", "brief_id, version, limit_id, value") == [
        ("default", 1, "duplicate_lead", 90.0)
    ]
    assert rows(lake, "agreement_brief_clauses", "* exclude (load_id, loaded_at)") == [
        ("default", 1, "our_countries", "country", "in", "hard", "unknown", country, "Our countries.", "Return it.")
        for country in ("DE", "NO")
    ]
    assert rows(lake, "agreement_rejection_reasons", "reason") == [("no need",)]
    assert rows(
        lake,
        "agreement_stages",
        "position, stage_id, is_closed, is_won, probability, forecast_category, expected_days, valid_to",
    ) == [
        (1, "proposal", False, False, 0.5, "best_case", 20, None),
        (2, "closed_won", True, True, 1.0, "closed", None, None),
        (3, "closed_lost", True, False, 0.0, "omitted", None, None),
    ]
    assert rows(lake, "agreement_stage_names", "process_version, stage_id, source, name") == [
        (1, "proposal", "crm", "Proposal"),
        (1, "proposal", "crm", "Quote"),
    ]
    assert rows(lake, "agreement_files", "file, length(agreement_hash), first_loaded_at") == [
        (name, 64, DAY.replace(tzinfo=None)) for name in ("company.yml", "lead_brief.yml", "sales_process.yml")
    ]


UNSTAMPED = "* exclude (load_id, loaded_at)"


def test_what_nobody_stated_lands_as_its_default(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    assert rows(lake, "agreement_working_hours", UNSTAMPED) == [(None, day, 540, 1020) for day in range(1, 6)]
    assert rows(lake, "agreement_brief_duplicate_keys", UNSTAMPED) == [("default", 1, "email"), ("default", 1, "phone")]
    assert rows(lake, "agreement_moves", UNSTAMPED) == [(1, "proposal", "closed_lost"), (1, "proposal", "closed_won")]
    for table in ("holidays", "public_holidays", "own_domains", "brief_shares", "brief_exclusions", "gates"):
        assert rows(lake, f"agreement_{table}", "*") == []


def test_what_is_asked_of_public_holidays_lands_beside_the_days(lake: Lake, folder: Path) -> None:
    write(folder, PUBLIC)
    agreement.land(folder, build(0), lake)
    assert rows(lake, "agreement_holidays", UNSTAMPED) == [("DE", date(2026, 12, 24))]
    assert rows(lake, "agreement_public_holidays", UNSTAMPED) == [("AT", None), ("DE", "BY"), ("DE", None)]


def test_every_table_has_what_whole_files_say(lake: Lake, folder: Path) -> None:
    write(folder, CALENDAR, WHOLE, GATED)
    agreement.land(folder, build(0), lake)
    assert rows(lake, "agreement_company", "late_data_days") == [(5,)]
    assert rows(lake, "agreement_working_hours", UNSTAMPED) == [
        ("NO", 1, 0, 1440),
        ("NO", 7, 0, 1440),
        *((None, day, 510, 1020) for day in range(1, 5)),
        (None, 5, 510, 840),
    ]
    assert rows(lake, "agreement_own_domains", UNSTAMPED) == [("acme.com",), ("acme.de",)]
    assert rows(lake, "agreement_holidays", UNSTAMPED) == [("DE", date(2026, 5, 1)), ("DE", date(2026, 12, 25))]
    # Five in the afternoon in New York on 3 April is summer time: four hours behind.
    assert rows(lake, "agreement_briefs", "volume_per, volume_due_at, volume_pacing, duplicate_scope, persona") == [
        (None, datetime(2026, 4, 3, 21), "front", "vendor", "Plant managers.")
    ]
    assert rows(lake, "agreement_briefs", "price_amount, price_currency, price_per, price_cap, return_within_days") == [
        (Decimal("42.50"), "USD", "accepted", Decimal("4000.00"), 14)
    ]
    assert rows(
        lake, "agreement_briefs", "respond_within_minutes, attempts, is_reason_required, nurture_within_days"
    ) == [(240, 6, True, 7)]
    assert rows(lake, "agreement_brief_shares", "share_id, field, value, share") == [
        (1, "country", "Germany", 0.5),
        (1, "country", "NO", 0.5),
        (2, "country", "DK", 0.2),
    ]
    assert rows(lake, "agreement_brief_exclusions", "exclusion, value") == [
        ("accounts", "Acme"),
        ("accounts", "acme.com"),
        ("customers", None),
        ("students", None),
    ]
    assert rows(lake, "agreement_brief_duplicate_keys", "key") == [("domain",), ("email",)]
    assert rows(lake, "agreement_gates", "position, criterion_id, evidence_kind, evidence_value, waived_by") == [
        (1, "next_step", "field_is_filled", "next_step", None),
        (2, "terms", "field_is_one_of", "payment_terms=30", "Head of Sales, Finance"),
        (2, "terms", "field_is_one_of", "payment_terms=60 days", "Head of Sales, Finance"),
        (3, "met", "activity_held", "meeting", None),
        (4, "sent", "quote_sent", None, None),
        (5, "accepted", "quote_accepted", None, None),
        (6, "buyer", "contact_role", "Buyer", None),
        (7, "first", "stage_visited", "proposal", None),
        (8, "checked", "checkbox", "Ops OK", None),
    ]
    assert not agreement.land(folder, build(1), lake)


def test_a_price_and_a_deadline_without_currency_and_zone_have_the_companys(lake: Lake, folder: Path) -> None:
    text = WHOLE.replace("currency: USD, ", "").replace("      time_zone: America/New_York\n", "")
    write(folder, brief=text)
    agreement.land(folder, build(0), lake)
    # Summer time in Berlin: two hours ahead.
    assert rows(lake, "agreement_briefs", "price_currency, volume_due_at") == [("EUR", datetime(2026, 4, 3, 15))]


def test_a_lake_of_before_still_reads_and_lands_what_it_lacked(lake: Lake, folder: Path) -> None:
    old = pa.schema([field for field in agreement.SCHEMAS["agreement_company"] if field.name != "late_data_days"])
    with lake.load("before-agreement") as load:
        load.ensure(old, "leadline", "agreement_company")
        row = {"time_zone": "Europe/Berlin", "base_currency": "EUR", "fiscal_year_start_month": 1, "period": "month"}
        stamped = {**row, "load_id": "before-agreement", "loaded_at": datetime(2026, 2, 1)}
        load.write(pa.Table.from_pylist([stamped], schema=old), "leadline", "agreement_company")
    assert agreement.land(folder, build(0), lake)
    assert rows(lake, "agreement_company", "load_id, late_data_days") == [
        ("before-agreement", None),
        ("build0-agreement", 3),
    ]
    assert not agreement.land(folder, build(1), lake)


def test_what_did_not_change_is_not_landed_again(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    before = {table: rows(lake, table, "*") for table in agreement.TABLES}
    assert not agreement.land(folder, build(1), lake)
    assert {table: rows(lake, table, "*") for table in agreement.TABLES} == before


def test_a_change_lands_the_whole_agreement_and_a_change_back_does_too(lake: Lake, folder: Path) -> None:
    write(folder, brief=TO_COME)
    agreement.land(folder, build(0), lake)
    write(folder, brief=TO_COME.replace("duplicate_lead: 90", "duplicate_lead: 30"))
    assert agreement.land(folder, build(1), lake)
    write(folder, brief=TO_COME)
    assert agreement.land(folder, build(2), lake)
    assert rows(lake, "agreement_brief_limits", "load_id, value") == [
        ("build0-agreement", 90.0),
        ("build1-agreement", 30.0),
        ("build2-agreement", 90.0),
    ]
    assert len(rows(lake, "agreement_company", "*")) == 3
    assert len(rows(lake, "agreement_files", "*")) == 4  # the first text of the brief was known already


def test_a_comment_is_a_new_text_and_no_new_agreement(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    write(folder, process="# as agreed in March\n" + PROCESS)
    assert not agreement.land(folder, build(1), lake)
    assert len(rows(lake, "agreement_files", "*")) == 4
    assert len(rows(lake, "agreement_stages", "*")) == 3


def test_a_list_that_became_empty_is_a_change(lake: Lake, folder: Path) -> None:
    write(folder, brief=TO_COME)
    agreement.land(folder, build(0), lake)
    write(folder, brief=TO_COME.replace("    limits: {duplicate_lead: 90}\n", ""))
    assert agreement.land(folder, build(1), lake)
    assert not agreement.land(folder, build(2), lake)


def test_a_version_ends_where_the_next_begins(lake: Lake, folder: Path) -> None:
    second = PROCESS.split("processes:\n")[1].replace("version: 1", "version: 2").replace("2026-01-01", "2026-04-01")
    write(folder, process=PROCESS + second)
    agreement.land(folder, build(0), lake)
    assert rows(lake, "agreement_stages", "distinct process_version, valid_from, valid_to") == [
        (1, date(2026, 1, 1), date(2026, 4, 1)),
        (2, date(2026, 4, 1), None),
    ]


def test_a_wrong_agreement_lands_nothing(lake: Lake, folder: Path) -> None:
    write(folder, brief=BRIEF.replace("field: country", "field: planet"))
    with pytest.raises(AgreementError, match="'planet' is not a column of a lead"):
        agreement.land(folder, build(0), lake)
    assert lake.is_empty()


@pytest.mark.parametrize(
    "field", ["status", "owner_id", "rejection_reason", "converted_at", "converted_deal_id", "is_deleted"]
)
def test_a_clause_on_an_outcome_lands_nothing(lake: Lake, folder: Path, field: str) -> None:
    write(folder, brief=BRIEF.replace("field: country", f"field: {field}"))
    with pytest.raises(AgreementError, match=f"line 14, .*'{field}' is what became of the lead.*country"):
        agreement.land(folder, build(0), lake)
    assert lake.is_empty()


def test_an_outcome_is_what_dbt_takes_for_one() -> None:
    macro = (ROOT / "dbt_project" / "macros" / "lead_columns.sql").read_text()
    [columns] = re.findall(r"'outcome': \[(.*?)\]", macro, flags=re.DOTALL)
    assert set(re.findall(r"'(\w+)'", columns)) == agreement.OUTCOMES


def test_a_code_in_small_letters_lands_in_capitals_and_is_no_change(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    write(folder, brief=BRIEF.replace("[DE, NO]", "[de, no]"))
    assert not agreement.land(folder, build(1), lake)
    assert rows(lake, "agreement_brief_clauses", "value") == [("DE",), ("NO",)]


def test_a_yes_lands_as_the_lake_has_it_and_true_is_no_change(lake: Lake, folder: Path) -> None:
    asked = BRIEF.replace("field: country", "field: consent")
    write(folder, brief=asked.replace("[DE, NO]", "[yes]"))
    agreement.land(folder, build(0), lake)
    write(folder, brief=asked.replace("[DE, NO]", "[true]"))
    assert not agreement.land(folder, build(1), lake)
    assert rows(lake, "agreement_brief_clauses", "field, value") == [("consent", "true")]


@pytest.mark.parametrize("field", ["consent", "do_not_contact", "is_test"])
def test_a_word_for_a_yes_or_no_field_lands_nothing(lake: Lake, folder: Path, field: str) -> None:
    write(folder, brief=BRIEF.replace("field: country", f"field: {field}"))
    with pytest.raises(AgreementError, match=f"'DE' is neither yes nor no, and {field} is always one of them"):
        agreement.land(folder, build(0), lake)
    assert lake.is_empty()


def test_the_agreement_that_comes_with_leadline_lands(lake: Lake, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "expectations" / "agreement", tmp_path / "default")
    assert agreement.land(tmp_path / "default", build(0), lake)
    # Version 1 of the process has six open stages and two closed ones; version 2 one open stage more.
    assert rows(lake, "agreement_stages", "distinct process_version, count(*) over (partition by process_version)") == [
        (1, 8),
        (2, 9),
    ]


def contents(lake: Lake) -> list[tuple[Any, ...]]:
    return rows(lake, "agreement_versions", "load_id, part, id, version, length(agreement_hash), first_loaded_at")


def test_every_new_content_of_a_version_is_recorded_once(lake: Lake, folder: Path) -> None:
    write(folder, brief=TO_COME)
    agreement.land(folder, build(0), lake)
    agreement.land(folder, build(1), lake)
    write(folder, brief=TO_COME.replace("goal: 10", "goal: 12"), process=f"# agreed\n{PROCESS}")
    agreement.land(folder, build(2), lake)
    day = DAY.replace(tzinfo=None)
    assert contents(lake) == [
        ("build0-agreement", "brief", "default", 1, 64, day),
        ("build0-agreement", "process", "process", 1, 64, day),
        ("build2-agreement", "brief", "default", 1, 64, day + timedelta(days=2)),
    ]


def test_what_has_been_in_force_is_not_changed_and_nothing_lands(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    before = {table: rows(lake, table, "*") for table in agreement.TABLES}
    write(folder, brief=BRIEF.replace("goal: 10", "goal: 12"))
    with pytest.raises(AgreementError) as error:
        agreement.land(folder, build(1), lake)
    assert str(error.value) == (
        f"{folder}/lead_brief.yml, line 10, briefs[1].volume.goal: 12, but version 1 of brief 'default' is in force since "
        "2026-01-01 and says 10: put it back, or copy the block to a new version with a later valid_from and change it there"
    )
    assert {table: rows(lake, table, "*") for table in agreement.TABLES} == before
    write(folder)
    assert not agreement.land(folder, build(1), lake)


def test_a_version_to_come_may_change_until_its_day_and_not_from_then_on(lake: Lake, folder: Path) -> None:
    soon = BRIEF.replace("2026-01-01", "2026-03-04")
    for number, goal in enumerate((10, 12)):  # on 1 and 2 March
        write(folder, brief=soon.replace("goal: 10", f"goal: {goal}"))
        assert agreement.land(folder, build(number), lake)
    write(folder, brief=soon)
    with pytest.raises(
        AgreementError, match=r"goal: 10, but version 1 of brief 'default' is in force since 2026-03-04 and says 12"
    ):
        agreement.land(folder, build(3), lake)


def test_a_version_that_came_late_is_in_force_since_it_came(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    second = SECOND_BRIEF.replace("version: 1", "version: 2").replace("2026-01-01", "2026-02-01")
    write(folder, brief=BRIEF + second)
    agreement.land(folder, build(5), lake)
    write(folder, brief=BRIEF + second.replace("goal: 10", "goal: 12"))
    with pytest.raises(AgreementError, match=r"version 2 of brief 'default' is in force since 2026-03-06"):
        agreement.land(folder, build(6), lake)


def test_a_version_that_was_taken_back_before_its_day_is_not_missed(lake: Lake, folder: Path) -> None:
    second = SECOND_BRIEF.replace("version: 1", "version: 2").replace("2026-01-01", "2026-03-04")
    write(folder, brief=BRIEF + second)
    agreement.land(folder, build(0), lake)
    write(folder)
    agreement.land(folder, build(1), lake)
    assert not agreement.land(folder, build(9), lake)


def test_a_version_that_has_been_in_force_is_missed(lake: Lake, folder: Path) -> None:
    second = SECOND_BRIEF.replace("version: 1", "version: 2").replace("2026-01-01", "2026-02-01")
    write(folder, brief=BRIEF + second)
    agreement.land(folder, build(0), lake)
    write(folder)
    with pytest.raises(
        AgreementError, match=r"line 1, briefs: version 2 of brief 'default' is in force since 2026-02-01, and is gone"
    ):
        agreement.land(folder, build(1), lake)


def test_a_lake_without_recorded_versions_takes_what_comes_first(lake: Lake, folder: Path) -> None:
    agreement.land(folder, build(0), lake)
    shutil.rmtree(lake.folder("leadline", "agreement_versions"))
    write(folder, brief=BRIEF.replace("goal: 10", "goal: 12"))
    assert agreement.land(folder, build(1), lake)
    assert [row[:4] for row in contents(lake)] == [
        ("build1-agreement", "brief", "default", 1),
        ("build1-agreement", "process", "process", 1),
    ]
    write(folder)
    with pytest.raises(
        AgreementError, match="goal: 10, but version 1 of brief 'default' is in force since 2026-01-01 and says 12"
    ):
        agreement.land(folder, build(2), lake)
