"""What a step of a run knows: its build, and how to say what it is doing.

Belongs here: the link between Dagster's run and Leadline's build, and the progress lines. Does not belong here: any step's work.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from orchestration.build import Build, build_id, short
from orchestration.lake import Lake
from orchestration.settings import Settings, parse_instant

AS_OF_TAG = "leadline/as_of"

log = logging.getLogger("leadline")


def build_of(context: Any, settings: Settings) -> Build:
    """The build of a Dagster run: the same at every step of it.

    Args:
        context: execution context of an asset or check.
        settings: whose `as_of` wins, after the run's own tag; without both it is the instant at which the run was created.
    """
    run = context.run
    stated = run.tags.get(AS_OF_TAG)
    if stated:
        as_of = parse_instant(stated, AS_OF_TAG)
    elif settings.as_of:
        as_of = settings.as_of
    else:
        record = context.instance.get_run_record_by_id(run.run_id)
        as_of = record.create_timestamp.astimezone(UTC).replace(microsecond=0)
    name = short(run.run_id)
    return Build(build_id(as_of, Lake(settings.lake).build_number(name), name), as_of)


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Say how long a step took, with what the block appended to the list as its outcome."""
    outcome: list[str] = []
    log.debug("%s …", name)
    started = time.perf_counter()
    yield outcome
    log.info("%-10s %s  (%.1f s)", name, "; ".join(outcome) or "done", time.perf_counter() - started)


def log_to_file(settings: Settings) -> None:
    """Everything that is logged, with tracebacks and the wall clock, also to `logs/leadline.log`; once a process."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    file = settings.logs / "leadline.log"
    log.setLevel(logging.DEBUG)
    if any(isinstance(handler, logging.FileHandler) and handler.baseFilename == str(file) for handler in log.handlers):
        return
    handler = logging.FileHandler(file)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)


def now() -> datetime:
    """The wall clock, UTC, to the second: for a run without a stated instant, and for the log."""
    return datetime.now(UTC).replace(microsecond=0)
