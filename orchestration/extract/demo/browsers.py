"""What the browsers of people who fill in forms tell: their time zone and their language.

Belongs here: what is usual in a country, and what is planted against it. Does not belong here: which lead has it (see `leads`,
`defects`).
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Odd:
    """A browser that contradicts every country that we sell in by one of the two, and comes near to it by the other; each with its note.

    `{zone}` and `{country}` in a value are those of the lead's company.
    """

    timezone: tuple[str, str]
    language: tuple[str, str]


# Who types nonsense into a form: their browsers are the odd ones, so that no further lead has to be spoilt.
ROBOTS = ("name_keyboard_run", "company_placeholder", "test_lead", "spam_in_text")
CLOCKS = [
    Odd(("Asia/Calcutta", "a clock in India by its former name"), ("en-IN", "English of India")),
    Odd(("Europe/Belgrade", "a clock in Serbia, the same hour"), ("tr-{country}", "Turkish, of the lead's country")),
    Odd(("asia/manila", "a clock in the Philippines, small letters"), ("en,hi;q=0.8", "a list of two, English first")),
    Odd(("Asia/Ho_Chi_Minh", "a clock in Vietnam"), ("xx-XX", "no language that anybody knows")),
    Odd(("Asia/Kolkata", "a clock in India by its present name"), ("und", "undetermined")),
]
TONGUES = [
    Odd(("UTC", "no place"), ("hi-IN", "Hindi")),
    Odd((" {zone} ", "its own, blanks and capitals"), ("vi", "Vietnamese without a country")),
    Odd(("CET", "a clock that many countries have"), ("tl", "Filipino by its former code")),
    Odd(("Europe/Atlantis", "no zone that anybody knows"), ("bn-bd", "Bengali in small letters")),
    Odd(("+05:30", "an offset"), ("hi,de;q=0.5", "a list of two, Hindi first")),
]
