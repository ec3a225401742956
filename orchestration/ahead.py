"""What the first run on a data folder needs and can be made without it, made meanwhile in a process of its own.

Belongs here: which work that is. Does not belong here: the work itself; whoever needs a result makes it where it is not there.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable

from orchestration.settings import Settings


def ahead(settings: Settings) -> Callable[[], None]:
    """Begin to make it; what is returned waits until it is there (or somebody else will say what is wrong)."""
    maker = multiprocessing.get_context("spawn").Process(target=_make, args=(settings,), daemon=True)
    maker.start()
    return maker.join


def _make(settings: Settings) -> None:
    """The files of sources that Leadline writes itself, and the script of the page."""
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115  (until the process ends)
    os.umask(0o077)
    from orchestration.extract.sources import load_sources
    from orchestration.publish.report.bundle import javascript

    for source in load_sources(settings.sources, inbox=settings.inbox).sources:
        source.bring()
    javascript(settings.cache)
