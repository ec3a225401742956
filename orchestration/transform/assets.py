"""dbt's three passes as assets: every model is an asset, every data test on one model an asset check."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from orchestration.assets import ANALYTICS, OWNERS, group, shown, told
from orchestration.lake import OWN
from orchestration.runtime import build_of
from orchestration.settings import Settings
from orchestration.transform import dbt
from orchestration.warehouse import open_warehouse

Manifest = Mapping[str, Any]


class ByLayer(DagsterDbtTranslator):
    """Tells Dagster where a model stands in the flow, whose it is and what it says, from its folder and its yml."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_metadata=False))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """`05_staging_<kind>`, `06_unified`, `14_marts_<area>`: an intermediate model's folder is a step of its own."""
        if dbt_resource_props["resource_type"] != "model":
            return None
        _, layer, *folders, _ = dbt_resource_props["fqn"]
        return group(folders[0]) if layer == "intermediate" else group(layer, "_".join(folders[:1]))

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model's yml says."""
        return " ".join(dbt_resource_props.get("description", "").split())

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """Marts belong to those whose questions they answer."""
        if dbt_resource_props["resource_type"] != "model":
            return None
        _, layer, *folders, _ = dbt_resource_props["fqn"]
        return OWNERS.get(folders[0], [ANALYTICS]) if layer == "marts" else [ANALYTICS]


def build(settings: Settings, kinds: Sequence[str]) -> dg.Definitions:
    """The three passes; parses the project, once for the process.

    A run of a part of the graph builds the selected models only, and runs the tests that need no other table than these and what
    they are built from.
    """
    parsed = dbt.parse(settings, kinds)
    manifest = dbt.as_dictionary(parsed)
    translator = ByLayer()

    def a_pass(name: str, select: str) -> dg.AssetsDefinition:
        @dbt_assets(manifest=manifest, select=select, name=name, dagster_dbt_translator=translator)
        def run(context: dg.AssetExecutionContext) -> Iterator[Any]:
            chosen = context.selected_asset_keys
            names = [
                node["name"]
                for node in manifest["nodes"].values()
                if node["resource_type"] == "model" and translator.get_asset_key(node) in chosen
            ]
            with told(name) as outcome:
                part = select if chosen == run.keys else " ".join(sorted(names))
                results = dbt.run_pass(settings, kinds, parsed, part)
                models = [result for result in results if result.resource_type == "model"]
                outcome.append(f"{len(models)} models, {len(results) - len(models)} data tests")
                facts = _facts(settings, manifest, models)
            yield from _events(results, manifest, translator, facts, context.selected_asset_check_keys)

        return run

    passes = [a_pass(name, select) for name, select in dbt.PASSES.items()]
    return dg.Definitions(assets=[_the_run(settings), *_own_records(manifest), *passes])


def _own_records(manifest: Manifest) -> list[dg.AssetSpec]:
    """What earlier steps append to the lake and staging reads back: no step makes them, else the graph would be a cycle."""
    return [
        dg.AssetSpec(
            [source["source_name"], source["name"]],
            group_name=group("records"),
            description=source["description"],
            owners=[ANALYTICS],
            kinds={"parquet"},
        )
        for source in manifest["sources"].values()
        if source["source_name"] == OWN and not source["name"].startswith("agreement_")
    ]


def _the_run(settings: Settings) -> dg.AssetsDefinition:
    @dg.asset(
        key=["reference", "run"],
        group_name=group("run"),
        description="One row: the build and the instant that it pretends it is.",
        owners=[ANALYTICS],
        kinds={"duckdb"},
    )
    def run(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        current = build_of(context, settings)
        with open_warehouse(settings.warehouse) as warehouse:
            warehouse.write(
                "reference.run",
                f"select '{current.id}' as build_id, timestamp '{current.as_of:%Y-%m-%d %H:%M:%S.%f}' as as_of",
            )
        return dg.MaterializeResult(
            metadata={"build_id": current.id, "as_of": current.as_of.isoformat(), "dagster/row_count": 1}
        )

    return run


def _facts(settings: Settings, manifest: Manifest, models: Sequence[dbt.NodeResult]) -> Mapping[str, Mapping[str, Any]]:
    """Rows of every table that was built, and the figures that a model's yml asks to plot (`meta: {plots: {name: SQL}}`)."""
    nodes = [manifest["nodes"][model.unique_id] for model in models if model.status == "success"]
    with open_warehouse(settings.warehouse, read_only=True) as warehouse:
        return shown(
            warehouse,
            [_table(node) for node in nodes],
            {_table(node): node["config"]["meta"].get("plots", {}) for node in nodes},
        )


def _table(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node['alias']}"


def _events(
    results: Sequence[dbt.NodeResult],
    manifest: Manifest,
    translator: DagsterDbtTranslator,
    facts: Mapping[str, Mapping[str, Any]],
    checks: AbstractSet[dg.AssetCheckKey],
) -> Iterator[Any]:
    """Turn dbt's results into Dagster's events; end with an error when something failed that cannot be an asset check.

    Args:
        facts: what is shown of a table, by `schema.table`.
        checks: the checks of this run; the test of another table that could be run all the same counts when it fails.
    """
    failures = []
    for result in results:
        node = manifest["nodes"][result.unique_id]
        if result.resource_type == "model":
            if result.status == "success":
                yield dg.MaterializeResult(
                    asset_key=translator.get_asset_key(node),
                    metadata={**facts.get(_table(node), {}), "seconds": round(result.seconds, 3)},
                )
            elif result.status == "error":
                failures.append(f"{node['name']}: {result.message}")
            continue
        check = get_asset_check_key_for_test(manifest, translator, result.unique_id, None)
        if result.status == "error":
            failures.append(f"{node['name']} could not be evaluated: {result.message}")
        elif check is not None and check in checks and result.status in {"pass", "warn", "fail"}:
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=result.status == "pass",
                severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
                metadata={"failing_rows": result.failures},
            )
        elif result.status == "fail":
            failures.append(f"{node['name']}: {result.message}")
    if failures:
        raise dg.Failure(description="\n".join(failures), metadata={"error": "DbtError"}, allow_retries=False)
