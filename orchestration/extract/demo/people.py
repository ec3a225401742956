"""Companies and people, each made once.

Belongs here: unique names, addresses, numbers. Does not belong here: the words they are made of (see `names`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from orchestration.extract.demo import names
from orchestration.extract.demo.build import Build, Company, Person
from orchestration.extract.demo.catalogue import INDUSTRIES

COUNTRIES = {"DE": 46, "AT": 8, "CH": 8, "NL": 6, "BE": 3, "FR": 6, "IT": 6, "GB": 6, "PL": 3, "CZ": 2, "DK": 2, "SE": 2, "US": 5,
             "ES": 4, "PT": 2}  # fmt: skip
SENIORITY = {"c_level": 10, "director": 24, "manager": 34, "specialist": 26, "assistant": 6}
SMALLEST = 20  # people, for the brief's second version


class Makers:
    """Makes companies and people of a build; nobody comes twice by chance."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._stream = build.stream("people")
        self._industries = {name: share for name, (share, _) in INDUSTRIES.items()}
        self._numbers = Counter[str]()
        self._emails = Counter[str]()
        self._companies = 0
        self._start = self._stream.below(100_000)

    def company(
        self, countries: Sequence[str] = (), *, smallest: int = SMALLEST, largest: int = 5000, small: bool = False
    ) -> Company:
        """A new company.

        Args:
            countries: one of these; anywhere that we sell where not given.
            smallest, largest: number of people.
            small: fewer people than `smallest`.
        """
        stream = self._stream
        allowed = {code: COUNTRIES[code] for code in countries} if countries else COUNTRIES
        country = stream.weighted(allowed)
        region, city = stream.pick(names.PLACES[country])
        name = self._name()
        employees = stream.between(4, smallest - 1) if small else self._people(smallest, largest)
        company = Company(
            name=f"{name} {names.LEGAL[country]}",
            domain=f"{plain(name)}.demo",
            country=country,
            region=region,
            city=city,
            industry=stream.weighted(self._industries),
            employees=employees,
            ip=f"198.{18 + self._companies // 62_500}.{self._companies // 250 % 250}.{1 + self._companies % 250}",
        )
        self._build.companies.append(company)
        return company

    def person(self, company: Company, seniorities: Sequence[str] = ()) -> Person:
        """A new person at a company."""
        stream = self._stream
        first, last = stream.pick(names.FIRST), stream.pick(names.LAST)
        seniority = stream.weighted({word: SENIORITY[word] for word in seniorities} if seniorities else SENIORITY)
        local = f"{plain(first)}.{plain(last)}"
        self._emails[f"{local}@{company.domain}"] += 1
        turn = self._emails[f"{local}@{company.domain}"]
        person = Person(
            first,
            last,
            f"{local}{turn if turn > 1 else ''}@{company.domain}",
            self.phone(company.country) if stream.chance(0.85) else None,
            stream.pick(names.TITLES[seniority]),
            seniority,
            company,
        )
        company.people.append(person)
        return person

    def phone(self, country: str) -> str | None:
        """A number that nobody else has; None when the country's made-up numbers are used up."""
        begins, digits = names.PHONES[country]
        number = self._numbers[country]
        if number >= len(begins) * 10**digits:
            return None
        self._numbers[country] += 1
        # Spread over the range, so that neighbours do not look alike: 7 and 3 have no factor in common with 10.
        place = number // len(begins) * 37 % 10**digits
        return f"{begins[number % len(begins)]}{place:0{digits}}"

    def _people(self, smallest: int, largest: int) -> int:
        while True:
            people = round(self._stream.around(110, 1.0))
            if smallest <= people <= largest:
                return people

    def _name(self) -> str:
        begins, middles, ends = names.COMPANY_BEGIN, names.COMPANY_MIDDLE, names.COMPANY_END
        total = len(begins) * len(middles) * len(ends)
        # Steps of a prime meet every combination once before any comes again.
        place = (self._start + 7919 * self._companies) % total
        again = self._companies // total
        self._companies += 1
        begin, rest = begins[place % len(begins)], place // len(begins)
        middle, end = middles[rest % len(middles)], ends[rest // len(middles)]
        return f"{begin}{middle} {end.capitalize()}{f' {again + 1}' if again else ''}"


def plain(text: str) -> str:
    """Letters and digits of an address, without accents."""
    spelt = text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")
