"""A warehouse with only what checking reads: tables of signals, filled by hand. No dbt, no sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.build import Build

FIRST = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)

_COLUMNS = {
    "int_leads_signals": """
        lead_id varchar, state varchar, source varchar, brief_id varchar, brief_version bigint, is_retroactive boolean,
        has_contact_channel boolean, email_is_valid boolean, email_is_disposable boolean, email_is_role_account boolean,
        phone_is_valid boolean, phone_kind varchar, phone_country varchar, phone_contradicts_country boolean,
        ip_country_code varchar, ip_contradicts_country boolean, timezone varchar, time_zone_contradicts_country boolean,
        language varchar, language_contradicts_country boolean, name_is_placeholder boolean, days_since_duplicate double,
        days_since_other_source double,
        limit_duplicate_lead double, leads_from_same_ip_in_hour bigint, limit_burst_from_one_address double,
        is_junk_converted boolean, rejection_reason_is_listed boolean, is_rejected_without_reason boolean,
        unmapped_values varchar, status varchar, rejection_reason varchar, deal_id varchar, country varchar,
        country_code varchar, name_is_keyboard_run boolean, company_is_placeholder boolean, is_unmarked_test boolean,
        has_spam boolean, leads_from_same_form_in_hour bigint, limit_burst_from_one_form double, leads_in_rhythm bigint,
        limit_inhuman_rhythm double, has_twin boolean, days_until_delivered double, days_outside_campaign bigint,
        limit_stale_on_arrival double, limit_outside_campaign_dates double, email_is_ours boolean, open_deal_id varchar,
        email_domain_takes_mail boolean, do_not_contact boolean, is_converted_without_deal boolean, is_contacted_despite_refusal boolean
    """,
    "int_leads_follow_up": """
        lead_id varchar, state varchar, working_minutes_to_response double, limit_response_late double, attempts_before_giving_up double,
        limit_attempts_too_few double, days_to_nurture double, limit_nurture_overdue double
    """,
    "int_lead_clauses": """
        lead_id varchar, state varchar, source varchar, brief_id varchar, brief_version bigint, clause_id varchar, field varchar,
        operator varchar, severity varchar, on_missing varchar, observed varchar, expected varchar, observed_number double,
        expected_number double, matching_values bigint, is_applicable boolean, is_personal boolean
    """,
    "int_lead_exclusions": """
        lead_id varchar, state varchar, source varchar, brief_id varchar, brief_version bigint, sort varchar, value varchar,
        matched varchar, is_excluded boolean
    """,
    "int_deals_signals": """
        deal_id varchar, source varchar, stage_id varchar, stage_name varchar, owner_id varchar, product_id varchar,
        status varchar,
        process_version bigint, stage_is_known boolean, stages_skipped bigint, stage_entries_out_of_order bigint,
        days_from_creation_to_close bigint, days_past_expected_close bigint, won_has_amount boolean, lost_has_reason boolean,
        days_from_lead_to_deal bigint, product_is_known boolean, won_probability double, lost_probability double,
        unmapped_values varchar
    """,
}

# A lead and a deal without a fault.
_LEAD = {
    "state": "first_known",
    "source": "crm",
    "brief_id": "default",
    "brief_version": 1,
    "is_retroactive": False,
    "has_contact_channel": True,
    "email_is_valid": True,
    "email_is_disposable": False,
    "email_is_role_account": False,
    "name_is_placeholder": False,
    "limit_duplicate_lead": 90.0,
    "leads_from_same_ip_in_hour": 1,
    "limit_burst_from_one_address": 5.0,
    "is_junk_converted": False,
    "status": "new",
}
_CLAUSE = {
    "state": "first_known",
    "source": "crm",
    "brief_id": "default",
    "brief_version": 1,
    "clause_id": "our_countries",
    "field": "country",
    "operator": "in",
    "severity": "hard",
    "on_missing": "unknown",
    "observed": "DE",
    "expected": "DE, FR",
    "matching_values": 1,
    "is_applicable": True,
    "is_personal": False,
}
_EXCLUSION = {
    "state": "first_known",
    "source": "crm",
    "brief_id": "default",
    "brief_version": 1,
    "sort": "competitors",
    "is_excluded": False,
}
_DEAL = {
    "source": "crm",
    "stage_id": "proposal",
    "stage_name": "Proposal",
    "owner_id": "crm:ada",
    "stage_is_known": True,
}

Row = Mapping[str, Any]


def lead(lead_id: str = "crm:1", **values: Any) -> Row:
    """A row of int_leads_signals, without a fault but for the values given."""
    return {**_LEAD, "lead_id": lead_id, **values}


def clause(lead_id: str = "crm:1", **values: Any) -> Row:
    """A row of int_lead_clauses that is kept, but for the values given."""
    return {**_CLAUSE, "lead_id": lead_id, **values}


def exclusion(lead_id: str = "crm:1", **values: Any) -> Row:
    """A row of int_lead_exclusions that is kept, but for the values given."""
    return {**_EXCLUSION, "lead_id": lead_id, **values}


def deal(deal_id: str = "crm:1", **values: Any) -> Row:
    """A row of int_deals_signals, without a fault but for the values given."""
    return {**_DEAL, "deal_id": deal_id, **values}


def follow_up(lead_id: str = "crm:1", **values: Any) -> Row:
    """A row of int_leads_follow_up with every promise, none of which is broken but by the values given."""
    limits = {"limit_response_late": 240.0, "limit_attempts_too_few": 5.0, "limit_nurture_overdue": 14.0}
    return {"state": "first_known", **limits, **values, "lead_id": lead_id}


def warehouse(
    file: Path,
    leads: Sequence[Row] = (),
    clauses: Sequence[Row] = (),
    deals: Sequence[Row] = (),
    exclusions: Sequence[Row] = (),
    follow_ups: Sequence[Row] = (),
) -> Path:
    """Write the tables anew; everything else in the file stays."""
    rows = {
        "int_leads_signals": leads,
        "int_leads_follow_up": follow_ups,
        "int_lead_clauses": clauses,
        "int_deals_signals": deals,
        "int_lead_exclusions": exclusions,
    }
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema if not exists intermediate")
        for table, columns in _COLUMNS.items():
            connection.execute(f"create or replace table intermediate.{table} ({columns})")
            for row in rows[table]:
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                connection.execute(f"insert into intermediate.{table} ({names}) values ({marks})", list(row.values()))
    return file


def build(number: int, days: int | None = None) -> Build:
    """The run of a day: number 1 is of the first of March. `days` after it, where that differs."""
    as_of = FIRST + timedelta(days=number - 1 if days is None else days)
    return Build(f"{as_of:%Y%m%dT%H%M%SZ}-{number:08d}", as_of)


def query(file: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the warehouse."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()
