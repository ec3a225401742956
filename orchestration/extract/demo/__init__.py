"""kind: demo. Writes the files of a made-up company into the inbox; from then on it is a source of kind spreadsheets.

Belongs here: the company, its story and the files that it exports. Does not belong here: reading them (see `spreadsheets`), and
anything that knows that the company is made up: rules, marts and alerts see files like anybody's.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from orchestration.extract.sources import Writer

MAPPING = Path(__file__).with_name("mapping.yml")


class Settings(Writer):
    """What sources.yml may say of a demo company."""

    leads: int = Field(default=5000, ge=3000, le=100_000)
    seed: int = Field(default=7, ge=0)

    def write(self, folder: Path) -> None:
        """Write the company's files into a folder, unless they are there as asked for."""
        from orchestration.extract.demo import files

        files.write(folder, self.leads, self.seed)
