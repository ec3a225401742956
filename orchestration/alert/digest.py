"""What a message says: its subject, and its items, the most important first.

Belongs here: choosing, ordering and wording. Does not belong here: how it is laid out (see `as_html`, `as_text`).
A digest has an item per incident; a summary one per rule, with the scopes that have the most of it; a heartbeat none (see `heartbeat`).
Records are told by their ids alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

from orchestration.alert import heartbeat, incidents, words
from orchestration.alert.found import Finding, Record, Standing
from orchestration.alert.incidents import ESCALATED, GROWING, OPENED, REMINDER, RESOLVED
from orchestration.alert.queue import HEARTBEAT, SUMMARY, Message

TOP = 10  # items that are told in full
SCOPES = 3  # scopes that a summary names of a rule
REPORT = "publish/current/report/index.html"

STANDS = "stands"


@dataclass(frozen=True)
class Item:
    """One thing that a message tells.

    Attributes:
        title: where, how many of how many, since when; complete without the rest.
        short: the title with the rule in a few words, for a subject line.
        lines: label and text, such as what to do.
        days: records by day of the last days, for a chart; empty where one would say nothing.
    """

    event: str
    severity: str
    title: str
    short: str
    records: int
    lines: Sequence[tuple[str, str]]
    examples: Sequence[Record]
    more: int
    link: str
    days: Sequence[int] = ()


@dataclass(frozen=True)
class Digest:
    """A message, ready to be laid out.

    Attributes:
        left_out: items beyond the ones told, and the records that they speak of.
        pages: whether links lead to a page that is served; else they are paths in the data folder.
        facts: what is told beside the items, a sentence each.
    """

    id: str
    subject: str
    headline: str
    note: str
    owner: str
    items: Sequence[Item]
    left_out: tuple[int, int]
    page: str
    pages: bool
    facts: Sequence[str] = ()


def compose(
    message: Message,
    log: Sequence[Mapping[str, Any]],
    standing: Standing,
    as_of: date,
    base_url: str | None,
    zone: str = "UTC",
) -> Digest:
    """What a message says.

    Args:
        message: which events, and for whom.
        log: all events of incidents.
        standing: what stands now among the records that the audience is told of.
        as_of: the day on which the message was queued, the company's.
        base_url: where the page is served; None for its path in the data folder.
        zone: the company's, of days on which answers run out.
    """
    wanted = set(message.event_ids)
    events = [event for event in log if event["event_id"] in wanted]
    both = {rule for rule in _rules_of(standing, "leads") if rule in _rules_of(standing, "deals")}
    page = _Page(base_url, frozenset(both))
    facts: list[str] = []
    if message.kind == HEARTBEAT:
        items, facts = [], heartbeat.facts(message.audience, log, standing, as_of)
    elif message.kind == SUMMARY:
        items = _of_rules(events, standing, as_of, page)
    else:
        items = _of_incidents(events, _local(log, zone), standing, as_of, page)
    items.sort(key=lambda item: (item.event == RESOLVED, item.severity, -item.records, item.short))
    rest = items[TOP:]
    return Digest(
        id=message.id,
        subject=heartbeat.subject(message.audience, facts, as_of) if facts else _subject(message.kind, items, as_of),
        headline=_headline(message.kind, items, as_of),
        note=_note(message.kind),
        owner=message.audience.owner,
        items=items[:TOP],
        left_out=(len(rest), sum(item.records for item in rest)),
        page=page.top,
        pages=base_url is not None,
        facts=facts,
    )


@dataclass(frozen=True)
class _Page:
    """The page, and where on it a rule is."""

    base_url: str | None
    on_both: frozenset[str]  # rules that leads and deals break: the page has a place for each

    @property
    def top(self) -> str:
        return self.base_url or REPORT

    def of(self, finding: Finding) -> str:
        if finding.subject == "data" or finding.is_check:
            return f"{self.top}#data"
        place = re.sub(r"[^A-Za-z0-9_.-]", "_", finding.rule_id)
        is_other = finding.subject == "deals" and finding.rule_id in self.on_both
        return f"{self.top}#rule-{place}{'-deals' if is_other else ''}"


def _rules_of(standing: Standing, subject: str) -> set[str]:
    return {finding.rule_id for finding in standing.findings if finding.subject == subject}


def _of_incidents(
    events: Sequence[Mapping[str, Any]], log: Sequence[Mapping[str, Any]], standing: Standing, as_of: date, page: _Page
) -> list[Item]:
    """An item for each incident, whatever happened to it since its audience was told."""
    numbered = {(event["incident_id"], event["event_number"]): event for event in log}
    answers = {incident: incidents.answer(episode) for incident, episode in incidents.episodes(log).items()}
    now = standing.by_incident()
    found: dict[str, list[Mapping[str, Any]]] = {}
    for event in sorted(events, key=lambda event: event["event_number"]):
        found.setdefault(event["incident_id"], []).append(event)
    items = []
    for incident, its in found.items():
        last = its[-1]
        if last["event"] == RESOLVED:
            before = _before(numbered, last)
            items.append(_of_an_end(last, before, page))
        else:
            kinds = {event["event"] for event in its}
            kind = next(kind for kind in (OPENED, ESCALATED, GROWING, REMINDER) if kind in kinds)
            before = _before(numbered, its[0])
            items.append(_of_event(kind, last, before, now.get(incident), answers.get(incident), as_of, page))
    return items


def _before(
    numbered: Mapping[tuple[str, int], Mapping[str, Any]], event: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """What was last told of an incident before an event of it."""
    earlier = (numbered.get((event["incident_id"], number)) for number in range(event["event_number"] - 1, 0, -1))
    return next((one for one in earlier if one and one["event"] in incidents.NEWS), None)


def _local(log: Sequence[Mapping[str, Any]], zone: str) -> list[Mapping[str, Any]]:
    """The log with the ends of answers as clocks show them in a zone."""
    return [
        {**event, "until_at": event["until_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(zone))}
        if event["until_at"]
        else event
        for event in log
    ]


def _of_an_end(event: Mapping[str, Any], before: Mapping[str, Any] | None, page: _Page) -> Item:
    subject = event["subject"]
    where, label = words.scope(event["scope_kind"], event["scope_value"]), words.rule(subject, event["rule_id"])
    title = f"{where}: {label}, resolved"
    lines = [("Was", words.of(before["records"], before["population"], subject))] if before else []
    return Item(RESOLVED, event["severity"], title, title, event["records"], lines, (), 0, page.top)


def _of_event(
    kind: str,
    event: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    finding: Finding | None,
    answer: Mapping[str, Any] | None,
    as_of: date,
    page: _Page,
) -> Item:
    """An item about an incident that stands; what stands of it now has the last word on numbers."""
    subject = event["subject"]
    where, label = words.scope(event["scope_kind"], event["scope_value"]), words.rule(subject, event["rule_id"])
    many = finding.records if finding else event["records"]
    out_of = finding.population if finding else event["population"]
    since = finding.since_on if finding else event["since_on"]
    counted = words.of(many, out_of, subject) + _since(subject, since, as_of)
    title = f"{where}: {counted}: {label}"
    if before is not None and kind == GROWING and finding and many <= before["records"]:
        new = finding.new_since(before["loaded_at"], before["records"])
        title = f"{where}: {counted}, {words.number(new)} of them new: {label}"
    elif before is not None and kind == GROWING:
        title = f"{where}: now {counted}, {words.number(before['records'])} when last told: {label}"
    elif kind == ESCALATED:
        title = f"{where}: now hard, {counted}: {label}"
    elif kind == REMINDER:
        title = f"{where}: still {counted}: {label}"
    said = [("Answer", words.answer(answer, as_of))] if answer else []
    return Item(
        event=kind,
        severity=event["severity"],
        title=title,
        short=title,
        records=many,
        lines=[*_lines(finding, [_campaign(finding)]), *said, ("Incident", event["incident_id"])],
        examples=finding.examples if finding else (),
        more=max(0, many - len(finding.examples)) if finding else 0,
        link=page.of(finding) if finding else page.top,
        days=chart(finding.days) if finding else (),
    )


def chart(days: Sequence[int]) -> Sequence[int]:
    """The days of a chart; none where fewer than two of them have anything, for one bar says nothing."""
    return days if sum(count > 0 for count in days) > 1 else ()


def _of_rules(events: Sequence[Mapping[str, Any]], standing: Standing, as_of: date, page: _Page) -> list[Item]:
    """An item per rule, over all its scopes: how many records of how many, and where most of them are.

    A scope that has more than half of a rule's records is the news, and stands in the subject line.
    """
    now = standing.by_incident()
    rules: dict[tuple[str, str], list[Finding]] = {}
    for event in events:
        if finding := now.get(event["incident_id"]):
            rules.setdefault((finding.subject, finding.rule_id), []).append(finding)
    items = []
    for (subject, rule_id), findings in rules.items():
        findings.sort(key=lambda finding: (-finding.records, finding.scope_value))
        worst, label = findings[0], words.rule(subject, rule_id)
        many = sum(finding.records for finding in findings)
        # The leads of the last days, or all deals, are what a rule's records are a share of; of data, the rows of the tables that have any.
        # What became of a lead may be of one that is older.
        out_of = max(standing.out_of.get(subject, 0), sum(finding.population for finding in findings))
        since = min((finding.since_on for finding in findings if finding.since_on), default=None)
        counted = words.of(many, out_of, subject)
        percent = f" ({words.share(many, out_of)})" if out_of else ""
        places = [
            f"{words.scope(finding.scope_kind, finding.scope_value)} {words.number(finding.records)}"
            f"{f' of {words.number(finding.population)}' if finding.population else ''}"
            for finding in findings[:SCOPES]
        ]
        if len(findings) > SCOPES:
            places.append(f"and {len(findings) - SCOPES} more")
        examples = worst.examples
        items.append(
            Item(
                event=STANDS,
                severity=min(finding.severity for finding in findings),
                title=f"{words.sentence(label)}: {counted}{percent}{_first(subject, since, as_of)}",
                short=_of_the_worst(worst, as_of, label)
                if 2 * worst.records > many
                else f"{counted}{percent}: {label}",
                records=many,
                lines=_lines(worst, [("Where", ", ".join(places))]),
                examples=examples,
                more=max(0, many - len(examples)) if examples else 0,
                link=page.of(worst),
                days=chart(_together([finding.days for finding in findings])),
            )
        )
    return items


def _together(days: Sequence[Sequence[int]]) -> list[int]:
    """Records by day over several scopes."""
    return [sum(counts) for counts in zip(*(counts for counts in days if counts), strict=True)]


def _of_the_worst(worst: Finding, as_of: date, label: str) -> str:
    counted = words.of(worst.records, worst.population, worst.subject) + _since(worst.subject, worst.since_on, as_of)
    return f"{words.scope(worst.scope_kind, worst.scope_value)}: {counted}: {label}"


def _lines(finding: Finding | None, places: Sequence[tuple[str, str] | None]) -> list[tuple[str, str]]:
    rule = ("Rule", words.plain(finding.says)) if finding and finding.says else None
    remedy = ("To do", words.plain(finding.remedy)) if finding and finding.remedy else None
    return [line for line in (rule, *places, remedy) if line]


def _campaign(finding: Finding | None) -> tuple[str, str] | None:
    if finding is None or finding.campaign is None:
        return None
    name, many = finding.campaign
    return "Where", f"campaign {words.plain(name)}: {words.number(many)} of {words.number(finding.records)}"


def _since(subject: str, since: date | None, as_of: date) -> str:
    """Leads since their first delivery that breaks the rule; deals since Leadline saw it, unless that is only now."""
    if since is None or (subject != "leads" and since == as_of):
        return ""
    return f" since {words.day(since, as_of)}" if subject == "leads" else f", seen since {words.day(since, as_of)}"


def _first(subject: str, since: date | None, as_of: date) -> str:
    """When the first lead of all was delivered: those that it is a share of may be older."""
    if subject != "leads":
        return _since(subject, since, as_of)
    return f", the first on {words.day(since, as_of)}" if since and since != as_of else ""


def _subject(kind: str, items: Sequence[Item], as_of: date) -> str:
    if not items:
        return f"Nothing is left of what stood ({words.day(as_of, as_of)})"
    more = f", and {len(items) - 1} more" if len(items) > 1 else ""
    when = f" (what stands on {words.day(as_of, as_of)})" if kind == SUMMARY else ""
    return f"{items[0].short}{more}{when}"


def _headline(kind: str, items: Sequence[Item], as_of: date) -> str:
    when = f"on {words.day(as_of, as_of)} {as_of.year}"
    if kind == HEARTBEAT:
        return f"Nothing new {when}"
    if kind == SUMMARY and len(items) == 1:
        return f"1 {items[0].severity} rule is broken {when}"
    if kind == SUMMARY:
        hard = sum(item.severity == "hard" for item in items)
        return f"{len(items)} rules are broken {when}, {hard or 'none'} of them hard"
    counts = [
        f"{number} {name}"
        for name, event in (
            ("new", OPENED),
            ("now hard", ESCALATED),
            ("growing", GROWING),
            ("still there", REMINDER),
            ("resolved", RESOLVED),
        )
        if (number := sum(item.event == event for item in items))
    ]
    return f"{', '.join(counts)} {when}"


def _note(kind: str) -> str:
    if kind == HEARTBEAT:
        return "You hear this so that silence is no riddle: the checks ran, and there was nothing to tell."
    if kind == SUMMARY:
        return "The first message: what stands today, once. From now on you hear of what is new, growing or resolved."
    return "What is new since the last message. What stands unchanged is on the page."
