"""A company as alerts see it: the tables of the private warehouse that they read, filled by hand. No dbt, no sources."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from expectations.agreement.parts import Agreement
from expectations.agreement.routing import DEFAULT
from expectations.agreement.schema import load_agreement
from orchestration.alert import steps
from orchestration.alert.on_data import Blocked, Check
from orchestration.alert.steps import Told
from orchestration.build import Build
from orchestration.lake import Lake
from tests.conftest import SAMPLE

FIRST = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)

Row = dict[str, Any]

_TABLES = {
    "intermediate.int_leads_states": """
        lead_id varchar, state varchar, source varchar, vendor varchar, channel varchar, campaign_id varchar, owner_id varchar,
        email varchar, phone varchar, first_name varchar, last_name varchar, company varchar, ip_address varchar,
        delivered_at timestamp, delivered_on date, is_test boolean, is_deleted boolean, is_latest_state boolean
    """,
    "intermediate.int_deals_current": """
        deal_id varchar, source varchar, owner_id varchar, channel varchar, campaign_id varchar, created_at timestamp,
        is_deleted boolean
    """,
    "intermediate.int_owners_unified": "owner_id varchar, name varchar, team varchar, is_latest boolean, is_tombstone boolean",
    "intermediate.int_campaigns_unified": "campaign_id varchar, name varchar, is_latest boolean",
    "intermediate.int_lead_clauses": "clause_id varchar, brief_version bigint, says varchar, remedy varchar, observed varchar",
    "intermediate.int_rejected_rows_open": """
        source varchar, table_name varchar, reject_key varchar, column_name varchar, raw_value varchar, raw_row varchar
    """,
    "intermediate.int_deals_unified": "deal_id varchar",
    "staging.stg_leadline__ledger": "source varchar, table_name varchar, fetched bigint, loaded_at timestamp, load_id varchar",
    "quality.lead_flags": """
        lead_id varchar, rule_id varchar, severity varchar, judges varchar, observed varchar, first_seen_at timestamp, resolved_at timestamp
    """,
    "quality.deal_flags": """
        deal_id varchar, rule_id varchar, severity varchar, observed varchar, first_seen_at timestamp, resolved_at timestamp
    """,
    "quality.rules": "rule_id varchar, subject varchar, says varchar, remedy varchar",
    "quality.check_results": """
        build_id varchar, suite varchar, expectation varchar, asset varchar, severity varchar, success boolean,
        unexpected_count bigint, checked_at timestamp
    """,
    "marts.fct_leads": """
        lead_id varchar, record_url varchar, vendor varchar, brief_id varchar, brief_version bigint, verdict varchar,
        days_since_delivery bigint, is_test boolean, is_deleted boolean
    """,
    "marts.fct_deals": "deal_id varchar, record_url varchar",
}

RULES = [
    {"rule_id": "email_disposable", "subject": "lead", "says": "No lead gives a throw-away e-mail address.",
     "remedy": "Return the lead; refuse throw-away domains in the form."},
    {"rule_id": "burst_from_one_address", "subject": "lead",
     "says": "No more leads come from one IP address within an hour than the brief allows.",
     "remedy": "Ask the vendor for the form logs of that hour; withhold payment until they are in."},
    {"rule_id": "phone_invalid", "subject": "lead", "says": "A phone number that was given can exist in the lead's country.",
     "remedy": "Validate the number in the form."},
    {"rule_id": "stage_skipped", "subject": "deal", "says": "No deal jumps over a stage on its way forward.",
     "remedy": "Ask what the skipped stage was to make sure of."},
]  # fmt: skip


def build(number: int, apart: timedelta = timedelta(days=1)) -> Build:
    """A run: number 1 is of Sunday, the first of March, 7 o'clock in Berlin; the others are a day apart, or as much as is said."""
    as_of = FIRST + apart * (number - 1)
    return Build(f"{as_of:%Y%m%dT%H%M%SZ}-{number:06d}-0000000{number % 10}", as_of)


def lead(number: int, vendor: str | None = "Brightleads", day: int = 1, **values: Any) -> Row:
    """A lead, delivered at noon (UTC) of a day of February."""
    at = datetime(2026, 2, day, 12, 0)
    base = {
        "lead_id": f"crm:L-{number:03d}", "state": "first_known", "source": "crm", "vendor": vendor, "channel": "paid_search",
        "delivered_at": at, "delivered_on": at.date(), "is_latest_state": True, "is_deleted": False,
    }  # fmt: skip
    return {**base, **values}


