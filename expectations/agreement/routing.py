"""routing.yml: who is told what, and where.

Belongs here: audiences, what each gets and when, the addresses as they are written (`${NAME}` stays as it is).
Does not belong here: what `${NAME}` stands for, whether an address can be reached, whether it is quiet now, and what a message says (see
`orchestration.alert`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from expectations.agreement.company import WEEKDAYS, Minute, Weekday
from expectations.agreement.parts import Id, Part, Text, each_once

NAME = "routing.yml"
DEFAULT = Path(__file__).with_name(NAME)  # what holds where the agreement has no routing.yml

WEEKEND = WEEKDAYS[5:]
DIGEST_AT = 8 * 60  # minutes after midnight

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _address(value: Any) -> Any:
    # An address may hold a password: no message here or of pydantic's quotes one.
    if not isinstance(value, str) or not (re.match(r"[a-z][a-z0-9]*://.", value) or VARIABLE.fullmatch(value)):
        raise ValueError(
            "name an address such as mailtos://… or json://…, or a variable that holds one: this is neither"
        )
    if "${" in VARIABLE.sub("", value):
        raise ValueError("name a variable as ${NAME}: letters, digits and _ between the braces")
    return value


def _page(value: str) -> str:
    if not re.match(r"https?://[^\s#]+$", value):
        raise ValueError(f"'{value}' is not where a page is served: write http:// or https://, without # and spaces")
    return value


class RoutedScope(Part):
    """Which records: those that fit every sort that is named, by any of its values. Nothing named: all."""

    vendors: list[Text] = Field(default_factory=list)
    channels: list[Text] = Field(default_factory=list)
    campaigns: list[Text] = Field(default_factory=list)
    owners: list[Text] = Field(default_factory=list)

    @property
    def is_everything(self) -> bool:
        return not (self.vendors or self.channels or self.campaigns or self.owners)


class Gets(Part):
    """What an audience is told of."""

    subjects: list[Literal["leads", "deals", "data"]] = Field(min_length=1)
    severities: list[Literal["hard", "soft"]] = Field(default=["hard", "soft"], min_length=1)
    scope: RoutedScope = RoutedScope()

    @model_validator(mode="after")
    def _scope_fits(self) -> Gets:
        if "data" in self.subjects and not self.scope.is_everything:
            raise ValueError("scope: data has no vendor, channel, campaign or owner: give data an audience of its own")
        if "deals" in self.subjects and self.scope.vendors:
            raise ValueError("scope: deals have no vendor: give leads of a vendor an audience of its own")
        return self


def _days(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value != "weekends":
        raise ValueError(f"'{value}' is neither weekends nor a list of weekdays such as [sat, sun]")
    return list(WEEKEND)


class Quiet(Part):
    """When nobody is sent anything, in the company's time zone: some hours of every day, whole weekdays, holidays, or all of them."""

    from_: Minute | None = Field(default=None, alias="from")
    to: Minute | None = None
    """Before `from`: on the next day."""
    days: Annotated[
        list[Weekday],
        BeforeValidator(_days),
        AfterValidator(each_once),
        WithJsonSchema(
            {"anyOf": [{"const": "weekends"}, {"type": "array", "items": {"enum": list(WEEKDAYS)}}]}, mode="validation"
        ),
    ] = Field(default_factory=list)
    """Weekdays that are quiet from midnight to midnight; `weekends` is [sat, sun]."""
    holidays: bool = False
    """Whether days are quiet on which nobody works where the company is (`country` and `holidays` of company.yml)."""

    @model_validator(mode="after")
    def _says_when(self) -> Quiet:
        if (self.from_ is None) != (self.to is None):
            raise ValueError("from: quiet hours have a `from` and a `to`: give both, or only days")
        if self.from_ is None and not self.days and not self.holidays:
            raise ValueError("from: this is never: give `from` and `to`, or days")
        if self.from_ is not None and self.from_ == self.to:
            raise ValueError("to: it is the same as `from`: whole days are given as days")
        if len(self.days) == len(WEEKDAYS):
            raise ValueError("days: this is always, and nothing would ever be sent: leave a day out")
        return self


class Audience(Part):
    """Some people, and what they are told."""

    id: Id
    name: Text
    owner: Text
    gets: Gets
    digest_at: Minute = DIGEST_AT
    """Time of day of the digest, which has all that is not hard; what is hard is told at once."""
    quiet: Quiet | None = None
    """When nothing is sent; what is found then is told by the first run after it."""
    heartbeat_days: int = Field(default=7, ge=1)
    """After so many days without a message comes a short one that all is well."""
    urls: list[Annotated[Text, BeforeValidator(_address)]] = Field(default_factory=list)

    @field_validator("urls", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return value if isinstance(value, list) else [] if value is None else [value]


class Growth(Part):
    """When an incident that was told is told again: with what is new it has so many times the records, and at least so many are new."""

    factor: float = Field(default=1.5, gt=1)
    records: int = Field(default=3, ge=1)


class Routing(Part):
    """routing.yml."""

    base_url: Annotated[Text, AfterValidator(_page)] | None = None
    grows: Growth = Growth()
    leads_of_days: int = Field(default=30, ge=1)
    """An incident on leads is of those delivered in the last so many days: what is older is history, which the page has."""
    remind_after_hours: int = Field(default=24, ge=1)
    """A hard incident that stands unchanged for so long is told again; the next time after twice as long, and so on."""
    audiences: list[Audience] = Field(min_length=1)

    @field_validator("audiences")
    @classmethod
    def _ids_once(cls, audiences: list[Audience]) -> list[Audience]:
        ids = [audience.id for audience in audiences]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if twice:
            raise ValueError(f"'{twice[0]}' is the id of two audiences: rename one")
        return audiences
