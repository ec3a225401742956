"""The files of a source: found in a folder or a zip, and made clean UTF-8 text.

Belongs here: finding files by base name, encodings, line ends, headers and delimiters of text files.
Does not belong here: rows (see `texts`), workbooks (see `workbook`), what a column means (see `columns`).
"""

from __future__ import annotations

import codecs
import csv
import fnmatch
import io
import re
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from orchestration.extract.sources import Source, SourceError, closest

READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
DELIMITERS = (",", ";", "\t", "|")
BLOCK = 1 << 22
HEADER_LIMIT = 1 << 20
DAMAGED = "\ufffd"  # what a byte that is no text becomes

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Files:
    """The files of one source, by base name. Members of a zip are unpacked into `work` when they are asked for.

    What lies in the data folder is Leadline's own and no source's, unless the source's path itself leads there.
    """

    def __init__(self, source: Source, work: Path, data: Path | None = None) -> None:
        self.source = source
        self.work = work
        self._members: dict[str, Path | zipfile.ZipInfo] = {}
        self._unpacked: dict[str, Path] = {}
        path = source.path
        if not path.exists():
            raise SourceError(f"{source.name}: there is no {path}: correct `path`, or put the files there")
        self._zip = path if path.is_file() and zipfile.is_zipfile(path) and path.suffix.lower() != ".xlsx" else None
        if self._zip:
            with zipfile.ZipFile(self._zip) as archive:
                self._add((PurePosixPath(info.filename), info) for info in archive.infolist() if not info.is_dir())
        elif path.is_file():
            self._add([(PurePosixPath(path.name), path)])
        else:
            own = None if data is None or path.is_relative_to(data) else data
            self._add(
                (PurePosixPath(file.relative_to(path).as_posix()), file)
                for file in sorted(path.rglob("*"))
                if file.is_file() and not (own and file.is_relative_to(own))
            )

    def _add(self, found: Iterable[tuple[PurePosixPath, Path | zipfile.ZipInfo]]) -> None:
        places: dict[str, PurePosixPath] = {}
        for place, member in found:
            # Dot files, what macOS adds to a zip, and the lock files of an open workbook are not the source's.
            if any(part.startswith((".", "~$")) or part == "__MACOSX" for part in place.parts):
                continue
            if place.suffix.lower() not in READABLE:
                continue
            if place.name in places:
                raise SourceError(
                    f"{self.source.name}: two files in {self.source.path} are called '{place.name}' "
                    f"({places[place.name]} and {place}): files are found by base name, rename or remove one"
                )
            places[place.name] = place
            self._members[place.name] = member

    @property
    def names(self) -> list[str]:
        return sorted(self._members)

    def matching(self, pattern: str, table: str) -> list[str]:
        """Base names that a `file:` stands for, sorted.

        Raises:
            SourceError: none does.
        """
        found = [name for name in self.names if name == pattern] or fnmatch.filter(self.names, pattern)
        if not found:
            raise SourceError(
                f"{self.source.name} {table}: no file in {self.source.path} is called '{pattern}' "
                f"({closest(pattern, self.names)}; read are {', '.join(READABLE)})"
            )
        return found

    def stem(self, view: str, table: str) -> str:
        """Base name of the file that a query calls by its name without the ending."""
        found = [name for name in self.names if Path(name).stem.lower() == view.lower()]
        if len(found) > 1:
            raise SourceError(
                f'{self.source.name} {table}: "{view}" in the query may be {" or ".join(found)}: rename or remove one'
            )
        if not found:
            stems = [Path(name).stem for name in self.names]
            raise SourceError(
                f'{self.source.name} {table}: the query reads "{view}", but no file in {self.source.path} '
                f"has that base name ({closest(view, stems)})"
            )
        return found[0]

    def path(self, name: str) -> Path:
        """Where the file can be opened."""
        member = self._members[name]
        if isinstance(member, Path):
            return member
        if name not in self._unpacked:
            assert self._zip is not None
            target = self.work / "unpacked" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with zipfile.ZipFile(self._zip) as archive, archive.open(member) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file, BLOCK)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
                raise SourceError(f"{self.source.name}: '{name}' in {self._zip} cannot be unpacked: {error}") from error
            self._unpacked[name] = target
        return self._unpacked[name]


