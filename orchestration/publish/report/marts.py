"""The marts of one version, as the page reads them.

Belongs here: which marts there are, the company's day and currency, which records count. Does not belong here: a section's figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.build import Build
from orchestration.warehouse import Warehouse, open_warehouse

Row = dict[str, Any]

# The records that every figure counts.
COUNTED_LEADS = "not leads.is_test and not leads.is_deleted"
COUNTED_DEALS = "not deals.is_deleted"

COUNTED_LEADS_IN_WORDS = "`fct_leads` without tests (`is_test`) and deleted leads (`is_deleted`)"
COUNTED_DEALS_IN_WORDS = "`fct_deals` without deleted deals (`is_deleted`)"

# Nobody is named on fewer judged leads than this.
ENOUGH = 20

# How far back the headline and the chart of vendors look, in days.
RECENT = 90


@dataclass(frozen=True)
class Company:
    """When and in what the page counts.

    Attributes:
        as_of: instant of the build, UTC.
        time_zone: IANA name; the day and the clock of the page are the company's.
        currency: base currency; None where the marts do not say.
        period: `month` or `quarter`.
    """

    as_of: datetime
    time_zone: str
    currency: str | None
    period: str

    @property
    def now(self) -> datetime:
        return self.as_of.astimezone(ZoneInfo(self.time_zone))

    @property
    def today(self) -> date:
        return self.now.date()

    def local(self, instant: datetime) -> datetime:
        """A time stamp of the marts (UTC, without zone) on the company's clock."""
        return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.time_zone))


class Marts:
    """The tables of schema `marts` in an open snapshot."""

    def __init__(self, warehouse: Warehouse, build: Build) -> None:
        self._warehouse = warehouse
        self._tables = set(warehouse.tables("marts"))
        self.build = build
        self.company = self._company()

    def rows(self, sql: str, parameters: Sequence[Any] = (), *, needs: Sequence[str]) -> list[Row]:
        """Run a SELECT over the marts that it needs; without one of them there are no rows."""
        if not self._tables.issuperset(needs):
            return []
        return self._warehouse.rows(sql, parameters)

    def _company(self) -> Company:
        found = self.rows("select * from marts.dim_company", needs=["dim_company"])
        stated = found[0] if found else {}
        as_of = self.build.as_of.replace(tzinfo=UTC) if self.build.as_of.tzinfo is None else self.build.as_of
        return Company(
            as_of=as_of,
            time_zone=stated.get("time_zone") or "UTC",
            currency=stated.get("base_currency"),
            period=stated.get("period") or "month",
        )


@contextmanager
def open_marts(snapshot: Path, build: Build) -> Iterator[Marts]:
    """Open a version's snapshot for reading, and close it at the end of the block."""
    with open_warehouse(snapshot, read_only=True) as warehouse:
        yield Marts(warehouse, build)
