"""One run: its id and the instant that it pretends it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Build:
    """Identity of a run: `id` is carried to every published table, `as_of` (UTC) is the `loaded_at` of what it loads."""

    id: str
    as_of: datetime

    def load_id(self, step: str) -> str:
        """Id of what one step of the run appends to the lake; sorts by instant."""
        return f"{self.id}-{step}"


def build_id(as_of: datetime, number: int, run: str) -> str:
    """Id that sorts in the order of builds, also those of one instant.

    Args:
        as_of: the run's instant.
        number: rises from run to run (see `Lake.build_number`).
        run: short form of Dagster's run id, so that the pages of the run are found.
    """
    return f"{as_of:%Y%m%dT%H%M%SZ}-{number:06d}-{run}"


def short(run_id: str) -> str:
    """Short form of Dagster's run id."""
    return run_id.replace("-", "")[:8]
