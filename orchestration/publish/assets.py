"""Publishing as an asset, downstream of every mart: a blocking check on any of them keeps the last version."""

from collections.abc import Sequence

import dagster as dg

from orchestration.publish import versions
from orchestration.publish.snapshot import write_snapshot
from orchestration.runtime import build_of, step
from orchestration.settings import Settings


def build(settings: Settings, marts: Sequence[dg.AssetKey]) -> dg.Definitions:
    """The snapshot for BI, from the mart assets."""

    @dg.asset(
        key=["publish", "snapshot"],
        deps=list(marts),
        group_name="publish",
        kinds={"duckdb"},
        description="The version that BI reads: a read-only DuckDB file with every mart, switched to in one move.",
    )
    def snapshot(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        with step("publish") as outcome:
            with versions.new_version(settings.publish, settings.readers_group) as (version, folder):
                manifest = write_snapshot(settings.warehouse, folder, build_of(context, settings))
            versions.allow_readers(settings.data, settings.publish, settings.readers_group)
            versions.switch(settings.publish, version)
            versions.prune(settings.publish)
            outcome.append(f"{version}, {len(manifest['tables'])} tables")
        return dg.MaterializeResult(metadata={"version": version, "tables": len(manifest["tables"])})

    return dg.Definitions(assets=[snapshot])
