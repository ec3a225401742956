"""A private folder for copies of files and for the engine's spill, for commands that leave nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.settings import Settings


@contextmanager
def scratch_folder(settings: Settings, name: str) -> Iterator[Path]:
    """An empty folder in the data folder's `work/`. It goes, and with it every folder that had to be made for it."""
    missing = [folder for folder in (settings.work, *settings.work.parents) if not folder.exists()]
    settings.work.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=settings.work) as folder:
            yield Path(folder)
    finally:
        for folder in missing:
            if not any(folder.iterdir()):
                folder.rmdir()
