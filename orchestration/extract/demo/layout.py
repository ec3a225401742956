"""The files as the company's tools export them. `mapping.yml` says which there are, under which header and in which form: it is read
backwards here, so that files and mapping cannot drift apart.

Belongs here: how a value is written. Does not belong here: values. A value that is text already stands in a file as it is: that is how
a row that nobody can read comes about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from orchestration.extract.entities import ENTITIES

BERLIN = ZoneInfo("Europe/Berlin")
IN_UTC = ("leads",)  # marketing's tools; what else has times has the company's

Form = Callable[[Any], str]


@dataclass(frozen=True)
class Column:
    """One column of a file: whose value it is, what stands above it, how it is written."""

    name: str
    header: str
    form: Form


@dataclass(frozen=True)
class Layout:
    """The file of one entity; a pattern where rows name their own (`leads_*.csv`)."""

    entity: str
    file: str
    sheet: str | None
    delimiter: str
    columns: tuple[Column, ...]


def layouts(mapping: Path) -> list[Layout]:
    """What a mapping says of the files; only tables with `file:` and plain columns can be read backwards."""
    tables = yaml.safe_load(mapping.read_text(encoding="utf-8"))["tables"]
    found = []
    for entity, table in tables.items():
        columns = {
            name: origin if isinstance(origin, dict) else {"column": origin}
            for name, origin in table["columns"].items()
        }
        is_german = any("decimal" in stated or "format" in stated for stated in columns.values())
        found.append(
            Layout(
                entity,
                table["file"],
                table.get("sheet"),
                ";" if is_german else ",",
                tuple(Column(name, stated["column"], _form(entity, name, stated)) for name, stated in columns.items()),
            )
        )
    return found


def _form(entity: str, name: str, stated: dict[str, Any]) -> Form:
    match ENTITIES[entity].by_name[name].type:
        case "timestamp":
            return _utc if entity in IN_UTC else MOMENTS[stated.get("format")]
        case "date":
            return MOMENTS[stated.get("format", "%Y-%m-%d")]
        case "boolean":
            return lambda value: "yes" if value else "no"
        case "share":
            return lambda share: f"{100 * share:.4g}".replace(".", ",")
        case "amount":
            return _cents_with_comma if stated.get("decimal") == "," else _cents
        case _:
            return str


def _cents(amount: float) -> str:
    return f"{amount:.2f}"


def _cents_with_comma(amount: float) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _utc(moment: datetime) -> str:
    return f"{utc(moment).isoformat()}Z"


MOMENTS: dict[str | None, Form] = {
    None: lambda moment: moment.isoformat(" ") if isinstance(moment, datetime) else moment.isoformat(),
    "%Y-%m-%d": lambda day: f"{day.year}-{day.month:02}-{day.day:02}",
    "%d.%m.%Y": lambda day: f"{day.day:02}.{day.month:02}.{day.year}",
    "%d.%m.%Y %H:%M": lambda moment: (
        f"{moment.day:02}.{moment.month:02}.{moment.year} {moment.hour:02}:{moment.minute:02}"
    ),
}


def utc(moment: datetime) -> datetime:
    """A local time of the company as UTC, without a zone."""
    return moment - _offset(moment.date(), moment.hour)


def local(moment: datetime) -> datetime:
    """An instant in UTC, without a zone, as the company's local time."""
    return moment.replace(tzinfo=UTC).astimezone(BERLIN).replace(tzinfo=None)


@cache
def _offset(day: date, hour: int) -> timedelta:
    offset = datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN).utcoffset()
    assert offset is not None
    return offset
