"""dbt inside this process.

Belongs here: the arguments that every dbt command gets, parsing once, running a pass. Does not belong here: SQL, or Dagster.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.settings import ROOT, Settings
from orchestration.spark import Spark, connect

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PROJECT = ROOT / "dbt_project"

# Disjoint by folder: what Python makes between the passes is a source of the next one.
PASSES = {
    "dbt_1": "leadline.staging leadline.intermediate.unified",
    "dbt_2": "leadline.intermediate.identity leadline.intermediate.history leadline.intermediate.signals",
    "dbt_3": "leadline.marts",
}


class DbtError(RuntimeError):
    """dbt could not parse or run the project."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one model or test."""

    unique_id: str
    resource_type: str
    status: str
    message: str
    failures: int
    seconds: float


def staged(kinds: Sequence[str]) -> dict[str, list[str]]:
    """Which kinds have a staging model for which entity, read off the folders: entity -> kinds."""
    found: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        for file in sorted((PROJECT / "models" / "staging" / kind).glob(f"stg_{kind}__*.sql")):
            found.setdefault(file.stem.removeprefix(f"stg_{kind}__"), []).append(kind)
    return found


def variables(kinds: Sequence[str]) -> dict[str, Any]:
    """The vars of a run; the same at parse and at every pass."""
    return {"kinds": sorted(kinds), "staged": staged(kinds)}


def arguments(settings: Settings, kinds: Sequence[str]) -> list[str]:
    """The flags that make any dbt command see the run's project, profile and vars, from whatever folder it is called."""
    return [
        "--project-dir", str(PROJECT),
        "--profiles-dir", str(PROJECT),
        "--target", settings.target,
        "--target-path", str(target_path(settings)),
        "--log-path", str(settings.logs),
        "--vars", json.dumps(variables(kinds)),
    ]  # fmt: skip


def target_path(settings: Settings) -> Path:
    return settings.data / "dbt"


@contextmanager
def dbt_environment(settings: Settings) -> Iterator[None]:
    """Give dbt's profile and sources their variables for the block."""
    wanted = settings.environment()
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    settings.warehouse.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(settings.warehouse, Spark):
        connect(settings.warehouse)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def invoke(settings: Settings, kinds: Sequence[str], command: Sequence[str], manifest: Manifest | None = None) -> Any:
    """Run one dbt command in this process and give its connections back; returns dbt's own result object."""
    from dbt.cli.main import dbtRunner

    def run() -> Any:
        return dbtRunner(manifest=manifest).invoke([*command, *arguments(settings, kinds)])

    with dbt_environment(settings), ThreadPoolExecutor(1) as fresh_stack:
        try:
            # dbt inspects its whole call stack, frame by frame, whenever it makes an adapter: a thread of its own has a short one.
            return fresh_stack.submit(run).result()
        finally:
            close_connections(settings)


def close_connections(settings: Settings) -> None:
    """Let go of the warehouse's file: dbt keeps its connections open otherwise. A session of Spark stays with the process."""
    if settings.target == "duckdb":
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()


def parse(settings: Settings, kinds: Sequence[str]) -> Manifest:
    """Parse the project, once for all passes.

    Raises:
        DbtError: the project does not parse; the message is dbt's.
    """
    outcome = invoke(settings, kinds, ["--quiet", "--no-write-json", "parse"])
    if not outcome.success:
        raise DbtError(f"the dbt project does not parse: {outcome.exception}")
    return outcome.result


def as_dictionary(manifest: Manifest) -> dict[str, Any]:
    """What dbt would write to `manifest.json`. The file is left alone: another process may be parsing, too."""
    return manifest.writable_manifest().to_dict(omit_none=False)


def run_pass(
    settings: Settings, kinds: Sequence[str], manifest: Manifest, select: str, exclude: str | None = None
) -> list[NodeResult]:
    """Build the models and data tests of a selection.

    Unit tests are for `make test`: they prove the SQL, not the data of this run.

    Raises:
        DbtError: dbt itself failed before it ran a node.
    """
    command = [
        "--quiet",
        "--no-use-colors",
        "--log-level-file",
        "none",
        "--no-write-json",
        "build",
        "--indirect-selection",
        "buildable",
        "--select",
        *select.split(),
    ]
    command += ["--exclude-resource-type", "unit_test"]
    if exclude:
        command += ["--exclude", *exclude.split()]
    outcome = invoke(settings, kinds, command, manifest)
    if outcome.exception is not None or outcome.result is None:
        raise DbtError(f"dbt build of '{select}' failed: {outcome.exception}")
    return [
        NodeResult(
            unique_id=result.node.unique_id,
            resource_type=str(result.node.resource_type),
            status=str(result.status),
            message=str(result.message or ""),
            failures=int(result.failures or 0),
            seconds=float(result.execution_time),
        )
        for result in outcome.result.results
        if result.node.resource_type in {"model", "test"}
    ]
