"""What the parts of the company hand to each other while it is made: tables, streams of chance, people and companies.

Belongs here: the containers. Does not belong here: what fills them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Literal

from orchestration.extract.demo.stream import Stream
from orchestration.extract.entities import ENTITIES

Row = dict[str, Any]
Subject = Literal["lead", "deal"]
Kind = Literal["defect", "near_miss"]
DEFECT: Literal["defect"] = "defect"
NEAR_MISS: Literal["near_miss"] = "near_miss"


@dataclass(frozen=True)
class KeyRow:
    """One line of the answer key: a record that breaks a rule, or comes near to it and does not."""

    rule_id: str
    subject: Subject
    id: str
    kind: Kind
    note: str


@dataclass
class World:
    """Tables by entity, in the order of their files, and the answer key. The key is for tests: no file holds it."""

    tables: dict[str, list[Row]]
    key: list[KeyRow]


@dataclass(eq=False, slots=True)
class Company:
    """A company that may buy."""

    name: str
    domain: str
    country: str
    region: str
    city: str
    industry: str
    employees: int
    ip: str
    account_id: str | None = None
    people: list[Person] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Person:
    """Somebody at a company."""

    first: str
    last: str
    email: str
    phone: str | None
    title: str
    seniority: str
    company: Company
    contact_id: str | None = None


@dataclass(eq=False, slots=True)
class Lead:
    """A lead with what nobody writes down: how much the person needs, who calls how soon."""

    row: Row
    person: Person
    need: float = 0.0
    told: bool = False  # of the story or planted: nothing else is planted there
    deal: Deal | None = None
    history: list[Row] = field(default_factory=list)  # of its status, as the CRM keeps it

    @property
    def at(self) -> datetime:
        return self.row["delivered_at"]


@dataclass(eq=False, slots=True)
class Deal:
    """A deal on its way: stages as (stage, entered)."""

    row: Row
    company: Company
    owner: str
    created: datetime
    need: float
    lead: Lead | None = None
    person: Person | None = None
    version: int = 1
    stages: list[tuple[str, datetime]] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    told: bool = False
    forced: str | None = None  # what the story wants of it

    @property
    def id(self) -> str:
        return self.row["deal_id"]

    @property
    def closed(self) -> datetime | None:
        return self.stages[-1][1] if self.stages and self.stages[-1][0].startswith("closed") else None

    @property
    def is_won(self) -> bool:
        return bool(self.stages) and self.stages[-1][0] == "closed_won"


class Build:
    """The company while it is made."""

    def __init__(self, seed: int, size: int) -> None:
        self.seed = seed
        self.size = size
        self.tables: dict[str, list[Row]] = {entity: [] for entity in ENTITIES}
        self.key: list[KeyRow] = []
        self.leads: list[Lead] = []
        self.deals: list[Deal] = []
        self.companies: list[Company] = []
        self.customers: list[Company] = []
        self.stream = cache(lambda topic: Stream(seed, topic))

    def add(self, entity: str, **row: Any) -> Row:
        self.tables[entity].append(row)
        return row

    def tell(self, rule_id: str, subject: Subject, id_: str, kind: Kind, note: str) -> None:
        """A line of the answer key."""
        self.key.append(KeyRow(rule_id, subject, id_, kind, note))
