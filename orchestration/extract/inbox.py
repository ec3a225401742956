"""What lies in the inbox: the files that a run reads, and whether they stand still.

Belongs here: which files are watched, their fingerprint. Does not belong here: Dagster (see `sensors`), or opening a file (see `files`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestration.extract.files import READABLE
from orchestration.extract.sources import load_sources
from orchestration.settings import Settings


@dataclass(frozen=True)
class Watch:
    """What the last look saw.

    Attributes:
        seen: fingerprint of the files at that look.
        ran: fingerprint of the files for which a run was asked last; empty before the first.
        runs: how many runs were asked for, so that files which are put back as they were ask for one, too.
    """

    seen: str = ""
    ran: str = ""
    runs: int = 0

    @staticmethod
    def read(text: str | None) -> Watch:
        """From what `text` wrote; nothing, or what cannot be read, is a first look."""
        try:
            return Watch(**json.loads(text)) if text else Watch()
        except (TypeError, ValueError):
            return Watch()

    def text(self) -> str:
        return json.dumps(asdict(self))

    def look(self, now: str) -> tuple[Watch, bool]:
        """The watch after a look at the fingerprint `now`, and whether a run is due.

        One is due when the files are others than those of the last run and have not changed since the look before: a file that is
        still being copied is not read.
        """
        if now != self.seen or now == self.ran:
            return Watch(now, self.ran, self.runs), False
        return Watch(now, now, self.runs + 1), True


def watched(settings: Settings) -> list[Path]:
    """The files on which a run depends: sources.yml, the agreement, and what the sources' paths hold, sorted.

    What lies in the data folder is left out, as a run itself writes there, unless a source's own path leads there.

    Raises:
        SourceError: sources.yml cannot be read.
    """
    found = {settings.sources, *settings.agreement.glob("*.yml")}
    for source in load_sources(settings.sources, inbox=settings.data / "inbox").sources:
        is_within = source.path.is_relative_to(settings.data)
        found |= {file for file in _inside(source.path) if is_within or not file.is_relative_to(settings.data)}
    return sorted(found)


def fingerprint(files: list[Path]) -> str:
    """One text for names, sizes and times of change; a file that is gone meanwhile counts as gone."""
    digest = hashlib.sha256()
    for file in files:
        try:
            facts = file.stat()
        except OSError:
            continue
        digest.update(f"{file}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def latest(files: list[Path]) -> str:
    """Base name of the file that changed last."""
    times = {file: file.stat().st_mtime_ns for file in files if file.exists()}
    return max(times, key=lambda file: (times[file], file.name)).name if times else "none"


def _inside(path: Path) -> Iterator[Path]:
    """The file or zip itself, or the readable files of a folder at any depth."""
    if path.is_file():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (
            Path(folder) / name
            for name in names
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in READABLE
        )
