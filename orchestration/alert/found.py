"""What a finding is: a rule that is broken in a scope, and everything that stands at one time.

Belongs here: the words that the room shares. Does not belong here: how findings are read (see `findings`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from orchestration.alert import records


@dataclass(frozen=True)
class Record:
    """A record by its id, with the link to it in its source where there is one."""

    id: str
    url: str | None


@dataclass(frozen=True)
class Finding:
    """A rule that is broken in a scope.

    Attributes:
        records: how many break it now.
        population: out of how many: leads delivered in the scope since `since_on`; deals of the scope; rows of the table.
        since_on: of leads the day of the first delivery that breaks it, of deals the day on which Leadline saw it first.
        campaign: the campaign with the most of the records, by name, and how many; None where no record has one.
    """

    subject: str
    rule_id: str
    scope_kind: str
    scope_value: str
    severity: str
    records: int
    population: int
    since_on: date | None = None
    says: str | None = None
    remedy: str | None = None
    campaign: tuple[str, int] | None = None
    examples: tuple[Record, ...] = ()

    @property
    def incident_id(self) -> str:
        return records.key(self.subject, self.rule_id, self.scope_kind, self.scope_value)


@dataclass(frozen=True)
class Standing:
    """Everything that stands, and what could be judged at all.

    Attributes:
        totals: by subject, how many records count.
        judged: subjects whose tables are there; what is missing of them is gone.
        unjudged: incidents on data whose check did not run in this build; nobody knows whether they are gone.
    """

    findings: Sequence[Finding]
    totals: Mapping[str, int]
    judged: Collection[str]
    unjudged: Collection[str] = ()

    def by_incident(self) -> dict[str, Finding]:
        return {finding.incident_id: finding for finding in self.findings}
