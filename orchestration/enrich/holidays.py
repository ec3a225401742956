"""Public holidays that company.yml asks for, a row each.

Belongs here: rows of a country, part and year. Does not belong here: the library (see `orchestration.public_holidays`), which years and
places are asked for (see `assets`).
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pyarrow as pa

from orchestration import public_holidays

BY = f"holidays {version('holidays')}, {public_holidays.LANGUAGE}"

SCHEMA = pa.schema(
    [
        ("country_code", pa.string()),
        ("subdivision", pa.string()),
        ("year", pa.int64()),
        ("holiday_on", pa.date32()),
        ("name", pa.string()),
    ]
)


def look_up(country_code: str, subdivision: str, year: int) -> list[dict[str, Any]]:
    """The public holidays of a year; `subdivision` is empty for what holds in the whole country."""
    key = {"country_code": country_code, "subdivision": subdivision, "year": year}
    found = public_holidays.of_year(country_code, subdivision or None, year)
    return [{**key, "holiday_on": day, "name": name} for day, name in found.items()]
