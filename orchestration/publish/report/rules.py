"""The rules that are broken now: in words, how often, by which records, and where the page tells of them.

Belongs here: open flags on leads and deals, rule by rule. Does not belong here: judging (see `expectations`), HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from orchestration.publish.report import words
from orchestration.publish.report.marts import COUNTED_DEALS, COUNTED_LEADS, Marts, Row


@dataclass(frozen=True)
class Broken:
    """A rule with open flags.

    Attributes:
        subject: `lead` or `deal`.
        records: how many break it.
        first_seen_at: run that first found the oldest open flag, UTC.
        wordings: what it says, newest version of the brief first: says, remedy, version, records.
        examples: records that break it, newest first: id, record_url.
        fragment: where the page tells of it: `rule-<rule_id>`; a rule on both leads and deals has a second one for deals.
    """

    subject: str
    rule_id: str
    severity: str
    records: int
    first_seen_at: datetime
    wordings: tuple[Row, ...]
    examples: tuple[Row, ...]
    fragment: str

    @property
    def says(self) -> str:
        return words.rule(self.rule_id, self.wordings[0]["says"])

    @property
    def remedy(self) -> str | None:
        return self.wordings[0]["remedy"]


@dataclass(frozen=True)
class Rules:
    """Broken rules of leads and of deals, hard ones first, the most broken first among them."""

    leads: tuple[Broken, ...]
    deals: tuple[Broken, ...]

    def of_lead(self, rule_id: str) -> Broken | None:
        """The rule on leads by its id; None when nothing breaks it now."""
        return next((rule for rule in self.leads if rule.rule_id == rule_id), None)


def broken_rules(marts: Marts) -> Rules:
    """Every rule with an open flag."""
    leads = _of(marts, "lead", taken=())
    return Rules(leads, _of(marts, "deal", taken={rule.rule_id for rule in leads}))


def _of(marts: Marts, subject: str, taken: Iterable[str]) -> tuple[Broken, ...]:
    wordings, examples = _wordings(marts, subject), _records(marts, subject)
    return tuple(
        Broken(
            subject=subject,
            **row,
            wordings=tuple(wording for wording in wordings if wording["rule_id"] == row["rule_id"]),
            examples=tuple(example for example in examples if example["rule_id"] == row["rule_id"]),
            fragment=f"rule-{re.sub(r'[^A-Za-z0-9_.-]', '_', row['rule_id'])}" + "-deals" * (row["rule_id"] in taken),
        )
        for row in _broken(marts, subject)
    )


def _broken(marts: Marts, subject: str) -> list[Row]:
    """Every rule with an open flag on leads or deals, hard ones first.

    Args:
        subject: `lead` or `deal`.

    Returns:
        Rows of rule_id, severity, records, first_seen_at (of the oldest open flag).
    """
    return marts.rows(
        f"""
        select
            flags.rule_id, min(flags.severity) as severity,
            count(distinct flags.{subject}_id) as records, min(flags.first_seen_at) as first_seen_at
        {_open_flags(subject)}
        group by flags.rule_id
        order by severity, records desc, flags.rule_id
        """,
        needs=[f"fct_{subject}s", f"fct_{subject}_flags"],
    )


def _wordings(marts: Marts, subject: str) -> list[Row]:
    """What the broken rules say, newest version of the brief first: rule_id, says, remedy, version (null on deals), records.

    A clause that was reworded has a row a wording.
    """
    version = "flags.brief_version" if subject == "lead" else "cast(null as bigint)"
    return marts.rows(
        f"""
        select
            flags.rule_id, flags.says, arg_max(flags.remedy, coalesce({version}, 0)) as remedy,
            max({version}) as version, count(distinct flags.{subject}_id) as records
        {_open_flags(subject)}
        group by flags.rule_id, flags.says
        order by flags.rule_id, version desc nulls last, records desc, flags.says nulls last
        """,
        needs=[f"fct_{subject}s", f"fct_{subject}_flags"],
    )


def _records(marts: Marts, subject: str, most: int = 10) -> list[Row]:
    """Records that break each rule, newest first, at most `most` a rule: rule_id, id, record_url."""
    day = "records.delivered_on" if subject == "lead" else "coalesce(records.updated_at, records.created_at)"
    return marts.rows(
        f"""
        with broken as (
            select distinct flags.rule_id, records.{subject}_id as id, records.record_url, {day} as day
            {_open_flags(subject, "records")}
        )
        select rule_id, id, record_url from broken
        qualify row_number() over (partition by rule_id order by day desc nulls last, id) <= {most}
        order by rule_id, day desc nulls last, id
        """,
        needs=[f"fct_{subject}s", f"fct_{subject}_flags"],
    )


def _open_flags(subject: str, alias: str | None = None) -> str:
    """FROM and WHERE of the open flags on records that count."""
    counted = (COUNTED_LEADS if subject == "lead" else COUNTED_DEALS).replace(
        f"{subject}s.", f"{alias or f'{subject}s'}."
    )
    return f"""
        from marts.fct_{subject}_flags as flags
        inner join marts.fct_{subject}s as {alias or f"{subject}s"} on flags.{subject}_id = {alias or f"{subject}s"}.{subject}_id
        where {counted} and flags.resolved_at is null
    """
