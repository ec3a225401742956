"""The agreement to the lake: what marketing and sales agreed, as own records.

Belongs here: the tables, and whether what they hold has changed. Does not belong here: the rows of each file (see `agreement_company`,
`agreement_briefs`, `agreement_process`), or what the files may say (see `expectations.agreement.schema`).
A load is written only when the content changed, and then holds the whole agreement: of the `agreement_*` tables, all rows of the latest
load count. `agreement_files` has a row for each new text of a file, comments included, `agreement_versions` one for each new content of a
version: one that has been in force is never edited.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.agreement.parts import Agreement
from expectations.agreement.schema import load_agreement
from orchestration.build import Build
from orchestration.extract import agreement_briefs, agreement_company, agreement_process, agreement_versions, plan
from orchestration.extract.entities import ENTITIES
from orchestration.lake import OWN, Lake

_STAMP = [("load_id", pa.string()), ("loaded_at", pa.timestamp("us"))]


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([*columns.items(), *_STAMP])


_T, _N, _D, _F, _B = pa.string(), pa.int64(), pa.date32(), pa.float64(), pa.bool_()
_AT, _MONEY = pa.timestamp("us"), pa.decimal128(38, 2)

SCHEMAS = {
    "agreement_company": _schema(
        time_zone=_T, base_currency=_T, fiscal_year_start_month=_N, period=_T, late_data_days=_N,
        country_code=_T, go_live_on=_D,
    ),
    "agreement_working_hours": _schema(country_code=_T, weekday=_N, from_minute=_N, to_minute=_N),
    "agreement_holidays": _schema(country_code=_T, day=_D),
    "agreement_public_holidays": _schema(country_code=_T, subdivision=_T),
    "agreement_offices": _schema(country_code=_T, time_zone=_T, region=_T),
    "agreement_unreachable_reasons": _schema(reason=_T),
    "agreement_own_domains": _schema(domain=_T),
    "agreement_briefs": _schema(
        brief_id=_T, version=_N, name=_T, objective=_T, valid_from=_D, valid_to=_D, scope_kind=_T, scope_value=_T,
        specificity=_N, volume_goal=_N, volume_unit=_T, volume_per=_T, marketing_approver=_T, sales_approver=_T, change_note=_T,
        is_retroactive=_B, supersedes=_N, volume_due_at=_AT, volume_pacing=_T, duplicate_scope=_T, price_amount=_MONEY,
        price_currency=_T, price_per=_T, price_cap=_MONEY, return_within_days=_N, respond_within_minutes=_N,
        decide_within_days=_N, attempts=_N,
        is_reason_required=_B, nurture_within_days=_N, persona=_T,
    ),
    "agreement_brief_limits": _schema(brief_id=_T, version=_N, limit_id=_T, value=_F),
    "agreement_brief_clauses": _schema(
        brief_id=_T, version=_N, clause_id=_T, field=_T, operator=_T, severity=_T, on_missing=_T, value=_T, says=_T, remedy=_T
    ),
    "agreement_brief_shares": _schema(brief_id=_T, version=_N, share_id=_N, field=_T, value=_T, share=_F),
    "agreement_brief_exclusions": _schema(brief_id=_T, version=_N, exclusion=_T, value=_T),
    "agreement_brief_duplicate_keys": _schema(brief_id=_T, version=_N, key=_T),
    "agreement_rejection_reasons": _schema(brief_id=_T, version=_N, reason=_T),
    "agreement_stages": _schema(
        process_version=_N, valid_from=_D, valid_to=_D, stage_id=_T, position=_N, is_closed=_B, is_won=_B, why=_T,
        probability=_F, forecast_category=_T, expected_days=_N,
    ),
    "agreement_stage_names": _schema(process_version=_N, stage_id=_T, source=_T, name=_T),
    "agreement_gates": _schema(
        process_version=_N, stage_id=_T, criterion_id=_T, position=_N, says=_T, evidence_kind=_T, evidence_value=_T, waived_by=_T
    ),
    "agreement_moves": _schema(process_version=_N, from_stage_id=_T, to_stage_id=_T),
    "agreement_files": pa.schema(
        [("file", _T), ("agreement_hash", _T), ("first_loaded_at", _AT), *_STAMP]
    ),
    **{table: _schema(**columns) for table, columns in plan.COLUMNS.items()},
    agreement_versions.TABLE: pa.schema([*agreement_versions.COLUMNS, *_STAMP]),
}  # fmt: skip

# What became of a lead, which no clause may ask of a delivery: the same columns are `outcome` in dbt's `lead_columns`.
OUTCOMES = frozenset(
    "updated_at owner_id status rejection_reason assigned_at first_response_at converted_at converted_deal_id "
    "converted_contact_id converted_account_id is_deleted".split()
)

TABLES = tuple(SCHEMAS)
_FILES = "agreement_files"
_RECORDS = (_FILES, agreement_versions.TABLE)  # grow by what is new, whatever the latest load says

Row = dict[str, Any]


def read(folder: Path) -> Agreement:
    """The agreement in a folder, its clauses checked against what a delivery of leads brings.

    Raises:
        AgreementError: something is wrong; every problem is listed with file, line and field.
    """
    columns = {column.name: column.type for column in ENTITIES["leads"].columns}
    delivered = {name: kind for name, kind in columns.items() if name not in OUTCOMES}
    return load_agreement(folder, delivered, OUTCOMES, list(ENTITIES["deals"].by_name))


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
    agreement_versions.check(agreement, lake, build.as_of, folder)
    loaded_at = build.as_of.astimezone(UTC).replace(tzinfo=None)
    rows = rows_of(agreement)
    changed = _is_changed(lake, rows)
    new = {
        _FILES: _new_files(lake, agreement, loaded_at),
        agreement_versions.TABLE: agreement_versions.new_rows(agreement, lake, loaded_at),
    }
    with lake.load(build.load_id("agreement")) as load:
        for table, schema in SCHEMAS.items():
            load.ensure(schema, OWN, table)
            landed = new[table] if table in _RECORDS else rows[table] if changed else []
            stamped = [{**row, "load_id": load.id, "loaded_at": loaded_at} for row in landed]
            load.write(pa.Table.from_pylist(stamped, schema=schema), OWN, table)
    return changed


def rows_of(agreement: Agreement) -> dict[str, list[Row]]:
    """The rows of every table that a load holds whole, without stamps."""
    return {
        **agreement_company.rows(agreement),
        **agreement_briefs.rows(agreement),
        **agreement_process.rows(agreement),
        **plan.rows_of(agreement),
    }


def _is_changed(lake: Lake, rows: dict[str, list[Row]]) -> bool:
    return any(_latest(lake, table) != _comparable(rows[table]) for table in TABLES if table not in _RECORDS)


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
