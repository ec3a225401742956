"""A small world for the dbt project: a lake, and what Python rooms make between the passes, without running those rooms.

Belongs here: landing rows in the lake's real layout, building the passes with the real runner. Does not belong here: assertions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.build import Build
from orchestration.extract import agreement
from orchestration.extract.entities import ENTITIES, lake_schema
from orchestration.lake import OWN, Lake
from orchestration.settings import Settings
from orchestration.transform import dbt
from orchestration.warehouse import open_warehouse
from tests.company import SAMPLE

Row = Mapping[str, Any]

_T, _N, _F, _B, _AT = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.timestamp("us")
_ON = pa.date32()

# Own records that extract lands for every kind.
OWN_RECORDS = {
    "sources": {"source": _T, "kind": _T, "record_url": _T, "time_zone": _T, "currency": _T},
    "source_columns": {"source": _T, "entity": _T, "column_name": _T},
    "ledger": {
        "build_id": _T, "source": _T, "table_name": _T, "fetched": _N, "new": _N, "updated": _N, "unchanged": _N, "duplicate": _N,
        "rejected": _N, "tombstones": _N,
    },
    "rejected_rows": {
        "source": _T, "table_name": _T, "file": _T, "line": _N, "column_name": _T, "raw_value": _T, "raw_row": _T, "reason": _T,
        "is_personal": _B, "reject_key": _T, "event": _T,
    },
}  # fmt: skip

# What enrich, match and check hand over.
HANDED_OVER = {
    "reference.emails": {
        "email": _T, "is_valid": _B, "reason": _T, "domain": _T, "is_disposable": _B, "is_role_account": _B,
    },
    "reference.domains": {
        "value": _T, "domain": _T, "registered_domain": _T, "is_free": _B, "is_disposable": _B, "is_academic": _B,
    },
    "reference.phones": {
        "phone": _T, "country_code": _T, "is_valid": _B, "e164": _T, "phone_country": _T, "kind": _T, "is_of_country": _B,
    },
    "reference.time_zones": {"timezone": _T, "country_code": _T, "is_of_country": _B},
    "reference.languages": {"language": _T, "country_code": _T, "is_of_country": _B},
    "reference.holidays": {"country_code": _T, "subdivision": _T, "year": _N, "holiday_on": _ON, "name": _T},
    "reference.names": {"value": _T, "is_keyboard_run": _B, "is_no_company": _B},
    "reference.mail_domains": {"domain": _T, "takes_mail": _B, "asked_at": _AT},
    "reference.ips": {"ip_address": _T, "country_code": _T},
    "reference.countries": {"value": _T, "country_code": _T},
    "identity.links": {
        "record_id_a": _T, "record_id_b": _T, "record_kind_a": _T, "record_kind_b": _T, "match_rule": _T, "probability": _F,
    },
    "quality.lead_flags": {
        "lead_id": _T, "rule_id": _T, "severity": _T, "judges": _T, "observed": _T, "expected": _T, "brief_id": _T,
        "brief_version": _N, "first_seen_at": _AT, "resolved_at": _AT,
    },
    "quality.deal_flags": {
        "deal_id": _T, "rule_id": _T, "severity": _T, "observed": _T, "expected": _T, "stage_id": _T, "owner_id": _T,
        "first_seen_at": _AT, "resolved_at": _AT,
    },
    "quality.lead_verdicts": {
        "lead_id": _T, "brief_id": _T, "brief_version": _N, "verdict": _T, "failed_rules": _T, "judged_at": _AT, "is_superseded": _B,
    },
    "quality.check_results": {
        "build_id": _T, "suite": _T, "expectation": _T, "asset": _T, "severity": _T, "success": _B, "observed": _T,
        "unexpected_count": _N, "checked_at": _AT,
    },
    "quality.rules": {"rule_id": _T, "subject": _T, "severity": _T, "judges": _T, "says": _T, "remedy": _T},
}  # fmt: skip


@dataclass
class World:
    """One data folder. What is not landed or handed over is there without rows."""

    data: Path
    as_of: datetime = datetime(2026, 3, 1)
    kinds: Sequence[str] = ("spreadsheets",)
    agreement: Path = SAMPLE / "agreement"
    handed_over: dict[str, Sequence[Row]] = field(default_factory=dict)
    _loads: Any = field(default_factory=lambda: count(1))
    _agreed: bool = False

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data, sources=self.data / "sources.yml", agreement=self.agreement)

    @property
    def lake(self) -> Lake:
        return Lake(self.settings.lake)

    @property
    def run(self) -> Build:
        return Build("build-1", self.as_of.replace(tzinfo=UTC))

    def land(
        self,
        tables: Mapping[str, Sequence[Row]],
        source: str = "crm",
        loaded_at: datetime | None = None,
        **described: str | None,
    ) -> World:
        """Land one load of a source: entity -> rows, keys as the source has them; a row may set any column of the lake.

        Args:
            described: what sources.yml says of the source (`currency`, `record_url`).
        """
        loaded_at = loaded_at or self.as_of
        load_id = f"load-{next(self._loads):03}-{source}"
        mapped = {(entity, name) for entity, rows in tables.items() for row in rows for name in row}
        with self.lake.load(load_id) as load:
            for name, entity in ENTITIES.items():
                load.ensure(lake_schema(entity), "spreadsheets", name, source)
                rows = [
                    _filled(entity.key, row, number, load_id, loaded_at)
                    for number, row in enumerate(tables.get(name, ()), start=1)
                ]
                load.write(pa.Table.from_pylist(rows, schema=lake_schema(entity)), "spreadsheets", name, source)
            stamp = {"load_id": load_id, "loaded_at": loaded_at}
            facts = {"source": source, "kind": "spreadsheets", "time_zone": "UTC", **described, **stamp}
            columns = [
                {"source": source, "entity": entity, "column_name": name, **stamp} for entity, name in sorted(mapped)
            ]
            load.write(pa.Table.from_pylist([facts], schema=own_schema("sources")), OWN, "sources")
            load.write(pa.Table.from_pylist(columns, schema=own_schema("source_columns")), OWN, "source_columns")
        return self

    def record(self, table: str, rows: Sequence[Row], loaded_at: datetime | None = None) -> World:
        """Append own records of one table."""
        load_id = f"load-{next(self._loads):03}-own"
        stamped = [{**row, "load_id": load_id, "loaded_at": loaded_at or self.as_of} for row in rows]
        with self.lake.load(load_id) as load:
            load.write(pa.Table.from_pylist(stamped, schema=own_schema(table)), OWN, table)
        return self

    def agree(self, tables: Mapping[str, Sequence[Row]], loaded_at: datetime) -> World:
        """Append a load of the agreement, row by row."""
        load_id = f"load-{next(self._loads):03}-agreement"
        with self.lake.load(load_id) as load:
            for table, rows in tables.items():
                stamped = [{**row, "load_id": load_id, "loaded_at": loaded_at} for row in rows]
                load.write(pa.Table.from_pylist(stamped, schema=agreement.SCHEMAS[table]), OWN, table)
        return self

    def build(self, *names: str) -> list[dbt.NodeResult]:
        """Build passes (all, unless named) with what was handed over; returns the result of every model and data test."""
        self._prepare()
        manifest = dbt.parse(self.settings, self.kinds)
        results = []
        for name in names or tuple(dbt.PASSES):
            results += dbt.run_pass(self.settings, self.kinds, manifest, dbt.PASSES[name])
        return results

    def unit_tests(self) -> Any:
        """Run the project's unit tests over models without rows, whose columns they need. Returns dbt's own results."""
        manifest = self.empty()
        tested = dbt.invoke(self.settings, self.kinds, ["--quiet", "test", "--select", "test_type:unit"], manifest)
        assert tested.exception is None, tested.exception
        return [result for result in tested.result.results if result.node.resource_type == "unit_test"]

    def empty(self) -> Any:
        """Make every table, without rows. Returns the manifest."""
        self._prepare()
        manifest = dbt.parse(self.settings, self.kinds)
        built = dbt.invoke(self.settings, self.kinds, ["--quiet", "run", "--empty"], manifest)
        assert built.success, built.exception or built.result
        return manifest

    def model(self, manifest: Any, name: str) -> float:
        """Build one model on the tables that are there, or with a `+` before its name all that it needs; returns the seconds it took."""
        built = dbt.invoke(self.settings, self.kinds, ["--quiet", "run", "--select", name], manifest)
        assert built.success, built.exception or built.result
        return sum(result.execution_time for result in built.result.results)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the warehouse."""
        with open_warehouse(self.settings.warehouse, read_only=True) as warehouse:
            return warehouse.connection.execute(sql).fetchall()

    def _prepare(self) -> None:
        if not self._agreed:
            agreement.land(self.agreement, self.run, self.lake)
            self._agreed = True
        with self.lake.load(f"load-{next(self._loads):03}-zero") as load:
            for table in OWN_RECORDS:
                load.ensure(own_schema(table), OWN, table)
            if not self.lake.sources("spreadsheets"):
                for name, entity in ENTITIES.items():
                    load.ensure(lake_schema(entity), "spreadsheets", name, "none")
        with open_warehouse(self.settings.warehouse) as warehouse:
            warehouse.write(
                "reference.run",
                f"select '{self.run.id}' as build_id, timestamp '{self.as_of.isoformat(sep=' ')}' as as_of",
            )
            for table, columns in HANDED_OVER.items():
                rows = [dict(row) for row in self.handed_over.get(table, ())]
                warehouse.write(table, pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items()))))


