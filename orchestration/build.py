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


def build_id(as_of: datetime, run_id: str) -> str:
    """Build id from the run's instant and Dagster's run id: sortable, unique, fit for a file name."""
    return f"{as_of:%Y%m%dT%H%M%SZ}-{run_id.replace('-', '')[:8]}"
