"""What can be told from a phone number alone."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import phonenumbers
import pyarrow as pa

# Count it up when what is told of a number changes: what was looked up by another one is looked up anew.
BY = f"phonenumbers {version('phonenumbers')}, facts 2"

SCHEMA = pa.schema(
    [
        ("phone", pa.string()),
        ("country_code", pa.string()),
        ("is_valid", pa.bool_()),
        ("e164", pa.string()),
        ("phone_country", pa.string()),
        ("kind", pa.string()),
        ("is_of_country", pa.bool_()),
    ]
)

NO_COUNTRY = "001"  # what numbers such as +800 are of

SHORTEST, LONGEST = 7, 15  # digits of a number that can be dialled from abroad (E.164 allows 15)


def look_up(phone: str, country_code: str) -> dict[str, Any]:
    """Facts on one number as it was written.

    Args:
        phone: the number as written.
        country_code: ISO code of the country that the lead states, '' where none: a national number is read as one of it.

    Returns:
        `is_valid` is null where nobody can tell: a national number without a country, of a possible length. `is_of_country` says
        whether the number has the calling code of the stated country, which neighbours may share (+1, +7, +44); null where there is
        no valid number or no such country, and of a number that is of none (+800).
    """
    facts: dict[str, Any] = {"phone": phone, "country_code": country_code}
    facts |= {"is_valid": False, "e164": None, "phone_country": None, "kind": None, "is_of_country": None}
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
        facts["kind"] = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number)).lower()
        code = phonenumbers.country_code_for_region(country_code)
        if code and facts["phone_country"] != NO_COUNTRY:
            facts["is_of_country"] = number.country_code == code
    return facts
