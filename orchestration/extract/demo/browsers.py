"""What the browsers of people who fill in forms tell: their time zone and their language.

Belongs here: what is usual in a country, and what is planted against it. Does not belong here: which lead has it (see `leads`,
`defects`).
"""

from __future__ import annotations

from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Kind
from orchestration.extract.demo.plants import V1, Plant
from orchestration.extract.demo.stream import Stream

ZONES = {
    "DE": ("Europe/Berlin",), "AT": ("Europe/Vienna",), "CH": ("Europe/Zurich",), "NL": ("Europe/Amsterdam",), "BE": ("Europe/Brussels",),
    "FR": ("Europe/Paris",), "IT": ("Europe/Rome",), "GB": ("Europe/London",), "PL": ("Europe/Warsaw",), "CZ": ("Europe/Prague",),
    "DK": ("Europe/Copenhagen",), "SE": ("Europe/Stockholm",), "US": ("America/New_York", "America/Chicago"), "ES": ("Europe/Madrid",),
    "PT": ("Europe/Lisbon",), "IN": ("Asia/Calcutta",),
}  # fmt: skip
LANGUAGES = {
    "DE": ("de-DE", "de"), "AT": ("de-AT", "de-DE"), "CH": ("de-CH", "fr-CH"), "NL": ("nl-NL", "nl"), "BE": ("nl-BE", "fr-BE"),
    "FR": ("fr-FR", "fr"), "IT": ("it-IT",), "GB": ("en-GB",), "PL": ("pl-PL",), "CZ": ("cs-CZ",), "DK": ("da-DK",), "SE": ("sv-SE",),
    "US": ("en-US", "es-US"), "ES": ("es-ES",), "PT": ("pt-PT",), "IN": ("en-IN", "hi-IN"),
}  # fmt: skip


def told(stream: Stream, country: str) -> dict[str, str | None]:
    """Time zone and language of a browser in a country; some hide where they are, some tell nothing, many are set to English."""
    if stream.chance(0.03):
        return {"timezone": None, "language": None}
    return {
        "timezone": "UTC" if stream.chance(0.03) else stream.pick(ZONES[country]),
        "language": "en-US" if stream.chance(0.15) else stream.pick(LANGUAGES[country]),
    }


# By rule: the country of the lead's company, and what its browser tells instead.
PLANTS: dict[Kind, dict[str, list[tuple[str, Plant]]]] = {
    DEFECT: {
        "time_zone_contradicts_country": [
            ("DE", Plant("a clock in India by its former name", {"timezone": "Asia/Calcutta"})),
            ("DE", Plant("a neighbour's clock, the same hour", {"timezone": "Europe/Vienna"})),
            ("AT", Plant("a clock in Germany", {"timezone": "Europe/Berlin"})),
            ("FR", Plant("a clock in America by its older name", {"timezone": "US/Eastern"})),
            ("DE", Plant("a clock in the Philippines, small letters", {"timezone": "asia/manila"})),
            ("DE", Plant("a clock in Vietnam, under version 1", {"timezone": "Asia/Ho_Chi_Minh"}, V1)),
        ],
        "language_contradicts_country": [
            ("DE", Plant("Hindi", {"language": "hi-IN"})),
            ("DE", Plant("Vietnamese without a country", {"language": "vi"})),
            ("AT", Plant("Dutch", {"language": "nl-NL"})),
            ("FR", Plant("Polish in small letters", {"language": "pl-pl"})),
            ("DE", Plant("Filipino by its former code", {"language": "tl"})),
            ("DE", Plant("Bengali, under version 1", {"language": "bn-BD"}, V1)),
        ],
    },
    NEAR_MISS: {
        "time_zone_contradicts_country": [
            ("DE", Plant("the zone of one German town", {"timezone": "Europe/Busingen"})),
            ("DE", Plant("no place", {"timezone": "UTC"})),
            ("DE", Plant("a clock that many countries have", {"timezone": "CET"})),
            ("AT", Plant("blanks and capitals", {"timezone": " EUROPE/VIENNA "})),
            ("DE", Plant("no zone that anybody knows", {"timezone": "Europe/Atlantis"})),
            ("DE", Plant("an offset, under version 1", {"timezone": "+05:30"}, V1)),
        ],
        "language_contradicts_country": [
            ("DE", Plant("English of India", {"language": "en-IN"})),
            ("DE", Plant("German of Austria", {"language": "de-AT"})),
            ("DE", Plant("Turkish, of Germany", {"language": "tr-DE"})),
            ("AT", Plant("a list of two, German first", {"language": "de-AT,hi;q=0.8"})),
            ("DE", Plant("no language that anybody knows", {"language": "xx-XX"})),
            ("DE", Plant("undetermined, under version 1", {"language": "und"}, V1)),
        ],
    },
}
