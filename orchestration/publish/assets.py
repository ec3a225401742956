"""Publishing as an asset, downstream of every mart: a blocking check on any of them keeps the last version."""

from collections.abc import Sequence

import dagster as dg

from orchestration.assets import ANALYTICS, group, told
from orchestration.publish import versions
from orchestration.publish.report.page import write_page
from orchestration.publish.snapshot import NAME as SNAPSHOT
from orchestration.publish.snapshot import write_snapshot
from orchestration.runtime import build_of
from orchestration.settings import Settings


def build(settings: Settings, marts: Sequence[dg.AssetKey]) -> dg.Definitions:
    """The snapshot for BI, from the mart assets."""

    @dg.asset(
        key=["publish", "snapshot"],
        deps=list(marts),
        group_name=group("publish"),
        owners=[ANALYTICS],
        kinds={"duckdb"},
        description="The version that is read: a DuckDB file with every mart for BI, and the page made from it; switched to in one move.",
    )
    def snapshot(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        with told("publish") as outcome:
            with versions.new_version(settings.publish, settings.readers_group) as (version, folder):
                made_by = build_of(context, settings)
                manifest = write_snapshot(settings.warehouse, folder, made_by)
                versions.list_file(folder, write_page(folder / SNAPSHOT, folder, made_by, settings.cache))
            versions.allow_readers(settings.data, settings.publish, settings.readers_group)
            versions.switch(settings.publish, version)
            versions.prune(settings.publish)
            outcome.append(f"{version}, {len(manifest['tables'])} tables and the page")
        return dg.MaterializeResult(
            metadata={
                "version": version,
                "tables": len(manifest["tables"]),
                "dagster/row_count": sum(facts["rows"] for facts in manifest["tables"].values()),
            }
        )

    return dg.Definitions(assets=[snapshot])
