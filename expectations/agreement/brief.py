"""lead_brief.yml: what marketing promises to deliver, and what sales promises to do with it.

Belongs here: the shape of a brief and its parts, and what makes one wrong by itself. Does not belong here: clauses and shares, which speak
of a column of a lead (see `clauses`), what makes several wrong together (see `consistency`).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from expectations.agreement.clauses import Clause, MinimumShare
from expectations.agreement.parts import Currency, Id, Money, Part, Text, TimeZone, Version, each_once

# Limits that a brief may state, by the rule that compares with them.
LIMITS = {"duplicate_lead": "days to look back", "burst_from_one_address": "leads from one IP address within an hour"}

# How narrow a scope is: the brief with the narrowest scope that fits a lead is the one it is judged by.
SPECIFICITY = {"campaign": 3, "vendor": 2, "channel": 1, "default": 0}


def _not_delivered(value: Any) -> Any:
    if value == "delivered":
        raise ValueError(
            "'delivered' counts what nobody has agreed to take, and anybody can deliver: "
            "choose conforming (as this brief asks) or accepted (by sales)"
        )
    return value


def _local(value: Any) -> Any:
    shape = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?"
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    if not isinstance(value, str) or not re.fullmatch(shape, value):
        raise ValueError(
            f"'{value}' is no local day and time: write it as 2026-04-03T17:00, its zone as `time_zone` beside it"
        )
    return value


Unit = Annotated[
    Literal["conforming", "accepted"],
    BeforeValidator(_not_delivered, json_schema_input_type=Literal["conforming", "accepted"]),
]
Local = Annotated[
    datetime,
    BeforeValidator(_local),
    WithJsonSchema(
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"}, mode="validation"
    ),
]


class Volume(Part):
    """How many leads: in each period, or by a deadline. Delivered leads are not a goal: anybody can deliver."""

    goal: int = Field(gt=0)
    unit: Unit
    """conforming: as this brief asks; accepted: by sales."""
    per: Literal["month", "quarter"] | None = None
    """The goal is for each month or quarter (default: month)."""
    due: Local | None = None
    """Instead of `per`: the goal is reached once, by this local day and time."""
    time_zone: TimeZone | None = None
    """Of `due`; without it, the company's."""
    pacing: Literal["even", "front", "back", "none"] = "even"
    """How leads spread over the period: evenly, more at its beginning, more at its end, or as it comes."""
    minimum_shares: list[MinimumShare] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _by_the_month(cls, written: Any) -> Any:
        if isinstance(written, dict) and written.get("per") is None and written.get("due") is None:
            return {**written, "per": "month"}
        return written

    @model_validator(mode="after")
    def _one_end(self) -> Volume:
        if self.per and self.due:
            raise ValueError("due: `per` is there too: a goal is for each month or quarter, or by one day; keep one")
        if self.time_zone and not self.due:
            raise ValueError("time_zone: it is the zone of `due`, and there is none: leave it out")
        return self

    @field_validator("minimum_shares")
    @classmethod
    def _fit_into_one(cls, shares: list[MinimumShare]) -> list[MinimumShare]:
        for field in dict.fromkeys(share.field for share in shares):
            own = [share for share in shares if share.field == field]
            named = [value.casefold() for share in own for value in share.value]
            total = sum(share.share for share in own)
            if len(named) == len(set(named)) and total > 1 + 1e-9:
                raise ValueError(
                    f"'{field}' has shares that add up to {total:.0%} of the leads: at most 100% can be asked"
                )
        return shares


class Scope(Part):
    """Which leads a brief is for: one sort of scope."""

    campaigns: list[Text] = Field(default_factory=list)
    vendors: list[Text] = Field(default_factory=list)
    channels: list[Text] = Field(default_factory=list)

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


class Exclusions(Part):
    """Who is not to be delivered."""

    customers: bool = False
    competitors: bool = False
    partners: bool = False
    students: bool = False
    accounts: Annotated[list[Text], AfterValidator(each_once)] = Field(default_factory=list)
    """Companies, by name or by domain."""

    @property
    def sorts(self) -> list[str]:
        """The sorts of people that are left out, without the accounts."""
        return [sort for sort in ("customers", "competitors", "partners", "students") if getattr(self, sort)]