@dataclass
class Body:
    """The rows of a text file as clean UTF-8 with `\\n` as line end, apart from what stood before them."""

    file: Path
    header: list[str]
    delimiter: str
    first_line: int  # physical line of the body's first, in the file as it came
    lines: int
    is_damaged: bool  # some bytes were no text; they became U+FFFD
    notices: list[str] = field(default_factory=list)


def text_body(
    path: Path,
    target: Path,
    name: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
) -> Body:
    """Write the rows of a text file to `target`, block by block, and read its header.

    Args:
        path: the file as it came.
        target: where the clean copy goes.
        name: what errors and notices call it.
        encoding: as stated; else it is found out.
        delimiter: as stated; else the one that the header uses.
        header_row: physical line of the header; 0 where there is none; the first line with text where it is not stated.

    Raises:
        SourceError: no header, or an encoding that is not one.
    """
    found, notices = (_stated(encoding, name), []) if encoding else _encoding(path, name)
    whole = target.with_suffix(".whole")
    is_damaged = _transcode(path, whole, found)
    header, chosen, before, skipped = _header(whole, name, delimiter, header_row)
    lines = 0
    with whole.open("rb") as source, target.open("wb") as body:
        source.seek(before)
        last = b"\n"
        while block := source.read(BLOCK):
            lines += block.count(b"\n")
            last = block[-1:]
            body.write(block)
        if last != b"\n":
            body.write(b"\n")
            lines += 1
    whole.unlink()
    if is_damaged:
        notices.append(f"{name}: some bytes are not text in {found}; the rows that hold them are rejected")
    return Body(target, header, chosen, skipped + 1, lines, is_damaged, notices)


def _stated(encoding: str, name: str) -> str:
    try:
        found = codecs.lookup(encoding).name
    except LookupError:
        raise SourceError(f"{name}: '{encoding}' is not an encoding (such as utf-8, cp1252, utf-16)") from None
    # Latin-1 in the wild is what Windows writes.
    return "cp1252" if found == "iso8859-1" else found


def _encoding(path: Path, name: str) -> tuple[str, list[str]]:
    with path.open("rb") as file:
        start = file.read(4096)
    wide = _wide(start)
    if wide:
        return wide, [f"{name}: read as UTF-16"]
    broken, whole = _count_bytes(path)
    # A file with more sound UTF-8 than broken bytes is damaged UTF-8; one whose odd bytes all are letters or signs of
    # Windows' code page, and none of which is sound UTF-8, was written in that.
    if broken and whole < sum(broken.values()) and all(_is_cp1252(byte) for byte in broken):
        return "cp1252", [f"{name}: not UTF-8, read as Windows-1252 (Latin-1); state `encoding` if that is wrong"]
    return "utf-8", []


def _wide(start: bytes) -> str | None:
    """UTF-16 by its mark, or by the zero bytes that Latin letters have in it."""
    for mark, encoding in _UTF16.items():
        if start.startswith(mark):
            return encoding
    if len(start) < 4:
        return None
    for encoding, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros.count(0) > 0.6 * len(zeros):
            return encoding
    return None


