"""What a finding is: a rule that is broken in a scope, and everything that stands at one time.

Belongs here: the words that the room shares. Does not belong here: how findings are read (see `findings`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from orchestration.alert import records

DAYS = 14  # of the chart of a finding
REJECTED = "rejected_rows"  # what rows that cannot be read are called, as a rule


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
        days: records by day, of the last days up to the run's, the oldest first: leads by delivery, deals by when Leadline saw them
            first, data by what a check counted at most. Empty where nothing is known of days.
        seen: when Leadline saw how many of the records first (UTC); empty where nothing is known of it.
        is_check: a check found it, and no flag of a record: the page tells it among the checks.
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
    days: tuple[int, ...] = ()
    seen: tuple[tuple[datetime, int], ...] = ()
    is_check: bool = False

    def new_since(self, instant: datetime, records: int) -> int:
        """How many are new since an instant at which there were so many; others may be gone meanwhile."""
        return max(self.records - records, sum(count for at, count in self.seen if at > instant))

    @property
    def incident_id(self) -> str:
        return records.key(self.subject, self.rule_id, self.scope_kind, self.scope_value)


@dataclass(frozen=True)
class Standing:
    """Everything that stands, and what could be judged at all.

    Attributes:
        totals: by subject, how many records count.
        out_of: by subject, how many of them a rule's incidents are of, where that is known: leads delivered lately, all deals.
        judged: subjects whose tables are there.
        would_find: whether an incident, by an event of it, would be found if it still stood. Of one whose check did not run, nobody knows
            whether it is gone.
        checks: how many checks on data ran in this build.
        delivered: by source, the last day on which it brought a row.
    """

    findings: Sequence[Finding]
    totals: Mapping[str, int]
    judged: Collection[str]
    would_find: Callable[[Mapping[str, Any]], bool] = lambda _: False
    checks: int = 0
    delivered: Mapping[str, date] = field(default_factory=dict)
    out_of: Mapping[str, int] = field(default_factory=dict)

    def judges(self, subjects: Collection[str]) -> bool:
        """Whether there was anything to judge of some subjects."""
        return any(self.totals.get(subject) for subject in subjects) or ("data" in subjects and self.checks > 0)

    def by_incident(self) -> dict[str, Finding]:
        return {finding.incident_id: finding for finding in self.findings}
