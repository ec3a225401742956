"""Clauses and minimum shares: what a brief asks of a column of its leads.

Belongs here: which values a clause may compare with. Does not belong here: the brief that it stands in (see `brief`), whether the column
exists (see `consistency`).
"""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

from expectations.agreement.parts import Id, Part, Text, in_capitals

# Fields whose values are countries, by code or by name.
COUNTRY_FIELDS = ("country", "ip_country")

# How people write the two values of a yes-or-no column; the lake has them as `true` and `false`.
YES_OR_NO = {"true": "true", "yes": "true", "false": "false", "no": "false"}

_SCALAR = {"type": ["string", "number", "boolean"]}


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_typed(value: Any, info: ValidationInfo) -> Any:
    """A value of a clause as its field has it. The types of the fields are the validation's context."""
    field = info.data.get("field")
    kind = (info.context or {}).get(field)
    written = str(value).lower() if isinstance(value, bool) else value
    if kind == "boolean" and info.data.get("operator", "in") in ("in", "not_in"):
        word = YES_OR_NO.get(str(written).strip().lower())
        if word is None:
            raise ValueError(f"'{value}' is neither yes nor no, and {field} is always one of them: write true or false")
        return word
    if isinstance(value, bool) and kind not in (None, "text", "boolean"):
        raise ValueError(f"'{written}' is a yes or no, and {field} never is ({kind}): write what to compare with")
    # Text refuses a boolean itself; a field that is not known is refused with better words further on.
    return value if kind == "text" else written


Values = Annotated[
    list[Annotated[Text, BeforeValidator(_as_typed)]],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}, mode="validation"),
]


class OfField(Part):
    """What speaks of values of one column of a lead."""

    field: Id
    """A column that a delivery brings: country, industry, employees, seniority, company, consent, …"""

    @field_validator("value", check_fields=False)
    @classmethod
    def _codes_in_capitals(cls, value: list[str], info: ValidationInfo) -> list[str]:
        """Countries are compared by their codes, which are capitals: `de` is DE. A name stays as it is written."""
        if info.data.get("field") not in COUNTRY_FIELDS:
            return value
        return list(dict.fromkeys(in_capitals(text) for text in value))

    @field_validator("value", check_fields=False)
    @classmethod
    def _yes_or_no_once(cls, value: list[str], info: ValidationInfo) -> list[str]:
        """Yes and true are the same answer."""
        kind = (info.context or {}).get(info.data.get("field"))
        return list(dict.fromkeys(value)) if kind == "boolean" else value


class MinimumShare(OfField):
    """At least this share of the leads has one of the values."""

    value: Values = Field(min_length=1)
    share: float = Field(gt=0, le=1)


class Clause(OfField):
    """One thing that is asked of every lead of the brief."""

    id: Id
    says: Text
    operator: Literal["in", "not_in", "at_least", "at_most", "is_present"]
    value: Values = Field(default_factory=list)
    severity: Literal["hard", "soft"]
    """hard: a lead that breaks it is not what we agreed; soft: worth knowing."""
    on_missing: Literal["fail", "warn", "unknown"]
    """When the field is empty, or a country is not recognised; unknown: the lead is neither good nor bad."""
    remedy: Text

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


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
