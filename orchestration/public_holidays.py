"""Public holidays of countries and their parts, by the library `holidays`: who is on holiday when, and whether it knows a place.

Belongs here: asking the library, and whether company.yml asks for what it has. Does not belong here: the days that company.yml writes
itself, or what a holiday changes (see `int_working_days`, `alert/times`). The library is imported only where it is asked.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

from expectations.agreement.company import Company
from expectations.agreement.parts import Agreement, near

LANGUAGE = "en_US"  # of the names, where the library has them; else the country's own, and never the machine's


def of_year(country: str, part: str | None, year: int) -> dict[date, str]:
    """The days on which nobody works, with their names.

    Args:
        country: ISO code.
        part: a part of the country, as the library calls it (in any case); None: what holds in the whole country.
    """
    import holidays

    part = _parts(country).get(part.casefold()) if part else None
    found = holidays.country_holidays(country, subdiv=part, years=year, language=LANGUAGE)
    return {day: found[day] for day in sorted(found) if day.year == year}


def is_day_off(company: Company, day: date) -> bool:
    """Whether nobody works on a day where the company is, by what company.yml writes and what it asks for."""
    place = company.calendar
    public = (of_year(place, part, day.year) for part in company.public_holidays.get(place, []))
    return day in company.days_off.get(place, []) or any(day in days for days in public)


def problems(agreement: Agreement) -> list[str]:
    """What company.yml asks for that the library does not have: a line each, with file, line and field."""
    asked = [(place, number, word) for place, number, word in agreement.company.public_words]
    if not asked:
        return []
    import holidays

    countries = {code for code in holidays.list_supported_countries() if len(code) == 2}
    [file] = [file for file in agreement.files if file.name == "company.yml"]
    found = []
    for place, number, word in asked:
        part = word.partition("-")[2]
        if place not in countries:
            said = f"'{word}': the library holidays {version('holidays')} has none of {place}: write its days as dates"
        elif part and part.casefold() not in (parts := _parts(place)):
            there = f"there are: {', '.join(sorted(parts.values()))}" if parts else "it has none: write public"
            said = f"'{word}': {place} has no part '{part}'{near(part, parts.values())}; {there}"
        else:
            continue
        found.append(file.at(("holidays", place, number), said))
    return found


def _parts(country: str) -> dict[str, str]:
    """The parts of a country by their names in small letters."""
    import holidays

    known = holidays.list_supported_countries().get(country, [])
    return {part.casefold(): part for part in known}
