"""A snapshot with only what the page reads: marts filled by hand. No dbt, no sources, no warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build import Build

BUILD = Build("20260331T160000Z-000001-abcdef01", datetime(2026, 3, 31, 16, 0, tzinfo=UTC))
HOSTILE = "<script>alert(1)</script>"

# What no page may show, wherever a mart has it.
SECRET = "tok3n"

COLUMNS = {
    "dim_company": "time_zone varchar, base_currency varchar, period varchar",
    "dim_owner": "owner_id varchar, name varchar, email varchar, is_active boolean, is_current boolean",
    "dim_stage": "stage_id varchar, position bigint, is_current boolean",
    "fct_leads": """
        lead_id varchar, source varchar, vendor varchar, channel varchar, owner_id varchar, deal_id varchar, delivered_at timestamp,
        delivered_on date, verdict varchar, sales_decision varchar, rejection_reason varchar, is_disputed boolean,
        first_response_at timestamp, is_won boolean, revenue_base decimal(38, 2), is_test boolean, is_deleted boolean, record_url varchar
    """,
    "fct_lead_flags": """
        lead_id varchar, rule_id varchar, severity varchar, judges varchar, observed varchar, brief_version bigint,
        first_seen_at timestamp, resolved_at timestamp, says varchar, remedy varchar
    """,
    "fct_deals": """
        deal_id varchar, source varchar, stage_id varchar, stage_name varchar, status varchar, amount_base decimal(38, 2),
        created_at timestamp, created_on date, updated_at timestamp, closed_on date, is_deleted boolean, record_url varchar
    """,
    "fct_deal_flags": """
        deal_id varchar, rule_id varchar, severity varchar, observed varchar, first_seen_at timestamp, resolved_at timestamp,
        says varchar, remedy varchar
    """,
    "fct_lead_sla": """
        lead_id varchar, delivered_at timestamp, first_response_at timestamp, system_delay_minutes double, human_delay_minutes double,
        is_held_to_respond boolean, is_late boolean, is_waiting boolean
    """,
    "mart_leads_waiting": """
        place bigint, lead_id varchar, owner_id varchar, verdict varchar, elapsed_minutes double, waiting_minutes double,
        promised_minutes bigint, is_held_to_respond boolean, is_late boolean, minutes_to_next_delay double, lost_ratio double,
        lost_ratio_low double, lost_ratio_high double, expected_loss_base decimal(38, 2), record_url varchar
    """,
    "mart_response_decay": """
        delay_number bigint, from_minutes double, until_minutes double, window_days bigint, leads bigint, converted bigint,
        conversion_ratio double, conversion_ratio_low double, conversion_ratio_high double, is_enough boolean
    """,
    "check_results": """
        build_id varchar, suite varchar, expectation varchar, asset varchar, severity varchar, success boolean, observed varchar,
        unexpected_count bigint
    """,
    "rejected_rows": """
        source varchar, table_name varchar, file varchar, line bigint, column_name varchar, raw_value varchar, reason varchar
    """,
    "mart_freshness": """
        source varchar, table_name varchar, last_loaded_at timestamp, last_changed_at timestamp, fetched bigint, rejected bigint
    """,
}

DAY = datetime(2026, 3, 31)
SEEN = datetime(2026, 3, 1, 6)
COMPANY = {"time_zone": "Europe/Berlin", "base_currency": "EUR", "period": "month"}


def lead(number: int, days_ago: int, **values: Any) -> dict[str, Any]:
    """A lead that keeps the brief and was accepted, delivered some days before the page's day."""
    delivered = DAY - timedelta(days=days_ago)
    return {
        "lead_id": f"crm:L-{number:03}", "source": "crm", "vendor": None, "channel": "website", "owner_id": "crm:ada",
        "delivered_at": delivered, "delivered_on": delivered.date(), "verdict": "conforming", "sales_decision": "accepted",
        "rejection_reason": SECRET, "is_disputed": False, "first_response_at": delivered, "is_won": False, "is_test": False,
        "is_deleted": False, "record_url": f"https://crm.example.com/leads/L-{number:03}", **values,
    }  # fmt: skip


def waiting(**values: Any) -> dict[str, Any]:
    return {"sales_decision": "pending", "first_response_at": None, **values}


def follow_up(lead: dict[str, Any], **values: Any) -> dict[str, Any]:
    """How soon a lead was followed up: at once, and it was promised nothing."""
    waits = (
        lead["sales_decision"] == "pending"
        and not lead["first_response_at"]
        and not (lead["is_test"] or lead["is_deleted"])
    )
    delays = {"system_delay_minutes": 0, "human_delay_minutes": 0} if lead["first_response_at"] else {}
    return {
        "lead_id": lead["lead_id"], "delivered_at": lead["delivered_at"], "first_response_at": lead["first_response_at"],
        "is_held_to_respond": "is_late" in values, "is_late": False, "is_waiting": waits, **delays, **values,
    }  # fmt: skip


