"""One odd row after another: which column of which entity gets which value.

Belongs here: what is usual and what is odd in one row. Does not belong here: the odd values (see `values`), rows that are odd only together
(see `together`), files (see `adversarial`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from orchestration.extract.entities import VOCABULARIES, Column, Entity
from tests.parity import values
from tests.parity.agreement import STAGE_WORDS
from tests.parity.values import MONDAY, written

# Briefs ask for these.
JUDGED = ("region", "industry", "vendor")

# What a column points at.
REFERENCES = {
    "campaign_id": "campaigns", "owner_id": "owners", "manager_id": "owners", "lead_id": "leads", "deal_id": "deals",
    "converted_deal_id": "deals",
    "account_id": "accounts", "converted_account_id": "accounts", "parent_account_id": "accounts", "contact_id": "contacts",
    "converted_contact_id": "contacts", "product_id": "products", "content_id": "contents", "order_id": "orders",
}  # fmt: skip

USUAL = {
    "email": "jo.ray{number}@odd.demo", "phone": "+49 30 2312{number:05}", "first_name": "Jo", "last_name": "Ray{n}",
    "company": "Odd {n} GmbH", "domain": "odd{n}.demo", "title": "Head of Things",
    "seniority": "manager", "country": "Germany", "ip_country": "DE", "language": "de-DE",
    "region": "Hessen", "city": "Kassel", "industry": "Chemicals",
    "vendor": "Odd & Sons", "ip_address": "198.51.100.{n}",
    "form_id": "F{n}", "landing_page": "https://odd.demo/?n={n}", "rejection_reason": "too small", "currency": "EUR",
    "stage": "discovery", "name": "Odd {n}", "timezone": "Europe/Berlin",
    "postcode": "34117", "kind": "new_business", "field": "amount", "team": "North", "period": "2025-06",
}  # fmt: skip

BY_NAME = {
    "email": values.EMAILS, "phone": values.PHONES, "country": values.COUNTRIES, "ip_country": values.COUNTRIES,
    "ip_address": values.ADDRESSES, "currency": values.CURRENCIES,
    "rate": values.RATES,
}  # fmt: skip
BY_TYPE = {
    "timestamp": values.INSTANTS, "date": values.DAYS, "amount": values.AMOUNTS, "number": values.NUMBERS, "integer": values.INTEGERS,
    "share": values.SHARES, "boolean": values.BOOLEANS,
}  # fmt: skip

STAGES = [
    *STAGE_WORDS, *(word for words in STAGE_WORDS.values() for word in words), "GRÖSSE", "größe", "ilk", "SS", "IT'S ON", "é",
    "Discovery", "CLOSED_WON", "closed won", "proposal", "negotiation", "contract",
]  # fmt: skip


def variants(entity: Entity) -> Iterator[dict[str, str]]:
    """What makes a row special: first nothing, then one column at a time, then several at random."""
    random = Random(f"variants of {entity.name}")
    for _ in range(10):
        yield {}
    free = [column for column in entity.columns if not column.required]
    yield {column.name: "" for column in free}
    for place, column in enumerate(entity.columns):
        if not column.required:
            yield {column.name: ""}
        if not (column.in_key and len(entity.key) == 1):
            found = odd_values(entity, column)
            # Texts are many: of most columns every fourth gets one.
            is_one_of_many = found is values.TEXTS and column.name not in JUDGED
            for value in found[place % 4 :: 4] if is_one_of_many else found:
                yield {column.name: value}
    if len(entity.key) == 1:
        for key in _keys(entity.name):
            yield {entity.key[0]: key}
    for _ in range(100):
        chosen = [column for column in free if random.random() < 0.25]
        yield {column.name: random.choice(["", *odd_values(entity, column)]) for column in chosen}


def odd_values(entity: Entity, column: Column) -> list[str]:
    """What a column is given beside what it usually has."""
    if column.name in REFERENCES or column.name == "merged_into_id":
        target = REFERENCES.get(column.name, entity.name)
        known = [f"{target}-{number}" for number in (0, 7, 11, 12, 40)]
        return [*known, f"{target.upper()}-7", f"{target}-7 ", f"{target}-none", "ß1", "it's 1"]
    found = BY_NAME.get(column.name) or BY_TYPE.get(column.type) or values.TEXTS
    if (entity.name, column.name) in (("leads", "created_at"), ("deals", "expected_close_date")):
        return [*found, *values.UNREADABLE]
    words = VOCABULARIES.get((entity.name, column.name), "").split()
    if words:
        return [*words, words[0].upper(), f" {words[0]}\u00a0", words[-1].title(), words[0][:-1], *found[::5]]
    return STAGES + found[::3] if column.name == "stage" else found


def _keys(name: str) -> list[str]:
    """Keys that are one to some: in case, in blanks, in how a letter is composed. Some are a person's, and are hashed."""
    return [
        f"{name}-7k", f"{name}-7K", f"{name.upper()}-7k", f"{name}-7k ", f"{name}-7k\u00a0", f"{name}-7k\u2003", f"{name} 7k",
        f"{name}  7k", "é1", "e\u03011", "ß1", "SS1", "İ1", "i̇1", "ı1", "I1", "i1",
        "1", "01", "1.0", "１", "😀1", "it's 1", 'q"1', "p%1", "b\\1", "a:b1", ":1", "1:", "x" * 500 + "1", "{id}1", "hmac-1",
    ]  # fmt: skip


def row_of(entity: Entity, number: int, overrides: dict[str, str]) -> dict[str, str]:
    """A row as files have it: what is special about it, and else what is usual."""
    return {column.name: overrides.get(column.name, _usual(entity, column, number)) for column in entity.columns}


def _usual(entity: Entity, column: Column, number: int) -> str:
    name = column.name
    words = VOCABULARIES.get((entity.name, name), "").split()
    if column.in_key and len(entity.key) == 1:
        found = f"{entity.name}-{number}"
    elif name in REFERENCES:
        found = f"{REFERENCES[name]}-{number}"
    elif name == "merged_into_id" or (name == "rejection_reason" and number % 4):
        found = ""  # a merged record counts no more
    elif name == "vendor" and number % 3:
        found = "Even Ltd"  # which has no brief of its own
    elif words:
        found = words[number % len(words)]
    elif column.type == "text":
        found = USUAL.get(name, f"{name} {{n}}").format(n=number % 250, number=number)
    else:
        found = _usual_number(entity, column, number)
    return found


def _usual_number(entity: Entity, column: Column, number: int) -> str:
    # Created before updated before delivered …: as the columns stand. Many rows of one hour, some of one instant.
    place = [other.name for other in entity.columns].index(column.name)
    found = {
        "timestamp": written(MONDAY + timedelta(days=number % 97, minutes=7 * place, seconds=number % 5)),
        "date": (MONDAY + timedelta(days=number if column.in_key else 0)).date().isoformat(),
        "amount": f"{number % 1000}.{number % 100:02}",
        "number": str(number % 50 + 1),
        "integer": str(number % 50 + 1),
        "share": f"0.{number % 100:02}",
        "boolean": "false" if column.name.startswith("is_") or column.name == "do_not_contact" else "true",
    }
    return found[column.type]