class Duplicates(Part):
    """By what, and among which leads, a person counts as delivered already; `limits.duplicate_lead` says how far back."""

    keys: Annotated[list[Literal["email", "phone", "domain"]], AfterValidator(each_once)] = Field(
        default=["email", "phone"], min_length=1
    )
    """A lead that shares one of these with an earlier one is a duplicate."""
    scope: Literal["everywhere", "vendor", "campaign"] = "everywhere"
    """Among all leads, those of the same vendor, or those of the same campaign."""


class Price(Part):
    """What a lead costs."""

    amount: Money
    currency: Currency | None = None
    """Without it, the company's base currency."""
    per: Unit
    """For which leads it is paid: conforming or accepted."""
    cap: Money | None = None
    """The most that is paid in a period of the volume."""
    return_within_days: int | None = Field(default=None, gt=0)
    """So long a lead may be returned without being paid."""

    @model_validator(mode="after")
    def _one_lead_fits(self) -> Price:
        if self.cap is not None and self.cap < self.amount:
            raise ValueError(
                f"cap: {self.cap} does not even pay for one lead ({self.amount}): raise it or leave it out"
            )
        return self


class SalesCommitments(Part):
    """What sales promises to do with a lead."""

    respond_within_minutes: int | None = Field(default=None, gt=0)
    """Working minutes until the first response (see `working_hours` of company.yml)."""
    decide_within_days: int | None = Field(default=None, gt=0)
    """Working days after delivery until it accepts or rejects."""
    attempts: int | None = Field(default=None, gt=0)
    """How often it tries to reach the person before it gives up."""
    reason_on_rejection: bool = False
    """A rejected lead comes back with one of the rejection reasons."""


class MarketingCommitments(Part):
    """What marketing promises to do with a lead that comes back."""

    nurture_within_days: int | None = Field(default=None, gt=0)
    """Days until a returned lead gets its next touch."""


class Brief(Version):
    """One version of what marketing promises to deliver, and sales promises to take."""

    id: Id
    name: Text
    objective: Text
    persona: Text | None = None
    """Whom it is about, in the words of people who talk to them."""
    supersedes: int | None = Field(default=None, ge=1)
    """The earlier version that this one takes the place of."""
    retroactive: bool = False
    """Leads that were delivered since `valid_from` are judged anew by this version, and the old verdict is kept beside."""
    scope: AnyScope
    volume: Volume
    clauses: list[Clause] = Field(default_factory=list)
    exclusions: Exclusions = Exclusions()
    duplicates: Duplicates = Duplicates()
    limits: dict[str, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    price: Price | None = None
    sales_commitments: SalesCommitments = SalesCommitments()
    marketing_commitments: MarketingCommitments = MarketingCommitments()
    rejection_reasons: list[Text] = Field(min_length=1)
    """Sales gives one of these, and no other, when it rejects a lead."""

    @field_validator("limits")
    @classmethod
    def _known_limits(cls, limits: dict[str, float]) -> dict[str, float]:
        for limit in limits:
            if limit not in LIMITS:
                known = ", ".join(f"{name} ({meaning})" for name, meaning in LIMITS.items())
                raise ValueError(f"'{limit}' is not a limit that a rule compares with (there are: {known})")
        return limits

    @model_validator(mode="after")
    def _fits(self) -> Brief:
        if self.retroactive and self.supersedes is None:
            raise ValueError("retroactive: say which version it judges anew, with `supersedes`")
        if self.supersedes is not None and self.supersedes >= self.version:
            raise ValueError(f"supersedes: {self.supersedes} is not before version {self.version}: name an earlier one")
        due = self.volume.due
        if due and (due.date() < self.valid_from or (self.last_day and due.date() > self.last_day)):
            until = f" to {self.last_day}" if self.last_day else ""
            raise ValueError(f"volume: it is due on {due:%Y-%m-%d}, and the brief holds from {self.valid_from}{until}")
        return self

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


class Briefs(Part):
    """lead_brief.yml: what marketing promises to deliver, and what sales promises to work on."""

    briefs: list[Brief] = Field(min_length=1)