def own_schema(table: str) -> pa.Schema:
    """Columns of an own record as it lies in the lake."""
    return pa.schema([*OWN_RECORDS[table].items(), ("load_id", _T), ("loaded_at", _AT)])


def failed(results: Sequence[dbt.NodeResult]) -> list[str]:
    """What did not pass, with dbt's message."""
    return [f"{result.unique_id}: {result.message}" for result in results if result.status not in {"success", "pass"}]


def _filled(key: Sequence[str], row: Row, number: int, load_id: str, loaded_at: datetime) -> dict[str, Any]:
    """A row of the lake: a date given for a time stamp is one that the source wrote without a time."""
    filled: dict[str, Any] = {
        "record_key": "|".join(str(row[column]) for column in key) or str(number),
        "row_hash": repr(sorted(row.items())),
        "source_file": "file.csv",
        "source_line": number + 1,
        "is_tombstone": False,
        "is_late": False,
        "load_id": load_id,
        "load_seq": number,
        "loaded_at": loaded_at,
    }
    for name, value in row.items():
        filled[name] = value
        if name.endswith("_at") and isinstance(value, date) and not isinstance(value, datetime):
            filled[name] = datetime(value.year, value.month, value.day)
            filled[name.removesuffix("_at") + "_on"] = value
    return filled
