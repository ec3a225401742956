"""What all parts of the agreement share: words, versions, files, and the agreement as a whole.

Belongs here: types of values that several parts use, and what a version says of itself. Does not belong here: one part's shape (see
`company`, `brief`, `process`, `routing`), what makes several wrong together (see `consistency`), reading files (see `schema`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from expectations.agreement import yaml_lines

if TYPE_CHECKING:
    from expectations.agreement.brief import Brief
    from expectations.agreement.company import Company
    from expectations.agreement.plan import Plan
    from expectations.agreement.process import Process
    from expectations.agreement.routing import Routing


def near(word: str, known: Iterable[str]) -> str:
    """The known word that may have been meant."""
    near = get_close_matches(word, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _text(value: Any) -> Any:
    # A list of postcodes or years reads as numbers; what is meant is what is written.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _known_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(f"is no time zone{near(value, available_timezones()) or ' (such as Europe/Berlin)'}")
    return value


def in_capitals(value: Any) -> Any:
    """A code of two letters in capitals, as countries are compared; a name stays as it is written."""
    return value.upper() if isinstance(value, str) and re.fullmatch("[A-Za-z]{2}", value) else value


def each_once(values: list[str]) -> list[str]:
    """Refuse what stands twice in a list."""
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"'{value}' stands there twice: keep one of the two")
    return values


Text = Annotated[
    str,
    BeforeValidator(_text),
    Field(min_length=1),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1}, mode="validation"),
]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Money = Annotated[
    Decimal, Field(gt=0, decimal_places=2, max_digits=38), AfterValidator(lambda value: value.quantize(Decimal("0.01")))
]
Share = Annotated[float, Field(ge=0, le=1)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)


class Approval(Part):
    """Who agreed, on either side."""

    marketing: Text
    sales: Text


class Version(Part):
    """What every version says of itself."""

    version: int = Field(ge=1)
    """Counts up by one; a version that has been in force is never edited."""
    valid_from: date
    """The first day on which it holds."""
    last_day: date | None = None
    """The last day on which it holds; without it, it holds until the next version begins."""
    approved_by: Approval
    change_note: Text
    """Why it is no longer as it was."""

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        if self.last_day and self.last_day < self.valid_from:
            raise ValueError(f"last_day: {self.last_day} is before valid_from {self.valid_from}")
        return self


@dataclass(frozen=True)
class File:
    """One file of the agreement, as it was read."""

    name: str
    text: str
    document: yaml_lines.Document

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def at(self, path: yaml_lines.Path, problem: str) -> str:
        """The line of an error message: file, line, field, problem."""
        where = f"{self.name}, line {self.document.line(path)}"
        return f"{where}, {yaml_lines.name(path)}: {problem}" if path else f"{where}: {problem}"


@dataclass(frozen=True)
class Agreement:
    """What marketing and sales agreed."""

    company: Company
    briefs: tuple[Brief, ...]
    processes: tuple[Process, ...]
    routing: Routing
    files: tuple[File, ...]
    plans: tuple[Plan, ...] = ()

    def ends(self, version: Version) -> date | None:
        """The first day on which a version is no longer in force; null while it is open."""
        following = [
            other.valid_from
            for other in (*self.briefs, *self.processes, *self.plans)
            if type(other) is type(version)
            and getattr(other, "id", None) == getattr(version, "id", None)
            and other.version > version.version
        ]
        own = [version.last_day + timedelta(days=1)] if version.last_day else []
        return min(following + own, default=None)