def deal(number: int, owner: str = "crm:ada", **values: Any) -> Row:
    return {
        "deal_id": f"crm:D-{number:03d}",
        "source": "crm",
        "owner_id": owner,
        "created_at": datetime(2026, 1, number),
        **values,
    }


def flag(number: int, rule_id: str = "email_disposable", severity: str = "hard", **values: Any) -> Row:
    """An open flag of a lead."""
    return {
        "lead_id": f"crm:L-{number:03d}",
        "rule_id": rule_id,
        "severity": severity,
        "first_seen_at": FIRST.replace(tzinfo=None),
        **values,
    }


def deal_flag(number: int, rule_id: str = "stage_skipped", severity: str = "soft", **values: Any) -> Row:
    """An open flag of a deal, first seen at half past midnight of 21 February in Berlin, which is 20 February in UTC."""
    seen = datetime(2026, 2, 20, 23, 30)
    return {"deal_id": f"crm:D-{number:03d}", "rule_id": rule_id, "severity": severity, "first_seen_at": seen, **values}


def warehouse(file: Path, **tables: Sequence[Row]) -> Path:
    """Write every table anew; `int_leads_states=[…]` fills one, `quality.rules` is filled unless it is named."""
    rows = {"rules": RULES, **tables}
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.begin()
        for table, columns in _TABLES.items():
            schema, name = table.split(".")
            connection.execute(f"create schema if not exists {schema}")
            connection.execute(f"create or replace table {table} ({columns})")
            for row in rows.pop(name, ()):
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                connection.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))
        connection.commit()
        assert not rows, f"no such table: {', '.join(rows)}"
    return file


def agreement(folder: Path, routing: str | None = None) -> Agreement:
    """The sample's agreement, with a routing of the test's own."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in (SAMPLE / "agreement").glob("*.yml"):
        (folder / file.name).write_bytes(file.read_bytes())
    text = DEFAULT.read_text() if routing is None else routing
    # The runs of most tests are days apart: nobody is reminded, and no lead is too old, unless the test is about it.
    for name in ("remind_after_hours", "leads_of_days"):
        text += "" if f"{name}: " in text else f"\n{name}: 100000\n"
    (folder / "routing.yml").write_text(text)
    return load_agreement(folder)


@dataclass
class Office:
    """A data folder in which alerts go out, a run a day unless runs are apart by something else; `passed`: checks of dbt's."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    routing: str | None = None
    apart: timedelta = timedelta(days=1)
    passed: Collection[Check] = ()

    @property
    def outbox(self) -> Path:
        return self.folder / "data" / "outbox"

    @property
    def lake(self) -> Lake:
        return Lake(self.folder / "data" / "lake")

    @property
    def warehouse(self) -> Path:
        return self.folder / "data" / "warehouse" / "leadline.duckdb"

    def run(self, number: int, **tables: Sequence[Row]) -> Told:
        """Fill the warehouse and tell what is new, as the run of a day does."""
        warehouse(self.warehouse, **tables)
        return self.again(number)

    def again(self, number: int) -> Told:
        """A run on what the warehouse holds already; like every run, it first finishes what one before it began."""
        self.lake.recover()
        routed = agreement(self.folder / "agreement", self.routing)
        return steps.alert(
            self.warehouse, self.lake, build(number, self.apart), routed, self.outbox, self.variables.get, self.passed
        )

    def blocked(self, number: int, *checks: Blocked) -> Told:
        """A run that checks kept from publishing."""
        routed = agreement(self.folder / "agreement", self.routing)
        return steps.alert_blocked(
            self.lake, build(number, self.apart), routed, self.outbox, self.variables.get, checks
        )

    def logged(self, table: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Own records of the lake, in the order of builds."""
        logged = self.lake.select("leadline", table)
        sql = f"select {columns} from ({logged}) as logged where {where} order by loaded_at, load_id, {columns}"
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()

    def files(self) -> list[str]:
        """Names in the outbox, without the ids of messages."""
        return sorted("-".join(path.name.split("-")[:-1]) + path.suffix for path in self.outbox.glob("*"))

    def texts(self) -> list[str]:
        """Texts in the outbox, oldest first."""
        return [path.read_text() for path in sorted(self.outbox.glob("*.txt"))]
