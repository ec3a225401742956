"""sources.yml: which sources are on, and how their columns become Leadline's words.

Belongs here: the model of the file, its errors, `${VARIABLE}` and relative paths.
Does not belong here: opening the files that it names (see `files`), or the words themselves (see `entities`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from orchestration.extract import yaml_words
from orchestration.extract.entities import ENTITIES, Column, Entity
from orchestration.extract.errors import SourceError, closest
from orchestration.settings import SettingsError, parse_instant

KINDS = ("spreadsheets",)
WRITTEN = ("demo",)  # kinds that write files into the inbox, and from then on are sources of kind spreadsheets
# Words that mean "nothing here" in every file; compared without case, and without the white space around them.
NULL_WORDS = ("", "null", "(null)", "n/a", "#n/a", "\\n")
SHRINK_LIMIT = 0.2

_DATED = ("date", "timestamp")
_NUMERIC = ("amount", "number", "integer", "share")


def _texts(value: Any) -> Any:
    # YAML's null in a list of words is the word itself.
    return ["null" if word is None else str(word) for word in value] if isinstance(value, list) else value


def _zone(value: str | None) -> str | None:
    if value is not None:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{value}' is not a time zone (such as Europe/Berlin or UTC)") from None
    return value


NullWords = Annotated[list[str], BeforeValidator(_texts)]
Zone = Annotated[str, BeforeValidator(_zone)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnMap(_Model):
    """Where the value of one of Leadline's columns comes from, and how it is written there."""

    column: str | None = None
    first_of: list[str] | None = None
    constant: str | None = None
    format: list[str] = []
    decimal: Literal[".", ","] | None = None
    unit: Literal["share", "percent"] | None = None
    timezone: Zone | None = None
    null_words: NullWords = []

    @field_validator("format", mode="before")
    @classmethod
    def _one_format_or_more(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("format")
    @classmethod
    def _dated(cls, formats: list[str]) -> list[str]:
        for text in formats:
            if (
                not re.search(r"%-?[yYgG]", text)
                or not re.search(r"%-?[mbBj]", text)
                or not re.search(r"%-?[dj]", text)
            ):
                raise ValueError(f"'{text}' does not say where year, month and day stand (such as %d/%m/%Y)")
        return formats

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnMap:
        if sum(origin is not None for origin in (self.column, self.first_of, self.constant)) != 1:
            raise ValueError("state exactly one of column, first_of, constant")
        if self.first_of == []:
            raise ValueError("first_of names no column")
        return self

    @property
    def columns(self) -> list[str]:
        """Names of the file's columns that it reads."""
        return self.first_of or ([self.column] if self.column is not None else [])


class Table(_Model):
    """One entity of a source."""

    file: str | None = None
    query: str | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=0)
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    delivery: Literal["full", "changes"] = "full"
    shrink_limit: float = Field(default=SHRINK_LIMIT, ge=0, le=1)
    columns: dict[str, ColumnMap]
    values: dict[str, dict[str, str | None]] = {}
    features: list[str] = []
    null_words: NullWords = []
    timezone: Zone | None = None

    @field_validator("columns", mode="before")
    @classmethod
    def _plain_names(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: {"column": origin} if isinstance(origin, str) else origin for name, origin in value.items()}

    @model_validator(mode="after")
    def _one_origin(self) -> Table:
        if (self.file is None) == (self.query is None):
            raise ValueError("state exactly one of file, query")
        if self.query is not None and (self.sheet is not None or self.header_row is not None):
            raise ValueError("sheet and header_row belong to a table with file, not to one with query")
        return self


class Writer(_Model):
    """What sources.yml says of a source whose kind writes its files: the base of such a kind's settings."""

    def write(self, folder: Path) -> None:
        """Write the files into a folder, unless they are there as asked for."""
        raise NotImplementedError


class Source(_Model):
    """One source of a kind; `name` prefixes every id from it."""

    name: str
    kind: str
    path: Path
    timezone: Zone = "UTC"
    currency: str | None = None
    null_words: NullWords = []
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    record_url: str | None = None
    tables: dict[str, Table]
    _writer: Writer | None = PrivateAttr(None)

    @field_validator("name")
    @classmethod
    def _fit_for_ids(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name == "leadline":
            raise ValueError(f"'{name}' is not a name: lower-case letters, digits and _ only, and not 'leadline'")
        return name

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"'{kind}' is not a kind of source ({closest(kind, (*KINDS, *WRITTEN))})")
        return kind

    @field_validator("currency")
    @classmethod
    def _code(cls, currency: str | None) -> str | None:
        if currency is not None and not re.fullmatch(r"[A-Z]{3}", currency):
            raise ValueError(f"'{currency}' is not a currency code (such as EUR)")
        return currency

    @field_validator("record_url")
    @classmethod
    def _known_places(cls, url: str | None) -> str | None:
        unknown = set(re.findall(r"\{([^}]*)\}", url or "")) - {"entity", "id"}
        if unknown:
            raise ValueError(f"'{{{sorted(unknown)[0]}}}' is not known there: use {{entity}} and {{id}}")
        return url

    @field_validator("tables")
    @classmethod
    def _known_words(cls, tables: dict[str, Table]) -> dict[str, Table]:
        for name, table in tables.items():
            if name not in ENTITIES:
                raise ValueError(f"'{name}' is not an entity ({closest(name, ENTITIES)})")
            _check_words(ENTITIES[name], table)
        return tables

    def bring(self) -> None:
        """Have the files written, where that is what the kind does; other sources lie where somebody put them."""
        if self._writer is not None:
            self._writer.write(self.path)

    def written_by(self, writer: Writer) -> Source:
        """The same source, whose files a kind writes."""
        source = self.model_copy()
        source._writer = writer
        return source

    def null_words_of(self, table: Table, mapped: ColumnMap) -> list[str]:
        """Every word that means nothing in that column, in lower case."""
        words = [*NULL_WORDS, *self.null_words, *table.null_words, *mapped.null_words]
        return sorted({word.strip().lower() for word in words})

    def timezone_of(self, table: Table, mapped: ColumnMap) -> str:
        """Time zone of that column's local times."""
        return mapped.timezone or table.timezone or self.timezone


