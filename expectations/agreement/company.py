"""company.yml: the company itself, its calendar and its working hours.

Belongs here: what holds for every brief and every stage. Does not belong here: what marketing and sales promise each other (see
`brief`, `process`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WithJsonSchema,
    WrapValidator,
    field_validator,
    model_validator,
)

from expectations.agreement.parts import Currency, Part, Text, TimeZone, each_once, in_capitals

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT = "default"  # who is in a country without an entry of its own


def _minute(value: Any) -> Any:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if found and int(found[2]) < 60 and int(found[1]) * 60 + int(found[2]) <= 24 * 60:
        return int(found[1]) * 60 + int(found[2])
    raise ValueError(f"'{value}' is no time of day: write it as 09:00, between 00:00 and 24:00")


def _country(value: str) -> str:
    if not re.fullmatch("[A-Z]{2}", value):
        raise ValueError(f"'{value}' is not the two letters of a country, such as DE")
    return value


def _place(value: str) -> str:
    if value != DEFAULT and not re.fullmatch("[A-Z]{2}", value):
        raise ValueError(f"'{value}' is neither the two letters of a country nor {DEFAULT}")
    return value


def _domain(value: str) -> str:
    if not re.fullmatch(r"[^\s@/:.]+(\.[^\s@/:.]+)+", value):
        raise ValueError(
            f"'{value}' is no internet domain: write what stands behind the @ of an address, such as acme.com"
        )
    return value.lower()


PUBLIC = "public"  # the public holidays of a country; public-BY: those of a part of it


def _holiday(value: Any, day: Callable[[Any], date]) -> Any:
    if not isinstance(value, str) or not value.casefold().startswith(PUBLIC):
        return day(value)
    found = re.fullmatch(rf"{PUBLIC}(-\w[\w .'-]*)?", value.strip())
    if found is None:
        raise ValueError(
            f"'{value}' is neither a day nor public holidays: write public, or public-BY for those of a part of the country"
        )
    return found[0]


if TYPE_CHECKING:
    Holiday = date | str
else:  # a day, unless it is that word
    Holiday = Annotated[
        date,
        WrapValidator(_holiday),
        WithJsonSchema(
            {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "pattern": f"^{PUBLIC}(-.+)?$"}]},
            mode="validation",
        ),
    ]
Minute = Annotated[
    int,
    BeforeValidator(_minute),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"}, mode="validation"),
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Country = Annotated[str, BeforeValidator(in_capitals), AfterValidator(_country)]
Place = Annotated[str, BeforeValidator(in_capitals), AfterValidator(_place)]


_USUAL = {"days": WEEKDAYS[:5], "from": "09:00", "to": "17:00"}


class Hours(Part):
    """From when to when people work on some weekdays, in the time zone of where they are."""

    days: Annotated[list[Weekday], AfterValidator(each_once)] = Field(min_length=1)
    from_: Minute = Field(alias="from")
    to: Minute

    @model_validator(mode="after")
    def _in_order(self) -> Hours:
        if self.to <= self.from_:
            raise ValueError("to: it is not after `from`: hours end on the day on which they begin")
        return self


def _no_overlap(week: list[Hours]) -> list[Hours]:
    for number, hours in enumerate(week):
        for other in week[:number]:
            for day in hours.days:
                if day in other.days and hours.from_ < other.to and other.from_ < hours.to:
                    raise ValueError(f"'{day}' has two hours that overlap: let one end before the other begins")
    return week


Week = Annotated[list[Hours], Field(min_length=1), AfterValidator(_no_overlap)]


class Office(Part):
    """People who work elsewhere than the company's home."""

    time_zone: TimeZone
    """The zone in which they read their working hours."""
    regions: list[Text] = Field(min_length=1)
    """The region, or else the team, that the CRM has for them."""


class Company(Part):
    """company.yml: what holds for every brief and every stage."""

    time_zone: TimeZone
    """Days, months and quarters of every figure are of this time zone, such as Europe/Berlin."""
    base_currency: Currency
    """What amounts are added up in."""
    fiscal_year_start_month: int = Field(default=1, ge=1, le=12)
    """4 = the fiscal year begins on 1 April."""
    period: Literal["month", "quarter"] = "month"
    """What targets are set for."""
    working_hours: dict[Place, Week] = Field(default_factory=dict)
    """When people work, by country code; `default` is for every country that is not named (mon to fri, 09:00 to 17:00)."""
    holidays: dict[Place, list[Holiday]] = Field(default_factory=dict)
    """Days on which nobody works, by country code; `default` is for every country that is not named. `public` stands for the public
    holidays of the country, `public-BY` for those of a part of it."""
    late_data_days: int = Field(default=3, ge=0)
    """After so many days nothing is expected any more of what happened on a day."""
    country: Country | None = None
    """Where owners of leads work who are of no office: their working hours and holidays. Without it those of `default`."""
    offices: dict[Country, Office] = Field(default_factory=dict)
    """Owners who work elsewhere, by country code."""
    go_live: date | None = None
    """The first day whose leads are held to the promises on follow-up. Without it the day on which a source was first loaded."""
    unreachable_reasons: Annotated[list[Text], AfterValidator(each_once)] = Field(default_factory=list)
    """The reasons to reject that say that nobody was reached: they take the attempts that the brief promises."""
    own_domains: Annotated[list[Annotated[str, AfterValidator(_domain)]], AfterValidator(each_once)] = Field(
        default_factory=list
    )
    """Internet domains of the company's own e-mail addresses: whoever writes from there is no lead."""

    @field_validator("holidays")
    @classmethod
    def _public_of_a_country(cls, holidays: dict[str, list[Holiday]]) -> dict[str, list[Holiday]]:
        for day in holidays.get(DEFAULT, []):
            if isinstance(day, str):
                raise ValueError(
                    f"'{day}' under {DEFAULT} is of no country: name the country whose public holidays count"
                )
        return holidays

    @field_validator("offices")
    @classmethod
    def _regions_once(cls, offices: dict[str, Office]) -> dict[str, Office]:
        seen: dict[str, str] = {}
        for place, office in offices.items():
            for region in office.regions:
                other = seen.setdefault(region.strip().casefold(), place)
                if other != place:
                    raise ValueError(
                        f"'{region}' is a region of {other} and of {place}: leave it with the one whose hours its people keep"
                    )
            each_once([region.strip().casefold() for region in office.regions])
        return offices

    @property
    def hours(self) -> dict[str, list[Hours]]:
        """Working hours by country code and `default`, which always has some."""
        return {DEFAULT: [Hours.model_validate(_USUAL)]} | self.working_hours

    @property
    def days_off(self) -> dict[str, list[date]]:
        """The days of `holidays` that are written as such."""
        return {place: [day for day in days if isinstance(day, date)] for place, days in self.holidays.items()}

    @property
    def public_words(self) -> Iterator[tuple[str, int, str]]:
        """Where `holidays` asks for public holidays: country, place in its list, word."""
        for place, days in self.holidays.items():
            for number, word in enumerate(days):
                if isinstance(word, str):
                    yield place, number, word

    @property
    def public_holidays(self) -> dict[str, list[str | None]]:
        """By country code whose public holidays count: None is the whole country, else a part of it."""
        found: dict[str, list[str | None]] = {}
        for place, _, word in self.public_words:
            part = word.partition("-")[2] or None
            if part not in found.setdefault(place, []):
                found[place].append(part)
        return found

    @property
    def calendar(self) -> str:
        """The entry of hours and holidays that holds where the company is."""
        is_named = self.country is not None and self.country in {**self.working_hours, **self.holidays}
        return self.country if self.country is not None and is_named else DEFAULT
