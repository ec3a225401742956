"""Accounts and contacts, each entered once.

Belongs here: the CRM's card files. Does not belong here: leads, deals.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from orchestration.extract.demo.build import Build, Company, Person, Row
from orchestration.extract.demo.calendar import FIRST_DAY, LAST, clock, workday
from orchestration.extract.demo.marketing import RESELLERS
from orchestration.extract.demo.people import Makers, plain

CUSTOMERS = 0.045  # companies that bought before the story begins, as a share of the leads
ZONES = {"GB": "Europe/London", "US": "America/Chicago", "PT": "Europe/Lisbon"}


class Crm:
    """Enters companies and people; ids count up in the order of entering."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._stream = build.stream("crm")
        self.by_company: dict[Company, Row] = {}
        self.by_person: dict[Person, Row] = {}

    def account(self, company: Company, at: datetime) -> str:
        """Id of a company's account; made when it is first needed."""
        if company.account_id is None:
            company.account_id = f"A-{len(self._build.tables['accounts']) + 1:05}"
            self.by_company[company] = self._build.add(
                "accounts",
                account_id=company.account_id,
                name=company.name,
                domain=company.domain,
                country=company.country,
                region=company.region,
                industry=company.industry,
                employees=company.employees,
                annual_revenue=None
                if self._stream.chance(0.3)
                else 1000.0 * round(company.employees * self._stream.around(210, 0.4)),
                is_customer=False,
                is_competitor=False,
                is_partner=False,
                created_at=at,
                updated_at=at,
                is_deleted=False,
            )
        return company.account_id

    def contact(self, person: Person, at: datetime) -> str:
        """Id of a person's contact, at the account of the company."""
        if person.contact_id is None:
            stream, company = self._stream, person.company
            person.contact_id = f"C-{len(self._build.tables['contacts']) + 1:05}"
            self.by_person[person] = self._build.add(
                "contacts",
                contact_id=person.contact_id,
                email=person.email,
                phone=person.phone,
                first_name=person.first,
                last_name=person.last,
                title=person.title,
                account_id=self.account(company, at),
                country=company.country,
                city=company.city,
                postcode=f"{stream.between(1, 9)}{stream.below(10_000):04}",
                birth_date=None,
                timezone=ZONES.get(company.country, "Europe/Berlin"),
                preferred_channel=stream.weighted({"email": 6, "phone": 3, "post": 0.4}),
                do_not_contact=stream.chance(0.01),
                created_at=at,
                updated_at=at,
                is_deleted=False,
            )
            if stream.chance(0.02):  # a few birthdays, of people that a rep knows well
                self.by_person[person]["birth_date"] = workday(FIRST_DAY).replace(
                    year=stream.between(1962, 1995), month=stream.between(1, 12), day=stream.between(1, 28)
                )
        return person.contact_id

    def is_customer(self, company: Company) -> None:
        self.by_company[company]["is_customer"] = True


def fill_customers(build: Build, makers: Makers, crm: Crm) -> None:
    """Who bought before the story begins, the resellers, and two competitors that asked for a price list."""
    stream = build.stream("customers")
    moments = sorted(
        clock(workday(FIRST_DAY - timedelta(days=20 + stream.below(1300))), stream).replace(second=0)
        for _ in range(round(CUSTOMERS * build.size))
    )
    for moment in moments:
        company = makers.company()
        crm.account(company, moment)
        crm.is_customer(company)
        build.customers.append(company)
        for _ in range(stream.between(1, 3)):
            crm.contact(makers.person(company), moment)
    for number in range(1, len(build.customers) // 12):
        parent, child = build.customers[number], build.customers[-number]
        if parent is not child:
            crm.by_company[child]["parent_account_id"] = parent.account_id
    for word, names in (("is_partner", RESELLERS), ("is_competitor", ("Impellar Dosing", "Rotavo Pumpen"))):
        for name in names:
            company = makers.company(("DE",))
            company.name, company.domain = name, f"{plain(name)}.demo"
            build.companies.remove(company)  # nobody's lead
            crm.account(company, moments[0])
            crm.by_company[company][word] = True


def tidy(build: Build) -> None:
    """What a CRM looks like after a year: records merged into others, and some deleted."""
    stream = build.stream("tidy")
    contacts, accounts = build.tables["contacts"], build.tables["accounts"]
    free = [row for row in contacts if not row.get("_used")]
    for row, into in zip(free[3::23][:8], free[4::23][:8], strict=False):
        row |= {"merged_into_id": into["contact_id"], "updated_at": _later(row["created_at"], stream.between(20, 200))}
    for row in free[5::31][:6]:
        row |= {"is_deleted": True, "updated_at": _later(row["created_at"], stream.between(20, 200))}
    # A partner and a competitor were entered twice: one card was merged into the other, one deleted.
    first, *_, last = [row for row in accounts if row["is_partner"] or row["is_competitor"]]
    for row, gone in ((first, {"merged_into_id": first["account_id"]}), (last, {"is_deleted": True})):
        account_id = f"A-{len(accounts) + 1:05}"
        accounts.append({**row, **gone, "account_id": account_id, "updated_at": _later(row["created_at"], 90)})


def _later(moment: datetime, days: int) -> datetime:
    return min(moment + timedelta(days=days), LAST.replace(hour=9))
