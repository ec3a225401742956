"""The agreement and the sources as assets: what they say, landed in the lake."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import dagster as dg

from orchestration.assets import ANALYTICS, MARKETING, SALES, group, schema_of, told
from orchestration.extract import agreement
from orchestration.extract.entities import ENTITIES, lake_schema
from orchestration.extract.ledger import TableLedger, in_words
from orchestration.extract.sources import load_sources
from orchestration.lake import OWN, Lake
from orchestration.runtime import build_of, log
from orchestration.settings import Settings


def build(settings: Settings, kinds: Sequence[str]) -> dg.Definitions:
    """One asset a lake table: the agreement's, and for each kind that is on one for every entity."""
    return dg.Definitions(assets=[_agreement(settings), *(_kind(settings, kind) for kind in kinds)])


def _agreement(settings: Settings) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="agreement",
        group_name=group("agreement"),
        specs=[
            dg.AssetSpec(
                [OWN, table],
                description=f"{table.removeprefix('agreement_').replace('_', ' ').capitalize()} of the agreement between "
                "marketing and sales, as own records in the lake: all rows of the latest load count.",
                owners=[MARKETING, SALES],
                kinds={"yaml", "parquet"},
                metadata={"dagster/column_schema": schema_of(agreement.SCHEMAS[table])},
            )
            for table in agreement.TABLES
        ],
    )
    def land_agreement(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        with told("agreement") as outcome:
            lake = Lake(settings.lake)
            for load in lake.recover():
                log.warning("finished the load %s, which an earlier run had committed but not put in place", load)
            changed = agreement.land(settings.agreement, build_of(context, settings), lake)
            outcome.append("landed, it has changed" if changed else "unchanged")
            rows = {table: lake.rows(OWN, table) for table in agreement.TABLES}
        for table, count in rows.items():
            yield dg.MaterializeResult(asset_key=[OWN, table], metadata={"dagster/row_count": count})

    return land_agreement


def _kind(settings: Settings, kind: str) -> dg.AssetsDefinition:
    """All sources of one kind: they write the same tables, each into its own partition, and land together or not at all."""

    @dg.multi_asset(
        name=f"extract_{kind}",
        group_name=group("extract", kind),
        specs=[
            dg.AssetSpec(
                [kind, entity.name],
                deps=[[OWN, agreement.TABLES[0]]],
                description=f"Every version of {entity.name.replace('_', ' ')} that a {kind} source delivered, in the lake: "
                "append-only, typed, one Parquet file a load.",
                owners=[ANALYTICS],
                kinds={"python", "parquet"},
                metadata={"dagster/column_schema": schema_of(lake_schema(entity))},
            )
            for entity in ENTITIES.values()
        ],
    )
    def extract(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
        reader = import_module(f"orchestration.extract.{kind}")
        lake, current = Lake(settings.lake), build_of(context, settings)
        sources = [
            source for source in load_sources(settings.sources, inbox=settings.inbox).sources if source.kind == kind
        ]
        read: list[TableLedger] = []
        with told("extract") as outcome:
            for name, ledgers in reader.extract(sources, settings, current, lake):
                outcome.append(in_words(name, ledgers))
                read += ledgers
            rows = {entity: lake.rows(kind, entity) for entity in ENTITIES}
        for entity, count in rows.items():
            yield dg.MaterializeResult(
                asset_key=[kind, entity],
                metadata={"dagster/row_count": count, **_plotted([row for row in read if row.table_name == entity])},
            )

    return extract


def _plotted(ledgers: Sequence[TableLedger]) -> dict[str, Any]:
    """What this load read, and the share of it that could not be read: of all sources, and of each where there are several."""
    shown: dict[str, Any] = {}
    if ledgers:
        shown["rows_read"] = sum(ledger.fetched for ledger in ledgers)
        shown["rows_new_or_changed"] = sum(ledger.new + ledger.updated for ledger in ledgers)
        shown |= _share("reject_ratio", ledgers)
    if len(ledgers) > 1:
        for ledger in ledgers:
            shown |= _share(f"reject_ratio_{ledger.source}", [ledger])
    return shown


def _share(name: str, ledgers: Sequence[TableLedger]) -> dict[str, Any]:
    """Rejected rows as a share of those read; nothing where none was."""
    read = sum(ledger.fetched for ledger in ledgers)
    return {name: dg.MetadataValue.float(sum(ledger.rejected for ledger in ledgers) / read)} if read else {}
