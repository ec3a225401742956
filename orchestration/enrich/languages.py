"""Whether a language, as browsers name it, is spoken in a country: by Unicode's figures on languages and populations.

Belongs here: language and country side by side. Does not belong here: what a contradiction means.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Any

import pyarrow as pa
from babel import Locale
from babel.core import get_global

# Count the facts up when what is told of a language changes: what was looked up by another one is looked up anew.
BY = f"Babel {version('Babel')}, facts 1"

SCHEMA = pa.schema([("language", pa.string()), ("country_code", pa.string()), ("is_of_country", pa.bool_())])

ENOUGH = (
    5  # percent of a country's people who speak a language, as a first one or not; one that is official counts anyway
)
EVERYWHERE = "en"  # people everywhere set their browsers to English
NO_LANGUAGE = frozenset({"und", "mul", "zxx", "root"})


def look_up(language: str, country_code: str) -> dict[str, Any]:
    """Facts on one BCP 47 tag (trimmed, lower case; the first of a list) and the ISO code of a stated country.

    Returns:
        `is_of_country` is null where nobody can tell: no such language, or a country without figures.
    """
    tag = re.split(r"[,;]", language)[0].strip()
    subtags = re.split("[-_]", tag)
    spoken = _spoken().get(country_code)
    is_of_country = None
    if (code := _code(subtags[0])) and spoken is not None:
        is_of_country = code == EVERYWHERE or code in spoken or country_code.casefold() in subtags[1:]
    return {"language": language, "country_code": country_code, "is_of_country": is_of_country}


def _code(subtag: str) -> str | None:
    """Today's code of a language, `he` of `iw`; None where there is no such language."""
    code = get_global("language_aliases").get(subtag, subtag).split("_")[0]
    return code if code in Locale("en").languages and code not in NO_LANGUAGE else None


@cache
def _spoken() -> dict[str, frozenset[str]]:
    """The languages of each country that count there, whatever the script."""
    return {
        country: frozenset(
            language.split("_")[0]
            for language, facts in languages.items()
            if facts["official_status"] or facts["population_percent"] >= ENOUGH
        )
        for country, languages in get_global("territory_languages").items()
    }
