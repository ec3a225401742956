"""What can be told from a phone number alone."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import phonenumbers
import pyarrow as pa

BY = f"phonenumbers {version('phonenumbers')}"

SCHEMA = pa.schema(
    [
        ("phone", pa.string()),
        ("country_code", pa.string()),
        ("is_valid", pa.bool_()),
        ("e164", pa.string()),
        ("phone_country", pa.string()),
    ]
)

SHORTEST, LONGEST = 7, 15  # digits of a number that can be dialled from abroad (E.164 allows 15)


def look_up(phone: str, country_code: str) -> dict[str, Any]:
    """Facts on one number as it was written.

    Args:
        phone: the number as written.
        country_code: ISO code of the country that the lead states, '' where none: a national number is read as one of it.

    Returns:
        `is_valid` is null where nobody can tell: a national number without a country, of a possible length.
    """
    facts: dict[str, Any] = {"phone": phone, "country_code": country_code}
    facts |= {"is_valid": False, "e164": None, "phone_country": None}
    international = re.sub(r"^\s*00", "+", phone)
    try:
        number = phonenumbers.parse(international, country_code or None)
    except phonenumbers.NumberParseException:
        digits = len(re.findall(r"\d", phone))
        if not country_code and not international.startswith("+") and SHORTEST <= digits <= LONGEST:
            facts["is_valid"] = None
        return facts
    if phonenumbers.is_valid_number(number):
        facts["is_valid"] = True
        facts["e164"] = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        facts["phone_country"] = phonenumbers.region_code_for_number(number)
    return facts
