"""dbt's three passes as assets: every model is an asset, every data test on one model an asset check."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from orchestration.runtime import build_of, step
from orchestration.settings import Settings
from orchestration.transform import dbt
from orchestration.warehouse import open_warehouse


class ByLayer(DagsterDbtTranslator):
    """Groups assets by the room they stand in, so that the graph reads in the order data flows."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        folders = dbt_resource_props["fqn"][1:-1]
        return "_".join(folders[:2])


def build(settings: Settings, kinds: Sequence[str]) -> dg.Definitions:
    """The three passes; parses the project, once for the process."""
    parsed = dbt.parse(settings, kinds)
    manifest = json.loads((dbt.target_path(settings) / "manifest.json").read_text())
    translator = ByLayer()

    def a_pass(name: str, select: str) -> dg.AssetsDefinition:
        @dbt_assets(manifest=manifest, select=select, name=name, dagster_dbt_translator=translator)
        def run() -> Iterator[Any]:
            with step(name) as outcome:
                results = dbt.run_pass(settings, kinds, parsed, select)
                models = [result for result in results if result.resource_type == "model"]
                outcome.append(f"{len(models)} models, {len(results) - len(models)} data tests")
            yield from _events(results, manifest, translator)

        return run

    return dg.Definitions(assets=[_the_run(settings), *(a_pass(name, select) for name, select in dbt.PASSES.items())])


def _the_run(settings: Settings) -> dg.AssetsDefinition:
    @dg.asset(
        key=["reference", "run"],
        group_name="run",
        description="One row: the build and the instant that it pretends it is.",
    )
    def run(context: dg.AssetExecutionContext) -> None:
        current = build_of(context, settings)
        with open_warehouse(settings.warehouse) as warehouse:
            warehouse.write(
                "reference.run",
                f"select '{current.id}' as build_id, timestamp '{current.as_of:%Y-%m-%d %H:%M:%S.%f}' as as_of",
            )

    return run


def _events(
    results: Sequence[dbt.NodeResult], manifest: dict[str, Any], translator: DagsterDbtTranslator
) -> Iterator[Any]:
    """Turn dbt's results into Dagster's events; end with an error when something failed that cannot be an asset check."""
    failures = []
    for result in results:
        node = manifest["nodes"][result.unique_id]
        if result.resource_type == "model":
            if result.status == "success":
                yield dg.MaterializeResult(
                    asset_key=translator.get_asset_key(node),
                )
            elif result.status == "error":
                failures.append(f"{node['name']}: {result.message}")
            continue
        check = get_asset_check_key_for_test(manifest, translator, result.unique_id, None)
        if result.status == "error":
            failures.append(f"{node['name']} could not be evaluated: {result.message}")
        elif check is not None and result.status in {"pass", "warn", "fail"}:
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
        raise dbt.DbtError("\n".join(failures))
