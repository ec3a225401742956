"""Countries of the addresses that forms were sent from, by a file that the company brings.

Belongs here: reading a file in MaxMind's format, of whichever vendor. Does not belong here: the country that a source states itself, which
comes first (see `int_leads_states`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import maxminddb
import pyarrow as pa

SCHEMA = pa.schema([("ip_address", pa.string()), ("country_code", pa.string())])


class Countries:
    """What one file knows. `BY` changes with the file, so that a newer one looks every address up anew."""

    SCHEMA = SCHEMA

    def __init__(self, file: maxminddb.Reader) -> None:
        about = file.metadata()
        self.BY = f"{about.database_type} of {about.build_epoch}"
        self._versions = {4} if about.ip_version == 4 else {4, 6}
        self._file = file

    def look_up(self, written: str) -> dict[str, Any]:
        """ISO code of the country of one address (trimmed, lower case); null where it is none of the internet's, or not in the file."""
        address = _public(written)
        found = self._file.get(address) if address and address.version in self._versions else None
        return {"ip_address": written, "country_code": _country_code(found)}


class NoCountries:
    """Without a file: there is nobody to ask."""

    SCHEMA = SCHEMA
    BY = "no file"

    def look_up(self, written: str) -> dict[str, Any]:
        """Nothing of an address."""
        return {"ip_address": written, "country_code": None}


@contextmanager
def opened(file: Path | None) -> Iterator[Countries | NoCountries]:
    """Open the file for the block; without one nothing is known."""
    if file is None:
        yield NoCountries()
        return
    with maxminddb.open_database(file) as database:
        yield Countries(database)


def _public(written: str) -> IPv4Address | IPv6Address | None:
    """The address, where it is one that a computer may have on the internet."""
    try:
        address = ip_address(written)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return address if address.is_global and not address.is_multicast else None


def _country_code(found: Any) -> str | None:
    """The code in a record: `country` with its `iso_code` (MaxMind, DB-IP), or the code as `country_code` or `country` (IPinfo)."""
    if not isinstance(found, dict):
        return None
    country = found.get("country")
    code = country.get("iso_code") if isinstance(country, dict) else found.get("country_code", country)
    return code.upper() if isinstance(code, str) and len(code) == 2 and code.isalpha() else None