class SourcesFile(_Model):
    """The whole file."""

    as_of: datetime | None = None
    sources: list[Source]

    @field_validator("as_of", mode="before")
    @classmethod
    def _instant(cls, value: Any) -> Any:
        try:
            return parse_instant(value, "as_of") if isinstance(value, str) else value
        except SettingsError as error:
            raise ValueError(str(error)) from None

    @field_validator("sources", mode="before")
    @classmethod
    def _one_at_least(cls, value: Any) -> Any:
        if value is None or value == []:
            raise ValueError("states no source: write one under `sources:`")
        return value

    @field_validator("sources")
    @classmethod
    def _one_of_a_name(cls, sources: list[Source]) -> list[Source]:
        names = [source.name for source in sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources have the name '{twice[0]}': ids would collide, rename one")
        return sources


def load_sources(path: Path, environ: Mapping[str, str] | None = None, inbox: Path | None = None) -> SourcesFile:
    """Read sources.yml.

    Args:
        path: the file; relative paths in it start at its folder.
        environ: what `${VARIABLE}` expands to; the environment where not given.
        inbox: folder in which a kind that writes its files has one a source; without it they are neither written nor found.

    Raises:
        SourceError: the file cannot be read; the message names file, source, table, column, value and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): write one, or set LEADLINE_SOURCES") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 (byte {error.start:,} is no text): save it as UTF-8") from error
    try:
        raw = yaml_words.read(text, path)
    except yaml.YAMLError as error:
        raise SourceError(f"{path} is not YAML: {error}") from error
    if not isinstance(raw, dict):
        raise SourceError(f"{path}: it has no `sources:`")
    expanded = yaml_words.expanded(raw, os.environ if environ is None else environ, [path.name])
    writers: dict[int, Writer] = {}
    for place, source in enumerate(expanded.get("sources") or []):
        if not isinstance(source, dict):
            continue
        if source.get("kind") in WRITTEN:
            from orchestration.extract import written  # only who has such a source loads its kind

            expanded["sources"][place], writers[place] = written.resolved(path.name, source, inbox or Path("inbox"))
        elif isinstance(source.get("path"), str):
            source["path"] = str((path.resolve().parent / Path(source["path"]).expanduser()).resolve())
    try:
        found = SourcesFile.model_validate(expanded)
    except ValidationError as error:
        raise SourceError(_told(path, expanded, error)) from None
    if inbox is None or not writers:
        return found
    return found.model_copy(
        update={
            "sources": [
                source.written_by(writers[place]) if place in writers else source
                for place, source in enumerate(found.sources)
            ]
        }
    )


def _check_words(entity: Entity, table: Table) -> None:
    for name, mapped in table.columns.items():
        if name not in entity.by_name:
            raise ValueError(f"{entity.name}: '{name}' is not a column of it ({closest(name, entity.by_name)})")
        _check_options(entity.name, entity.by_name[name], mapped)
    for name in table.values:
        if name not in table.columns:
            raise ValueError(f"{entity.name}: values of '{name}', which is not mapped ({closest(name, table.columns)})")
    for column in entity.columns:
        if column.required and column.name not in table.columns:
            raise ValueError(f"{entity.name}: '{column.name}' is required and not mapped: add it to columns")


def _check_options(entity: str, column: Column, mapped: ColumnMap) -> None:
    options = {
        "format": (bool(mapped.format), _DATED),
        "decimal": (mapped.decimal is not None, _NUMERIC),
        "unit": (mapped.unit is not None, ("share",)),
        "timezone": (mapped.timezone is not None, _DATED),
    }
    for option, (stated, types) in options.items():
        if stated and column.type not in types:
            raise ValueError(f"{entity} {column.name}: {option} says nothing about a column of type {column.type}")


def _told(path: Path, raw: dict[str, Any], error: ValidationError) -> str:
    """The first complaint in our own words: file, source, table, column, then what is wrong."""
    first = error.errors()[0]
    where: list[str] = []
    place: Any = raw
    for step in first["loc"]:
        place = _inside(place, step)
        if isinstance(step, int):
            where.append(str(place["name"]) if isinstance(place, dict) and "name" in place else f"{step + 1}.")
        elif step not in ("sources", "tables", "columns"):
            where.append(str(step))
    says = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        holder = _holder(first["loc"])
        says = f"not a word of this file ({closest(where[-1], holder.model_fields)})"
    elif first["type"] == "missing":
        says = "missing: state it"
    elif first["type"] != "value_error":
        says = f"{says[:1].lower()}{says[1:]} (it is: {first['input']!r})"
    return f"{path.name}: {' '.join(where)}{': ' if where else ''}{says}"


def _inside(place: Any, step: int | str) -> Any:
    if isinstance(place, dict):
        return place.get(step)
    return place[step] if isinstance(place, list) and isinstance(step, int) and step < len(place) else None


def _holder(loc: tuple[int | str, ...]) -> type[BaseModel]:
    if "columns" in loc[:-1]:
        return ColumnMap
    if "tables" in loc[:-1]:
        return Table
    return Source if len(loc) > 1 else SourcesFile
