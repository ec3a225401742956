"""What measurements share: how long some work takes, and whether two ways came to the same rows."""

from __future__ import annotations

import time
from collections.abc import Callable

from orchestration.warehouse import Warehouse


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def same(warehouse: Warehouse, one: str, other: str) -> int:
    """Number of rows of two tables that are the same.

    Raises:
        SystemExit: they are not.
    """
    for this, that in ((one, other), (other, one)):
        odd = warehouse.rows(f"select * from (select * from {this} except all select * from {that}) limit 3")
        if odd:
            raise SystemExit(f"rows of {this} that {that} lacks, such as: {odd}")
    [counted] = warehouse.rows(f"select count(*) as many from {one}")
    return int(counted["many"])
