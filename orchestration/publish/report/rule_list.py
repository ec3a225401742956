"""Broken rules, one entry each: what an alert links to.

Belongs here: an entry's words, records and place. Does not belong here: which rules are broken (see `rules`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.publish.report import words
from orchestration.publish.report.markup import coded, figure, note, record, text
from orchestration.publish.report.marts import Marts
from orchestration.publish.report.rules import Broken


def rule_list(rules: Sequence[Broken], marts: Marts, heading: str) -> str:
    """The broken rules of leads or of deals; nothing when none is broken."""
    if not rules:
        return ""
    subject = rules[0].subject
    entries = "".join(_entry(rule, marts) for rule in rules)
    definition = note(
        f"`fct_{subject}_flags` with `resolved_at` null, on {subject}s that count; distinct {subject}s; the newest records first. "
        "Hard: not what was agreed, or impossible. Soft: worth knowing."
    )
    return f'<h3>{text(heading)}</h3><div class="rules">{entries}</div>{definition}'


def _entry(rule: Broken, marts: Marts) -> str:
    newest, *others = rule.wordings
    earlier = "".join(
        f'<p class="earlier">{_version(wording["version"])}: {text(words.rule(rule.rule_id, wording["says"]))} '
        f"({words.count(wording['records'], rule.subject)})</p>"
        for wording in others
    )
    remedy = f"<p>{coded(rule.remedy)}</p>" if rule.remedy else ""
    left = rule.records - len(rule.examples)
    listed = ", ".join(record(example["id"], example["record_url"]) for example in rule.examples)
    rest = f", and {words.number(left)} more" if left else ""
    since = words.day(marts.company.local(rule.first_seen_at).date())
    version = f", in the words of {_version(newest['version']).lower()}" if others else ""
    return (
        f'<article id="{rule.fragment}" aria-labelledby="{rule.fragment}-says">'
        f'<h4 id="{rule.fragment}-says">{text(rule.says)}</h4>'
        f'<p class="facts"><span class="severity {text(rule.severity)}">{text(rule.severity.capitalize())}</span>, broken by '
        f"{figure('rules.records', rule.records, subject=rule.subject, rule=rule.rule_id)} "
        f"{rule.subject if rule.records == 1 else rule.subject + 's'}{version}, first seen {since} · <code>{text(rule.rule_id)}</code></p>"
        f'{earlier}{remedy}<p class="records">{listed}{rest}</p></article>'
    )


def _version(version: int | None) -> str:
    return f"Version {version}" if version is not None else "No brief"
