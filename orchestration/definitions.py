"""The table of contents: the rooms, in the order data flows."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from orchestration.check import assets as check
from orchestration.enrich import assets as enrich
from orchestration.extract import assets as extract
from orchestration.inputs import check_inputs
from orchestration.match import assets as match
from orchestration.publish import assets as publish
from orchestration.settings import Settings, load_settings
from orchestration.transform import assets as transform

JOB = "leadline"


def build_definitions(settings: Settings, kinds: Sequence[str]) -> dg.Definitions:
    """Everything that Dagster knows of Leadline, for one data folder.

    Args:
        settings: where things are.
        kinds: kinds of source that are on.
    """
    transformed = transform.build(settings, kinds)
    marts = sorted(
        key for asset in transformed.assets or () if isinstance(asset, dg.AssetsDefinition) for key in asset.keys
        if key.path[0] == "marts"
    )  # fmt: skip
    return dg.Definitions.merge(
        extract.build(settings, kinds),
        transformed,
        enrich.build(settings),
        match.build(settings),
        check.build(settings),
        publish.build(settings, marts),
        dg.Definitions(
            jobs=[
                dg.define_asset_job(
                    JOB,
                    selection=dg.AssetSelection.all(),
                    # One process, one writer: the warehouse's file belongs to one step at a time.
                    executor_def=dg.in_process_executor,
                    description="Extract, transform, check, publish.",
                )
            ]
        ),
    )


@dg.definitions
def leadline() -> dg.Definitions:
    """What `dagster dev -m orchestration.definitions` loads."""
    settings, inputs = check_inputs(load_settings())
    return build_definitions(settings, inputs.kinds)
