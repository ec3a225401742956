"""ISO codes of countries written as people write them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

import pyarrow as pa
from babel import Locale
from babel.core import get_global

BY = f"Babel {version('Babel')}"

SCHEMA = pa.schema([("value", pa.string()), ("country_code", pa.string())])

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "tr", "hu", "ro")

# Everyday names that are in no language's list of territories.
EVERYDAY = {
    "america": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "the united states": "US",
    "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB", "u.k.": "GB",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "korea": "KR", "south korea": "KR",
    "republic of korea": "KR", "russian federation": "RU", "viet nam": "VN", "uae": "AE", "hong kong": "HK",
    "macedonia": "MK", "ivory coast": "CI", "burma": "MM", "turkey": "TR", "swaziland": "SZ", "cape verde": "CV",
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in reversed(LANGUAGES):  # so that a name in two languages has English's meaning
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}:
                codes[name.casefold()] = code
    known = set(codes.values())
    for alias, current in get_global("territory_aliases").items():  # alpha-3, numeric and former codes
        if len(current) == 1 and current[0] in known:
            codes.setdefault(alias.casefold(), current[0])
    codes.update({code.casefold(): code for code in known})
    return codes | EVERYDAY


def look_up(value: str) -> dict[str, Any]:
    """ISO 3166 alpha-2 code of one value (trimmed, lower case); null where it names no country."""
    return {"value": value, "country_code": _codes().get(value.casefold())}