def _is_cp1252(byte: int) -> bool:
    try:
        bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _count_bytes(path: Path) -> tuple[dict[int, int], int]:
    """Bytes that are not UTF-8 with how often they stand there, and how many characters beyond ASCII are sound."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    broken: dict[int, int] = {}
    whole = 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            text = decoder.decode(block, final=not block)
            if not text.isascii():
                odd = re.findall(r"[\udc80-\udcff]", text)
                for character in odd:
                    byte = ord(character) - 0xDC00
                    broken[byte] = broken.get(byte, 0) + 1
                whole += len(re.findall(r"[^\x00-\x7f]", text)) - len(odd)
            if not block:
                return broken, whole


def _transcode(path: Path, target: Path, encoding: str) -> bool:
    """Write the file as UTF-8 with `\\n` as line end; returns whether some of it was no text."""
    codecs.register_error("leadline_mark", _mark)
    decoder = codecs.getincrementaldecoder(encoding)("leadline_mark")
    newlines = io.IncrementalNewlineDecoder(decoder, translate=True)
    is_damaged = False
    is_first = True
    with path.open("rb") as source, target.open("wb") as file:
        while True:
            block = source.read(BLOCK)
            text = newlines.decode(block, final=not block)
            if is_first and text:
                text = text.removeprefix("\ufeff")
                is_first = False
            if _MARK in text or "\0" in text:
                is_damaged = True
                text = text.replace(_MARK, DAMAGED).replace("\0", DAMAGED)
            # A lone half of a UTF-16 pair cannot be written.
            file.write(text.encode("utf-8", "replace"))
            if not block:
                return is_damaged


_MARK = "\ufdd0"  # a code point that no text holds: tells damage apart from a U+FFFD that the file brought


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _MARK, error.end


def _header(file: Path, name: str, delimiter: str | None, header_row: int | None) -> tuple[list[str], str, int, int]:
    """Names in the header, the delimiter, and how many bytes and physical lines stand before the first row."""
    with file.open("rb") as opened:
        start = opened.read(HEADER_LIMIT).decode("utf-8", "ignore")
    lines = re.findall(r"[^\n]*\n|[^\n]+", start)
    filled = (place for place, line in enumerate(lines) if line.strip(" \t\n,;|\ufeff"))
    at = header_row - 1 if header_row else next(filled, len(lines))
    if at >= len(lines) or not lines[at].strip():
        raise SourceError(f"{name}: no header{f' on line {header_row}' if header_row else ''}: the file is empty there")
    tried = [delimiter] if delimiter else list(DELIMITERS)
    read = {}
    for candidate in tried:
        reader = csv.reader(lines[at:], delimiter=candidate)
        try:
            read[candidate] = (next(reader), reader.line_num)
        except csv.Error:
            continue
    if not read:
        raise SourceError(f"{name}: the header on line {at + 1} cannot be read: state header_row or delimiter")
    chosen = max(read, key=lambda candidate: len(read[candidate][0]))
    if len(read[chosen][0]) == 1 and delimiter is None:
        chosen = "\t" if name.lower().endswith(".tsv") else ","
    cells, taken = read.get(chosen, read[next(iter(read))])
    if header_row == 0:
        cells, taken = [f"column_{place}" for place in range(1, len(cells) + 1)], 0
    skipped = at + taken
    return cells, chosen, len("".join(lines[:skipped]).encode()), skipped


def column_names(cells: Iterable[str | None]) -> tuple[list[str], dict[str, list[str]], list[int]]:
    """Names for the columns of a header.

    Returns:
        One name a column, all different without regard to case; names that stand more than once, with what they are called
        instead; places of the columns without a name (`column_<place>`).
    """
    trimmed = [_squeezed(cell or "") for cell in cells]
    counted: dict[str, int] = {}
    for cell in trimmed:
        counted[cell.lower()] = counted.get(cell.lower(), 0) + 1
    names: list[str] = []
    taken: set[str] = {cell.lower() for cell in trimmed}
    twice: dict[str, list[str]] = {}
    blank: list[int] = []
    for place, cell in enumerate(trimmed, start=1):
        name = cell
        if not cell:
            blank.append(place - 1)
            name = f"column_{place}"
        elif counted[cell.lower()] > 1:
            number = 1
            while f"{cell}_{number}".lower() in taken:
                number += 1
            name = f"{cell}_{number}"
            twice.setdefault(cell, []).append(name)
        taken.add(name.lower())
        names.append(name)
    return names, twice, blank


def _squeezed(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.replace("\ufeff", "").replace("\u200b", "")).strip()
