"""`leadline run --full-refresh`: the private warehouse goes, so that a run builds all of it from the lake.

Does not belong here: the lake and what was published, which stay.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.settings import Settings
from orchestration.spark import Spark, forget


def forget_warehouse(settings: Settings) -> list[Path]:
    """Delete the warehouse and the engine's log beside it; returns what was deleted. Only under the lock of runs."""
    place = settings.warehouse
    if isinstance(place, Spark):
        if not place.exists():
            return []
        forget(place)
        return [place.folder]
    gone = []
    for file in (place, place.with_name(f"{place.name}.wal")):
        if file.exists():
            file.unlink()
            gone.append(file)
    return gone
