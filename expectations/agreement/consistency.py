"""What makes parts of the agreement wrong together: versions, ties, clauses, words of stages.

Belongs here: checks across several briefs or stages. Does not belong here: what is wrong with one by itself (see its module).
Each check returns the lines of its error message, with file, line and field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from expectations.agreement import gates, plan, yaml_lines
from expectations.agreement.brief import Brief
from expectations.agreement.parts import Agreement, File, near
from expectations.agreement.process import Process

NUMBERS = ("amount", "integer", "number", "share")


@dataclass(frozen=True)
class Columns:
    """The columns that an agreement may speak of; where there are none, columns are not checked.

    Attributes:
        lead: what a delivery brings, with its types: what a clause may speak of.
        outcomes: the other columns of a lead: what became of it.
        deal: columns of a deal: what evidence may speak of.
    """

    lead: Mapping[str, str] | None = None
    outcomes: Collection[str] = ()
    deal: Collection[str] | None = None


def problems(agreement: Agreement, columns: Columns) -> list[str]:
    """Everything that is wrong across the parts of an agreement."""
    by_name = {file.name: file for file in agreement.files}
    briefs, process = by_name["lead_brief.yml"], by_name["sales_process.yml"]
    planned = by_name.get(plan.NAME)
    return [
        *_versions(briefs, "briefs", agreement.briefs),
        *_versions(process, "processes", agreement.processes),
        *(_versions(planned, "plans", agreement.plans) if planned else []),
        *(plan.problems(planned, agreement.plans) if planned else []),
        *_ties(briefs, agreement),
        *_superseded(briefs, agreement.briefs),
        *_clauses(briefs, agreement.briefs, columns),
        *_shares(briefs, agreement.briefs, columns),
        *_stage_names(process, agreement.processes),
        *gates.problems(process, agreement.processes, columns.deal),
    ]


def _versions(file: File, field: str, versions: Sequence[Brief | Process | plan.Plan]) -> list[str]:
    """Versions of one thing: each number once, and a later one valid later."""
    problems = []
    for (first, one), (second, other) in combinations(enumerate(versions), 2):
        if getattr(one, "id", None) != getattr(other, "id", None):
            continue
        earlier, later = sorted((one, other), key=lambda version: version.version)
        if one.version == other.version:
            line = file.document.line((field, first, "version"))
            problems.append(
                file.at(
                    (field, second, "version"), f"{other.version} stands there twice, first at line {line}: count on"
                )
            )
        elif later.valid_from < earlier.valid_from or (
            # One that takes the place of another backwards may do so from its first day on.
            later.valid_from == earlier.valid_from and getattr(later, "supersedes", None) != earlier.version
        ):
            number = second if later is other else first
            problems.append(
                file.at(
                    (field, number, "valid_from"),
                    f"{later.valid_from} is not after version {earlier.version}'s {earlier.valid_from}: a later version begins later",
                )
            )
    return problems


def _ties(file: File, agreement: Agreement) -> list[str]:
    """Two briefs, equally specific, for the same leads on the same days: nobody could say which one holds."""
    problems = []
    for (first, one), (second, other) in combinations(enumerate(agreement.briefs), 2):
        if one.id == other.id or one.scope_kind != other.scope_kind or not _overlap(agreement, one, other):
            continue
        tie = _tie(one, other)
        if tie:
            place, what = tie
            line = file.document.line(("briefs", first))
            problems.append(
                file.at(
                    ("briefs", second, "scope", *place),
                    f"'{other.id}' and '{one.id}' (line {line}) are in force together, and {what}",
                )
            )
    return problems


def _tie(one: Brief, other: Brief) -> tuple[yaml_lines.Path, str] | None:
    """Where the other's scope first names what one's names too, and the words for it."""
    kind = other.scope_kind
    if kind == "default":
        return (), "both are the default: end one with last_day, or give one a narrower scope"
    for place, value in enumerate(other.scope_values):
        for known in one.scope_values:
            path = (f"{kind}s", place)
            if value.casefold() == known.casefold():
                narrower = "name it in one only" if kind == "campaign" else "give one a narrower scope"
                return path, f"both are for the {kind} '{value}': end one with last_day, or {narrower}"
            short, full = sorted((value, known), key=len)
            if kind == "campaign" and _own_key(full) == short.casefold():
                return path, (
                    f"both are for the campaign '{full}', which '{short}' names too: end one with last_day, or, "
                    f"if '{short}' is a campaign of another source, write <source>:{short}"
                )
    return None


def _own_key(campaign: str) -> str | None:
    """The source's own part of a campaign's key, by which a brief may name it as well (see dbt's `own_key`)."""
    found = re.fullmatch("[a-z][a-z0-9_]*:(.+)", campaign.casefold())
    return found[1].strip() if found else None


def _overlap(agreement: Agreement, one: Brief, other: Brief) -> bool:
    ends_one, ends_other = agreement.ends(one) or date.max, agreement.ends(other) or date.max
    return one.valid_from < ends_other and other.valid_from < ends_one


def _superseded(file: File, briefs: Sequence[Brief]) -> list[str]:
    """What a version takes the place of is there."""
    problems = []
    for number, brief in enumerate(briefs):
        known = [other.version for other in briefs if other.id == brief.id and other.version < brief.version]
        if brief.supersedes is not None and brief.supersedes not in known:
            there = f"there is {', '.join(map(str, sorted(known)))}" if known else "there is no earlier one"
            problems.append(
                file.at(("briefs", number, "supersedes"), f"'{brief.id}' has no version {brief.supersedes}: {there}")
            )
    return problems


def _clauses(file: File, briefs: Sequence[Brief], columns: Columns) -> list[str]:
    problems = []
    for number, brief in enumerate(briefs):
        seen: dict[str, int] = {}
        for position, clause in enumerate(brief.clauses):
            path: yaml_lines.Path = ("briefs", number, "clauses", position)
            if clause.id in seen:
                problems.append(
                    file.at((*path, "id"), f"'{clause.id}' is also the clause at line {seen[clause.id]}: rename one")
                )
            seen[clause.id] = file.document.line((*path, "id"))
            if columns.lead is None:
                continue
            wrong = _no_column(clause.field, columns.lead, columns.outcomes)
            if wrong:
                problems.append(file.at((*path, "field"), wrong))
            elif clause.operator in ("at_least", "at_most") and columns.lead[clause.field] not in NUMBERS:
                numbers = ", ".join(name for name, kind in columns.lead.items() if kind in NUMBERS)
                problems.append(
                    file.at(
                        (*path, "operator"),
                        f"'{clause.operator}' compares numbers, and {clause.field} is none ({numbers} are)",
                    )
                )
    return problems


def _shares(file: File, briefs: Sequence[Brief], columns: Columns) -> list[str]:
    problems = []
    for number, brief in enumerate(briefs):
        for position, share in enumerate(brief.volume.minimum_shares):
            if columns.lead is not None and (wrong := _no_column(share.field, columns.lead, columns.outcomes)):
                path: yaml_lines.Path = ("briefs", number, "volume", "minimum_shares", position, "field")
                problems.append(file.at(path, wrong))
    return problems


def _no_column(field: str, delivered: Mapping[str, str], outcomes: Collection[str]) -> str | None:
    """Why a brief cannot speak of a column; nothing when it can."""
    if field in outcomes:
        return (
            f"'{field}' is what became of the lead, and a brief judges what was delivered: "
            f"take a column that a delivery brings ({', '.join(delivered)})"
        )
    if field not in delivered:
        return f"'{field}' is not a column of a lead{near(field, delivered)}; there are: {', '.join(delivered)}"
    return None


def _stage_names(file: File, processes: Sequence[Process]) -> list[str]:
    """In one version, every id once, and every word of a source in one stage only."""
    problems = []
    for number, process in enumerate(processes):
        ids: dict[str, int] = {}
        words: dict[tuple[str, str], tuple[str, int]] = {}
        for position, stage in enumerate(process.stages):
            path: yaml_lines.Path = ("processes", number, "stages", position)
            if stage.id in ids:
                problems.append(
                    file.at((*path, "id"), f"'{stage.id}' is also the stage at line {ids[stage.id]}: rename one")
                )
            ids[stage.id] = file.document.line((*path, "id"))
        for position, stage in enumerate(process.stages):
            for source, names in stage.names.items():
                for place, word in enumerate(names):
                    here: yaml_lines.Path = ("processes", number, "stages", position, "names", source, place)
                    folded = word.casefold()
                    if folded in ids and folded != stage.id:
                        problems.append(
                            file.at(here, f"'{word}' is the id of another stage (line {ids[folded]}): drop it here")
                        )
                    if (source, folded) in words:
                        other, line = words[(source, folded)]
                        problems.append(
                            file.at(here, f"'{word}' already means {other} (line {line}): keep one of the two")
                        )
                    words[(source, folded)] = (stage.id, file.document.line(here))
    return problems
