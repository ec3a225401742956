"""A real file in MaxMind's format, with the networks that a test states."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmdb_writer import MMDBWriter
from netaddr import IPSet


class Writer(MMDBWriter):
    """One that dates its file as it is told."""

    build_epoch = 0

    def _build_meta(self) -> dict[str, Any]:
        return super()._build_meta() | {"build_epoch": self.build_epoch}


def write(
    file: Path,
    networks: Mapping[str, Any],
    kind: str = "Test-Country",
    build_epoch: int = 1_700_000_000,
    version: int = 6,
) -> Path:
    """Write the file: network -> its record."""
    writer = Writer(ip_version=version, ipv4_compatible=version == 6, database_type=kind)
    writer.build_epoch = build_epoch
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(file))
    return file


def country(code: str) -> dict[str, Any]:
    """A record as MaxMind has it."""
    return {"country": {"iso_code": code, "names": {"en": "whatever"}}, "registered_country": {"iso_code": "ZZ"}}
