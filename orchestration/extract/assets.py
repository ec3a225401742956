"""The agreement and the sources as assets: what they say, landed in the lake."""

from collections.abc import Sequence
from importlib import import_module

import dagster as dg

from orchestration.extract import agreement
from orchestration.extract.entities import ENTITIES
from orchestration.extract.ledger import in_words
from orchestration.extract.sources import load_sources
from orchestration.lake import OWN, Lake
from orchestration.runtime import build_of, log, step
from orchestration.settings import Settings


def build(settings: Settings, kinds: Sequence[str]) -> dg.Definitions:
    """One asset a lake table: the agreement's, and for each kind that is on one for every entity."""
    return dg.Definitions(assets=[_agreement(settings), *(_kind(settings, kind) for kind in kinds)])


def _agreement(settings: Settings) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="agreement",
        group_name="raw_agreement",
        specs=[
            dg.AssetSpec([OWN, table], description=f"Own records in the lake: {table.replace('_', ' ')}.")
            for table in agreement.TABLES
        ],
    )
    def land_agreement(context: dg.AssetExecutionContext):
        with step("agreement") as outcome:
            lake = Lake(settings.lake)
            for load in lake.recover():
                log.warning("finished the load %s, which an earlier run had committed but not put in place", load)
            changed = agreement.land(settings.agreement, build_of(context, settings), lake)
            outcome.append("landed, it has changed" if changed else "unchanged")

    return land_agreement


def _kind(settings: Settings, kind: str) -> dg.AssetsDefinition:
    """All sources of one kind: they write the same tables, each into its own partition."""

    @dg.multi_asset(
        name=f"extract_{kind}",
        group_name=f"raw_{kind}",
        specs=[
            dg.AssetSpec(
                [kind, entity],
                deps=[[OWN, agreement.TABLES[0]]],
                description=f"Lake table: {entity.replace('_', ' ')}.",
            )
            for entity in ENTITIES
        ],
    )
    def extract(context: dg.AssetExecutionContext):
        reader = import_module(f"orchestration.extract.{kind}")
        lake, current = Lake(settings.lake), build_of(context, settings)
        sources = [source for source in load_sources(settings.sources).sources if source.kind == kind]
        with step("extract") as outcome:
            for name, ledgers in reader.extract(sources, settings, current, lake):
                outcome.append(in_words(name, ledgers))

    return extract
