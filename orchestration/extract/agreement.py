"""The agreement to the lake: what marketing and sales agreed, as own records.

Belongs here: which rows each file becomes, and whether they changed. Does not belong here: what the files may say (see
`expectations.agreement.schema`).
A load is written only when the content changed, and then holds the whole agreement: of the `agreement_*` tables, all rows of the latest
load count. `agreement_files` has a row for each new text of a file, comments included.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.agreement.parts import Agreement
from expectations.agreement.schema import load_agreement
from orchestration.build import Build
from orchestration.extract import plan
from orchestration.extract.entities import ENTITIES
from orchestration.lake import OWN, Lake

_STAMP = [("load_id", pa.string()), ("loaded_at", pa.timestamp("us"))]


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([*columns.items(), *_STAMP])


_T, _N, _D, _F, _B = pa.string(), pa.int64(), pa.date32(), pa.float64(), pa.bool_()

SCHEMAS = {
    "agreement_company": _schema(time_zone=_T, base_currency=_T, fiscal_year_start_month=_N, period=_T),
    "agreement_briefs": _schema(
        brief_id=_T, version=_N, name=_T, objective=_T, valid_from=_D, valid_to=_D, scope_kind=_T, scope_value=_T,
        specificity=_N, volume_goal=_N, volume_unit=_T, volume_per=_T, marketing_approver=_T, sales_approver=_T, change_note=_T,
    ),
    "agreement_brief_limits": _schema(brief_id=_T, version=_N, limit_id=_T, value=_F),
    "agreement_brief_clauses": _schema(
        brief_id=_T, version=_N, clause_id=_T, field=_T, operator=_T, severity=_T, on_missing=_T, value=_T, says=_T, remedy=_T
    ),
    "agreement_rejection_reasons": _schema(brief_id=_T, version=_N, reason=_T),
    "agreement_stages": _schema(
        process_version=_N, valid_from=_D, valid_to=_D, stage_id=_T, position=_N, is_closed=_B, is_won=_B, why=_T,
        probability=_F, forecast_category=_T, expected_days=_N,
    ),
    "agreement_stage_names": _schema(process_version=_N, stage_id=_T, source=_T, name=_T),
    **{table: _schema(**columns) for table, columns in plan.COLUMNS.items()},
    "agreement_files": pa.schema(
        [("file", _T), ("agreement_hash", _T), ("first_loaded_at", pa.timestamp("us")), *_STAMP]
    ),
}  # fmt: skip

# What became of a lead, which no clause may ask of a delivery: the same columns are `outcome` in dbt's `lead_columns`.
OUTCOMES = frozenset(
    "updated_at owner_id status rejection_reason assigned_at first_response_at converted_at converted_deal_id "
    "converted_contact_id converted_account_id is_deleted".split()
)

TABLES = tuple(SCHEMAS)
_FILES = "agreement_files"

Row = dict[str, Any]


def read(folder: Path) -> Agreement:
    """The agreement in a folder, its clauses checked against what a delivery of leads brings.

    Raises:
        AgreementError: something is wrong; every problem is listed with file, line and field.
    """
    columns = {column.name: column.type for column in ENTITIES["leads"].columns}
    delivered = {name: kind for name, kind in columns.items() if name not in OUTCOMES}
    return load_agreement(folder, delivered, OUTCOMES)


def news(folder: Path, lake: Lake) -> tuple[bool, list[str]]:
    """Whether the agreement says something else than what landed last, and the files whose text never landed; writes nothing.

    Raises:
        AgreementError: something is wrong.
    """
    agreement = read(folder)
    files = [row["file"] for row in _new_files(lake, agreement, datetime.min)]
    return _is_changed(lake, rows_of(agreement)), files


def land(folder: Path, build: Build, lake: Lake) -> bool:
    """Land the agreement if it says anything new; returns whether it did.

    Raises:
        AgreementError: something is wrong; nothing was landed.
    """
    agreement = read(folder)
    loaded_at = build.as_of.astimezone(UTC).replace(tzinfo=None)
    rows = rows_of(agreement)
    new_files = _new_files(lake, agreement, loaded_at)
    changed = _is_changed(lake, rows)
    with lake.load(build.load_id("agreement")) as load:
        for table, schema in SCHEMAS.items():
            load.ensure(schema, OWN, table)
            landed = new_files if table == _FILES else rows[table] if changed else []
            stamped = [{**row, "load_id": load.id, "loaded_at": loaded_at} for row in landed]
            load.write(pa.Table.from_pylist(stamped, schema=schema), OWN, table)
    return changed


def rows_of(agreement: Agreement) -> dict[str, list[Row]]:
    """The rows of every table but `agreement_files`, without stamps."""
    return {
        "agreement_company": [agreement.company.model_dump()],
        **_brief_rows(agreement),
        **_process_rows(agreement),
        **plan.rows_of(agreement),
    }


def _brief_rows(agreement: Agreement) -> dict[str, list[Row]]:
    briefs: list[Row] = []
    limits: list[Row] = []
    clauses: list[Row] = []
    reasons: list[Row] = []
    for brief in agreement.briefs:
        key = {"brief_id": brief.id, "version": brief.version}
        briefs += [
            {
                **key,
                "name": brief.name,
                "objective": brief.objective,
                "valid_from": brief.valid_from,
                "valid_to": agreement.ends(brief),
                "scope_kind": brief.scope_kind,
                "scope_value": value,
                "specificity": brief.specificity,
                "volume_goal": brief.volume.goal,
                "volume_unit": brief.volume.unit,
                "volume_per": brief.volume.per,
                "marketing_approver": brief.approved_by.marketing,
                "sales_approver": brief.approved_by.sales,
                "change_note": brief.change_note,
            }
            for value in brief.scope_values
        ]
        limits += [{**key, "limit_id": limit, "value": value} for limit, value in brief.limits.items()]
        clauses += [
            {
                **key,
                "clause_id": clause.id,
                **clause.model_dump(include={"field", "operator", "severity", "on_missing", "says", "remedy"}),
                "value": value,
            }
            for clause in brief.clauses
            for value in clause.value or [None]
        ]
        reasons += [{**key, "reason": reason} for reason in brief.rejection_reasons]
    return {
        "agreement_briefs": briefs,
        "agreement_brief_limits": limits,
        "agreement_brief_clauses": clauses,
        "agreement_rejection_reasons": reasons,
    }


def _process_rows(agreement: Agreement) -> dict[str, list[Row]]:
    stages: list[Row] = []
    names: list[Row] = []
    for process in agreement.processes:
        for position, stage in enumerate(process.stages, start=1):
            stages.append(
                {
                    "process_version": process.version,
                    "valid_from": process.valid_from,
                    "valid_to": agreement.ends(process),
                    "stage_id": stage.id,
                    "position": position,
                    "is_closed": stage.is_closed,
                    "is_won": stage.is_won,
                    **stage.model_dump(include={"why", "probability", "forecast_category", "expected_days"}),
                }
            )
            names += [
                {"process_version": process.version, "stage_id": stage.id, "source": source, "name": word}
                for source, words in stage.names.items()
                for word in words
            ]
    return {"agreement_stages": stages, "agreement_stage_names": names}


def _is_changed(lake: Lake, rows: dict[str, list[Row]]) -> bool:
    return any(_latest(lake, table) != _comparable(rows[table]) for table in TABLES if table != _FILES)


def _new_files(lake: Lake, agreement: Agreement, loaded_at: datetime) -> list[Row]:
    known = {(row["file"], row["agreement_hash"]) for row in lake.read(OWN, _FILES).to_pylist()}
    return [
        {"file": file.name, "agreement_hash": file.hash, "first_loaded_at": loaded_at}
        for file in agreement.files
        if (file.name, file.hash) not in known
    ]


def _latest(lake: Lake, table: str) -> list[str]:
    """What the lake's latest agreement says in one table; the load is told by the table that always has a row."""
    loads = [(row["loaded_at"], row["load_id"]) for row in lake.read(OWN, TABLES[0]).to_pylist()]
    latest = max(loads, default=(None, None))[1]
    return _comparable([row for row in lake.read(OWN, table).to_pylist() if row["load_id"] == latest])


def _comparable(rows: list[Row]) -> list[str]:
    stamps = {name for name, _ in _STAMP}
    return sorted(
        repr(sorted((name, _plain(value)) for name, value in row.items() if name not in stamps and value is not None))
        for row in rows
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
