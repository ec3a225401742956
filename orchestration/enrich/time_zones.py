"""Whether a time zone, as browsers name it, is one of a country's: by the tables of the time zone database.

Belongs here: zone and country side by side. Does not belong here: local times (see `extract/zones`), what a contradiction means.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import pyarrow as pa

# Count the facts up when what is told of a zone changes: what was looked up by another one is looked up anew.
BY = f"tzdata {version('tzdata')}, facts 1"

SCHEMA = pa.schema([("timezone", pa.string()), ("country_code", pa.string()), ("is_of_country", pa.bool_())])

# Names of a clock, not of a place: the database links them to some city that keeps it.
NO_PLACE = frozenset("cet met eet wet est mst hst est5edt cst6cdt mst7mdt pst8pdt".split())


def look_up(timezone: str, country_code: str) -> dict[str, Any]:
    """Facts on one zone (trimmed, lower case) and the ISO code of a stated country.

    Returns:
        `is_of_country` is null where either is of no place: UTC, an offset, a zone or country that the database does not have.
    """
    countries, known = _countries_of_zones().get(timezone), _countries()
    is_of_country = country_code in countries if countries and country_code in known else None
    return {"timezone": timezone, "country_code": country_code, "is_of_country": is_of_country}


@cache
def _countries_of_zones() -> dict[str, frozenset[str]]:
    """The countries of each zone, and of each older or other name of one (Asia/Calcutta, US/Eastern).

    A country's own zone may be a mere name of a neighbour's with the same clock (Stockholm's is Berlin's): some systems say the latter,
    so that zone is of all countries that it covers.
    """
    found: dict[str, set[str]] = {}
    for table in ("zone.tab", "zone1970.tab"):
        for line in _lines(table):
            codes, _, zone, *_ = line.split("\t")
            found.setdefault(zone.casefold(), set()).update(codes.split(","))
    for line in _lines("tzdata.zi"):
        if line.startswith("L "):
            _, zone, name = line.casefold().split()
            if zone in found and name not in NO_PLACE:
                found.setdefault(name, found[zone])
    return {name: frozenset(countries) for name, countries in found.items()}


@cache
def _countries() -> frozenset[str]:
    return frozenset[str]().union(*_countries_of_zones().values())


def _lines(table: str) -> list[str]:
    text = files("tzdata.zoneinfo").joinpath(table).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
