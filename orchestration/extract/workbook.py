"""What the engine's reader of xlsx does not say: which cells a sheet has, its date system, formulas without a value.

Belongs here: looking into the XML of a workbook. Does not belong here: reading its rows (see `texts`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from orchestration.extract.sources import SourceError, closest

BLOCK = 1 << 20
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?(?:/>|>.*?</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_TEXT = re.compile(rb"""\bt=["']str["']""")
_AT = re.compile(rb"""\br=["']([A-Z]{1,3}[0-9]+)["']""")
_COLUMN = re.compile(rb"""\br=["']([A-Z]{1,3})[0-9]+["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]+)["']""")


@dataclass(frozen=True)
class Sheet:
    """One sheet: `epoch` is the day 0 of its serial numbers, `last` the last cell (such as F120), None for an empty sheet."""

    name: str
    epoch: date
    last: str | None


def sheet_names(path: Path, name: str) -> list[str]:
    """Names of a workbook's sheets, in its order.

    Raises:
        SourceError: no workbook.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [
                item.attrib["name"] for item in _parsed(archive, "xl/workbook.xml").iterfind(".//{*}sheets/{*}sheet")
            ]
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise SourceError(f"{name} is not a readable xlsx workbook ({error}): save it again as .xlsx") from error


def inspect(path: Path, sheet: str | None, name: str) -> Sheet:
    """Look at one sheet of a workbook, by default the first.

    Raises:
        SourceError: no workbook, no such sheet, or a formula without a stored value; the message names the cell.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            book = _parsed(archive, "xl/workbook.xml")
            sheets = {item.attrib["name"]: item.attrib.get(_REL, "") for item in book.iterfind(".//{*}sheets/{*}sheet")}
            if not sheets:
                raise SourceError(f"{name}: the workbook has no sheet")
            chosen = next(iter(sheets)) if sheet is None else sheet
            if chosen not in sheets:
                raise SourceError(f"{name}: there is no sheet '{chosen}' ({closest(chosen, sheets)})")
            properties = book.find("{*}workbookPr")
            is_1904 = properties is not None and properties.attrib.get("date1904", "0").lower() in ("1", "true")
            return Sheet(
                chosen,
                date(1904, 1, 1) if is_1904 else date(1899, 12, 30),
                _look_at_cells(archive, _target(archive, sheets[chosen]), f"{name}, sheet {chosen}"),
            )
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError) as error:
        raise SourceError(f"{name} is not a readable xlsx workbook ({error}): save it again as .xlsx") from error


def _parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(member))


def _target(archive: zipfile.ZipFile, relation: str) -> str:
    for item in _parsed(archive, "xl/_rels/workbook.xml.rels"):
        if item.attrib.get("Id") == relation:
            return posixpath.normpath(posixpath.join("xl", item.attrib["Target"])).lstrip("/").removeprefix("xl/xl/")
    raise KeyError(relation)


def _look_at_cells(archive: zipfile.ZipFile, member: str, where: str) -> str | None:
    rows, columns = 0, set[bytes]()
    for part in _parts(archive, member):
        columns.update(_COLUMN.findall(part))
        rows = max([rows, *map(int, _ROW.findall(part))])
        if not _FORMULA.search(part):
            continue
        for match in _CELL.finditer(part):
            cell = match.group()
            # A formula that gives an empty text says so with its type.
            if _FORMULA.search(cell) and not _VALUE.search(cell) and not _TEXT.search(cell.partition(b">")[0]):
                at = _AT.search(cell)
                raise SourceError(
                    f"{where}: the formula in cell {at.group(1).decode() if at else '?'} has no stored value: open the file "
                    "in a spreadsheet program and save it, or paste the values over the formulas"
                )
    if not rows or not columns:
        return None
    return f"{max(columns, key=lambda letters: (len(letters), letters)).decode()}{rows}"


def _parts(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end with a whole row."""
    rest = b""
    with archive.open(member) as file:
        while block := file.read(BLOCK):
            rest += block
            cut = rest.rfind(b"row>")
            if cut >= 0:
                yield rest[: cut + 4]
                rest = rest[cut + 4 :]
    yield rest