def to_answer(place: int, lead: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A lead that waits for nine working hours of the four that were promised, and loses 4.5 of 100 conversions in the next three hours."""
    return {
        "place": place, "lead_id": lead["lead_id"], "owner_id": lead["owner_id"], "verdict": lead["verdict"], "elapsed_minutes": 1260,
        "waiting_minutes": 540, "promised_minutes": 240, "is_held_to_respond": True, "is_late": True, "minutes_to_next_delay": 180,
        "lost_ratio": 0.045, "lost_ratio_low": 0.011, "lost_ratio_high": 0.12,
        "expected_loss_base": 90, "record_url": lead["record_url"], **values,
    }  # fmt: skip


def delay(
    number: int, begins: float, ends: float | None, leads: int, converted: int, low: float, high: float
) -> dict[str, Any]:
    return {
        "delay_number": number, "from_minutes": begins, "until_minutes": ends, "window_days": 60, "leads": leads, "converted": converted,
        "conversion_ratio": converted / leads if leads else None, "conversion_ratio_low": low if leads else None,
        "conversion_ratio_high": high if leads else None, "is_enough": leads >= 30,
    }  # fmt: skip


def lead_flag(number: int, rule_id: str, **values: Any) -> dict[str, Any]:
    return {
        "lead_id": f"crm:L-{number:03}", "rule_id": rule_id, "severity": "hard", "judges": "delivery", "observed": SECRET,
        "brief_version": 1, "first_seen_at": SEEN, "resolved_at": None, "says": f"No lead breaks {rule_id}.",
        "remedy": f"Put {rule_id} right.", **values,
    }  # fmt: skip


def deal(number: int, stage_id: str | None, status: str, **values: Any) -> dict[str, Any]:
    return {
        "deal_id": f"crm:D-{number:02}", "source": "crm", "stage_id": stage_id, "stage_name": stage_id, "status": status,
        "amount_base": 1000 * number, "created_at": DAY, "created_on": DAY.date(), "updated_at": DAY, "is_deleted": False,
        "record_url": None, **values,
    }  # fmt: skip


def deal_flag(number: int, rule_id: str, **values: Any) -> dict[str, Any]:
    return {
        "deal_id": f"crm:D-{number:02}", "rule_id": rule_id, "severity": "soft", "observed": SECRET, "first_seen_at": SEEN,
        "resolved_at": None, "says": f"No deal breaks {rule_id}.", "remedy": f"Put {rule_id} right with `leadline`.", **values,
    }  # fmt: skip


def check(suite: str, expectation: str, **values: Any) -> dict[str, Any]:
    return {
        "build_id": BUILD.id, "suite": suite, "expectation": expectation, "asset": f"intermediate.int_{suite}",
        "severity": "soft", "success": True, "observed": "0", "unexpected_count": 0, **values,
    }  # fmt: skip


def company() -> dict[str, list[dict[str, Any]]]:
    """A company with something wrong in every section; every figure is small enough to count by hand."""
    bright = [
        # 14 break the brief, 8 keep it and wait, 3 cannot be judged, 2 came under no brief
        *(lead(n, n, vendor="Brightleads", channel="other", verdict="non_conforming", sales_decision="rejected") for n in range(1, 15)),
        *(lead(n, n, vendor="Brightleads", channel="other", **waiting()) for n in range(15, 23)),
        *(lead(n, 40 + n, vendor="Brightleads", channel="other", verdict="unknown", **waiting(owner_id=None)) for n in range(23, 26)),
        *(lead(n, 300 + n, vendor="Brightleads", channel="other", verdict="no_brief") for n in range(26, 28)),
    ]  # fmt: skip
    own = [
        # 25 of the website wait, two of them for somebody who has left; 3 became deals, one of them won
        *(lead(n, n - 27, **waiting(owner_id="crm:ben" if n < 30 else "crm:ada")) for n in range(28, 50)),
        *(lead(n, 10, deal_id=f"crm:D-0{n - 49}") for n in range(50, 53)),
        lead(53, 20, deal_id="crm:D-01", is_won=True, revenue_base=1000),
        lead(54, 5, vendor=HOSTILE, channel="e<b>mail", verdict="non_conforming", is_disputed=True, record_url="javascript:alert(2)"),
        lead(55, 0, channel=None, **waiting(record_url=None)),
        # neither of these counts
        lead(56, 400, verdict="non_conforming", is_test=True, **waiting()),
        lead(57, 400, verdict="non_conforming", is_deleted=True, **waiting()),
    ]  # fmt: skip
    # the newest of the website first, and every fifth of them is known to the day only
    to_wait = [one for one in [*own, *bright] if follow_up(one)["is_waiting"]]
    only_days = {
        "elapsed_minutes": None,
        "waiting_minutes": None,
        "is_held_to_respond": False,
        "is_late": False,
        "lost_ratio": None,
    }
    flags = [
        *(lead_flag(n, "clause_country", says="Germany only.", brief_version=1) for n in range(1, 5)),
        *(lead_flag(n, "clause_country", says="Germany and Austria.", brief_version=2) for n in range(5, 15)),
        *(lead_flag(n, "email_role_account", severity="soft") for n in range(1, 4)),
        lead_flag(54, "<img src=x onerror=alert(3)>", says="<b>bold</b> rule"),
        lead_flag(54, "unmapped_value", judges="outcome", severity="soft"),
        # resolved: a rule of the delivery stays a reason, and is nothing to do; one of the outcome is neither
        lead_flag(15, "phone_invalid", severity="soft", resolved_at=SEEN),
        lead_flag(16, "junk_lead_converted", judges="outcome", resolved_at=SEEN),
        lead_flag(56, "name_placeholder"),
    ]
    deals = [
        deal(1, "closed_won", "won", stage_name="Won"),
        deal(2, "proposal", "open"), deal(3, "proposal", "open"), deal(4, "qualified", "open"),
        deal(5, None, "open", stage_name="Hand<shake>"), deal(6, "closed_lost", "lost"),
        deal(7, "proposal", "open", is_deleted=True),
    ]  # fmt: skip
    deal_flags = [
        deal_flag(2, "stage_skipped"), deal_flag(3, "stage_skipped"), deal_flag(6, "stage_skipped", resolved_at=SEEN),
        deal_flag(5, "stage_unknown", severity="hard"), deal_flag(5, "unmapped_value"), deal_flag(7, "won_without_amount"),
    ]  # fmt: skip
    return {
        "dim_company": [COMPANY],
        "dim_owner": [
            {"owner_id": "crm:ada", "name": "Ada <Quist>", "email": "ada@owners.example", "is_active": True, "is_current": True},
            {"owner_id": "crm:ada", "name": "Ada Before", "email": "ada@owners.example", "is_active": True, "is_current": False},
            {"owner_id": "crm:ben", "name": "Ben Gone", "email": "ben@owners.example", "is_active": False, "is_current": True},
        ],
        "dim_stage": [
            {"stage_id": stage, "position": position, "is_current": True}
            for position, stage in enumerate(("qualified", "proposal", "closed_won", "closed_lost"), 1)
        ],
        "fct_leads": [*bright, *own],
        "fct_lead_sla": [follow_up(one) for one in [*bright, *own]],
        "mart_leads_waiting": [
            to_answer(place, one, **(only_days if place % 5 == 0 else {})) for place, one in enumerate(to_wait, 1)
        ],
        "mart_response_decay": [
            delay(1, 0, 15, 100, 20, 0.134, 0.288), delay(2, 15, 60, 0, 0, 0, 0), delay(3, 60, 240, 50, 4, 0.031, 0.188),
            delay(4, 240, None, 29, 1, 0.006, 0.172),
        ],
        "fct_lead_flags": flags,
        "fct_deals": deals,
        "fct_deal_flags": deal_flags,
        "check_results": [
            check("raw", "leads_have_a_key", severity="blocking"),
            check("raw", "owners_known", success=False, unexpected_count=2),
            check("leads", "email_invalid", success=False, unexpected_count=3),
            check("marts", "fct_leads_grain", severity="blocking"),
            check("raw", "of_another_build", success=False, build_id="20260330T160000Z-000000-00000000"),
        ],
        "rejected_rows": [
            {"source": "crm", "table_name": "leads", "file": "leads<1>.csv", "line": 7, "column_name": "created_at",
             "raw_value": SECRET, "reason": "not an ISO 8601 date"},
            {"source": "crm", "table_name": "leads", "file": "leads<1>.csv", "line": 9, "column_name": "created_at",
             "raw_value": SECRET, "reason": "not an ISO 8601 date"},
            {"source": "crm", "table_name": "leads", "file": "leads<1>.csv", "line": 9, "column_name": "employees",
             "raw_value": SECRET, "reason": "not a number"},
            {"source": "erp", "table_name": "stock", "file": None, "line": None, "column_name": None, "raw_value": None,
             "reason": "no key"},
        ],
        "mart_freshness": [
            {"source": "crm", "table_name": "leads", "last_loaded_at": datetime(2026, 3, 31, 16), "last_changed_at": None,
             "fetched": 59, "rejected": 2},
        ],
    }  # fmt: skip


def write(file: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]], names: Sequence[str] = tuple(COLUMNS)) -> Path:
    """Write a snapshot with the named marts; the rows of a mart that `tables` lacks are none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        for name in names:
            connection.execute(f"create table marts.{name} ({COLUMNS[name]})")
            for row in tables.get(name, ()):
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into marts.{name} ({', '.join(row)}) values ({marks})", list(row.values()))
    return file
