"""Which tests one process runs together when several share the work, and which of these units begin first.

Belongs here: what is costly to make and shared by several files. Does not belong here: making it (see the fixtures).
`--dist loadgroup` with marks would say the same, but groups nothing with pytest 9.2 (pytest-xdist, issue 1386).
"""

from __future__ import annotations

import re
from typing import Any

# Tests that share a fixture of their session, and the name of their unit; whatever matches nothing is a unit with the rest of its file.
SHARED = [
    (r"test_demo\.py|dbt/test_joins\.py|publish/test_report_published\.py|answer_key/.*\[seed 7\b", "demo"),
    (r"answer_key/.*\[(seed [0-9]+)", r"\1"),
    (r"commands/test_(dry_run|explain|light|refresh|sources)\.py", "small"),
    (r"extract/demo/test_(entities|story)\.py", "landed"),
    (
        r"parity/test_(macros|each_day|lake_views|replaced)\.py|dbt/test_portable_engines\.py|spark/test_warehouse_on_spark\.py",
        "session",
    ),
]

# Units of minutes begin first, the longest before all, so that no core is left waiting for one at the end.
FIRST = [
    "parity/test_parity.py",
    "spark/test_thrift.py",
    "session",
    "demo",
    "test_sample.py",
    "commands/test_ui.py",
    "small",
    "test_maven.py",
    "alert/test_assets.py",
]


def unit(nodeid: str) -> str:
    """Name of the unit of a test: a shared fixture, or its file below `tests`."""
    test = nodeid.removeprefix("tests/")
    for pattern, name in SHARED:
        if found := re.match(pattern, test):
            return found.expand(name)
    return test.split("::", maxsplit=1)[0]


def order(nodeid: str) -> int:
    name = unit(nodeid)
    return FIRST.index(name) if name in FIRST else len(FIRST)


def scheduler(config: Any, log: Any) -> Any:
    """Hand out units, one at a time, in the order in which their tests were collected."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    return Units(config, log)
