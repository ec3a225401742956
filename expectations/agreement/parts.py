"""The parts of the agreement: what each may say on its own.

Belongs here: the shape of a brief, a clause, a stage, the company, and what makes one wrong by itself.
Does not belong here: what makes several wrong together (see `consistency`), reading files (see `schema`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

from expectations.agreement import yaml_lines

if TYPE_CHECKING:
    from expectations.agreement.plan import Plan
    from expectations.agreement.routing import Routing

# Limits that a brief may state, by the rule that compares with them.
LIMITS = {"duplicate_lead": "days to look back", "burst_from_one_address": "leads from one IP address within an hour"}

# How narrow a scope is: the brief with the narrowest scope that fits a lead is the one it is judged by.
SPECIFICITY = {"campaign": 3, "vendor": 2, "channel": 1, "default": 0}

CLOSED_STAGES = ("closed_won", "closed_lost")

# Fields whose values are countries, by code or by name.
COUNTRY_FIELDS = ("country", "ip_country")

# How people write the two values of a yes-or-no column; the lake has them as `true` and `false`.
YES_OR_NO = {"true": "true", "yes": "true", "false": "false", "no": "false"}


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


def _as_typed(value: Any, info: ValidationInfo) -> Any:
    """A value of a clause as its field has it. The types of the fields are the validation's context."""
    field = info.data.get("field")
    kind = (info.context or {}).get(field)
    written = str(value).lower() if isinstance(value, bool) else value
    if kind == "boolean" and info.data.get("operator") in ("in", "not_in"):
        word = YES_OR_NO.get(str(written).strip().lower())
        if word is None:
            raise ValueError(f"'{value}' is neither yes nor no, and {field} is always one of them: write true or false")
        return word
    if isinstance(value, bool) and kind not in (None, "text", "boolean"):
        raise ValueError(f"'{written}' is a yes or no, and {field} never is ({kind}): write what to compare with")
    # Text refuses a boolean itself; a field that is not known is refused with better words further on.
    return value if kind == "text" else written


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Share = Annotated[float, Field(ge=0, le=1)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Company(Part):
    """company.yml."""

    time_zone: TimeZone
    base_currency: Currency
    fiscal_year_start_month: int = Field(default=1, ge=1, le=12)
    period: Literal["month", "quarter"] = "month"


class Approval(Part):
    """Who agreed, on either side."""

    marketing: Text
    sales: Text


class Volume(Part):
    """How many leads. Delivered leads are not a goal: anybody can deliver."""

    goal: int = Field(gt=0)
    unit: Literal["conforming", "accepted"]
    per: Literal["month", "quarter"] = "month"


class Clause(Part):
    """One thing that is asked of every lead of the brief."""

    id: Id
    says: Text
    field: Id
    operator: Literal["in", "not_in", "at_least", "at_most", "is_present"]
    value: list[Annotated[Text, BeforeValidator(_as_typed)]] = []
    severity: Literal["hard", "soft"]
    on_missing: Literal["fail", "warn", "unknown"]
    remedy: Text

    @field_validator("value", mode="before")
    @classmethod
    def _as_list(cls, value: Any) -> Any:
        return value if isinstance(value, list) else [value]

    @field_validator("value")
    @classmethod
    def _codes_in_capitals(cls, value: list[str], info: ValidationInfo) -> list[str]:
        """Countries are compared by their codes, which are capitals: `de` is DE. A name stays as it is written."""
        if info.data.get("field") not in COUNTRY_FIELDS:
            return value
        return list(dict.fromkeys(text.upper() if re.fullmatch("[A-Za-z]{2}", text) else text for text in value))

    @field_validator("value")
    @classmethod
    def _yes_or_no_once(cls, value: list[str], info: ValidationInfo) -> list[str]:
        """Yes and true are the same answer."""
        kind = (info.context or {}).get(info.data.get("field"))
        return list(dict.fromkeys(value)) if kind == "boolean" else value

    @model_validator(mode="after")
    def _value_fits(self) -> Clause:
        if self.operator == "is_present":
            if self.value:
                raise ValueError("value: leave it out, 'is_present' compares with nothing")
            if self.on_missing == "unknown":
                raise ValueError("on_missing: 'unknown' makes 'is_present' ask for nothing: choose fail or warn")
        elif self.operator in ("at_least", "at_most"):
            if len(self.value) != 1 or not _is_number(self.value[0]):
                raise ValueError(
                    f"value: '{self.operator}' compares with one number, not with {self.value or 'nothing'}"
                )
        elif not self.value:
            raise ValueError(f"value: '{self.operator}' needs a list of values")
        return self


class Scope(Part):
    """Which leads a brief is for: one sort of scope."""

    campaigns: list[Text] = []
    vendors: list[Text] = []
    channels: list[Text] = []

    @model_validator(mode="after")
    def _one_sort(self) -> Scope:
        if len([values for values in (self.campaigns, self.vendors, self.channels) if values]) != 1:
            raise ValueError(
                "name campaigns, or vendors, or channels: exactly one of the three (or write `scope: default`)"
            )
        return self


def _sort_of_scope(value: Any) -> str:
    return "<scope>" if isinstance(value, dict | Scope) else "<default>"


AnyScope = Annotated[
    Annotated[Literal["default"], Tag("<default>")] | Annotated[Scope, Tag("<scope>")], Discriminator(_sort_of_scope)
]


class Version(Part):
    """What every version of a thing says: from when on, who agreed, and why."""

    version: int = Field(ge=1)
    valid_from: date
    last_day: date | None = None
    approved_by: Approval
    change_note: Text

    @model_validator(mode="after")
    def _in_order(self) -> Any:
        if self.last_day and self.last_day < self.valid_from:
            raise ValueError(f"last_day: {self.last_day} is before valid_from {self.valid_from}")
        return self


class Brief(Version):
    """One version of what marketing promises to deliver, and sales promises to take."""

    id: Id
    name: Text
    objective: Text
    scope: AnyScope
    volume: Volume
    clauses: list[Clause] = []
    limits: dict[str, Annotated[float, Field(gt=0)]] = {}
    rejection_reasons: list[Text] = Field(min_length=1)

    @field_validator("limits")
    @classmethod
    def _known_limits(cls, limits: dict[str, float]) -> dict[str, float]:
        for limit in limits:
            if limit not in LIMITS:
                known = ", ".join(f"{name} ({meaning})" for name, meaning in LIMITS.items())
                raise ValueError(f"'{limit}' is not a limit that a rule compares with (there are: {known})")
        return limits

    @property
    def scope_kind(self) -> str:
        if isinstance(self.scope, str):
            return "default"
        return next(kind for kind in ("campaign", "vendor", "channel") if getattr(self.scope, f"{kind}s"))

    @property
    def scope_values(self) -> list[str]:
        """Values of the scope; one empty text for the default."""
        return [""] if isinstance(self.scope, str) else list(getattr(self.scope, f"{self.scope_kind}s"))

    @property
    def specificity(self) -> int:
        return SPECIFICITY[self.scope_kind]


class Stage(Part):
    """One step of the sales process."""

    id: Id
    why: Text
    probability: Share
    forecast_category: Literal["omitted", "pipeline", "best_case", "commit", "closed"]
    expected_days: int | None = Field(default=None, gt=0)
    names: dict[Text, list[Text]] = {}

    @property
    def is_closed(self) -> bool:
        return self.id in CLOSED_STAGES

    @property
    def is_won(self) -> bool:
        return self.id == "closed_won"


class Process(Version):
    """One version of the sales process."""

    stages: list[Stage] = Field(min_length=3)

    @model_validator(mode="after")
    def _stages_fit(self) -> Process:
        ids = [stage.id for stage in self.stages]
        if tuple(ids[-2:]) != CLOSED_STAGES or any(stage.is_closed for stage in self.stages[:-2]):
            raise ValueError(
                f"stages: the last two are {' and '.join(CLOSED_STAGES)}, and no others are closed (now: {', '.join(ids)})"
            )
        for stage in self.stages:
            if stage.is_closed and stage.probability != float(stage.is_won):
                raise ValueError(
                    f"stages: the probability of {stage.id} is {float(stage.is_won):g}, not {stage.probability:g}"
                )
            if not stage.is_closed and stage.expected_days is None:
                raise ValueError(f"stages: {stage.id} lacks expected_days: how long a healthy deal stays in it")
        return self


class Briefs(Part):
    """lead_brief.yml."""

    briefs: list[Brief] = Field(min_length=1)


class Processes(Part):
    """sales_process.yml."""

    processes: list[Process] = Field(min_length=1)


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

    def ends(self, version: Brief | Process | Plan) -> date | None:
        """The first day on which a version is no longer in force; null while it is open."""
        others = next(some for some in (self.briefs, self.processes, self.plans) if version in some)
        following = [
            other.valid_from
            for other in others
            if getattr(other, "id", None) == getattr(version, "id", None) and other.version > version.version
        ]
        own = [version.last_day + timedelta(days=1)] if version.last_day else []
        return min(following + own, default=None)


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
