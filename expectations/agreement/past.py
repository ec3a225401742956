"""Past versions are not edited: what has been in force stays as it was agreed.

Belongs here: what a version says as one canonical text, and what is wrong when a version that has been in force says something else now.
Does not belong here: where the texts that landed are kept (see `orchestration.extract.agreement_versions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from expectations.agreement import yaml_lines
from expectations.agreement.brief import Brief
from expectations.agreement.parts import Agreement, File, Version

PROCESS, PLAN = "process", "plan"  # ids of the one sales process and the one plan
_FILES = {
    "brief": ("lead_brief.yml", "briefs"),
    PROCESS: ("sales_process.yml", "processes"),
    PLAN: ("plan.yml", "plans"),
}
# What sources call a stage is how their data is read, and nothing that anybody agreed on: a new source brings new words.
_MAPPING = {"stages": {"__all__": {"names"}}}
Key = tuple[str, str, int]  # part (brief, process, plan), id, version


@dataclass(frozen=True)
class Landed:
    """A version as it landed, and since when it is in force (or will be)."""

    key: Key
    content: str
    in_force_from: date


@dataclass(frozen=True)
class Stated:
    """A version as the files state it, with its place."""

    key: Key
    version: Version
    file: File
    path: yaml_lines.Path


def stated(agreement: Agreement) -> list[Stated]:
    """Every version of the agreement."""
    files = {file.name: file for file in agreement.files}
    parts = {"brief": agreement.briefs, PROCESS: agreement.processes, PLAN: agreement.plans}
    return [
        Stated(
            (part, version.id if isinstance(version, Brief) else part, version.version),
            version,
            files[_FILES[part][0]],
            (_FILES[part][1], number),
        )
        for part, versions in parts.items()
        for number, version in enumerate(versions)
    ]


def content(version: Version) -> str:
    """What a version says: the same text however it is written, without what is the default anyway."""
    return json.dumps(_in_order(_said(version)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def problems(agreement: Agreement, landed: Iterable[Landed], today: date) -> list[str]:
    """What was changed or taken away although it has been in force.

    Args:
        landed: the versions of the agreement that landed last, as each landed.
        today: the day of the run, in the company's time zone.
    """
    there = {version.key: version for version in stated(agreement)}
    found: list[str] = []
    for past in landed:
        if past.in_force_from > today:
            continue
        if past.key in there:
            found += _changes(there[past.key], past, today)
            continue
        name, field = _FILES[past.key[0]]
        file = next((file for file in agreement.files if file.name == name), None)
        said = f"{_called(past)}, and is gone: put it back; to end it, give it a last_day from {today} on, or add a new version"
        found.append(file.at((field,), said) if file else f"{name}: {said}")
    return found


def _changes(now: Stated, past: Landed, today: date) -> Iterator[str]:
    for path, old, new in _differences(json.loads(past.content), _said(now.version)):
        if path == ("last_day",) and all(day is None or date.fromisoformat(day) >= today for day in (old, new)):
            continue
        remedy = "put it back, or copy the block to a new version with a later valid_from and change it there"
        if path == ("last_day",):
            remedy = f"put it back (a last day that is not over may move, to {today} or later)"
        yield now.file.at((*now.path, *path), f"{_shown(new)}, but {_called(past)} and says {_shown(old)}: {remedy}")


def _called(past: Landed) -> str:
    part, id_, version = past.key
    of = {PROCESS: "the sales process", PLAN: "the plan"}.get(part, f"brief '{id_}'")
    return f"version {version} of {of} is in force since {past.in_force_from}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _said(version: Version) -> Any:
    return version.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=_MAPPING)


def _in_order(value: Any, name: str = "") -> Any:
    """With lists whose order says nothing sorted: those of words, and clauses."""
    if isinstance(value, dict):
        return {key: _in_order(inner, key) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if all(isinstance(inner, str) for inner in value):
        return sorted(value)
    inner = [_in_order(item) for item in value]
    return sorted(inner, key=lambda clause: clause["id"]) if name == "clauses" else inner


def _differences(old: Any, new: Any, path: yaml_lines.Path = ()) -> Iterator[tuple[yaml_lines.Path, Any, Any]]:
    """Places at which two values differ, as paths of the new one, with both values."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _differences(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and _has_ids(old) and _has_ids(new):
        yield from _differences_by_id(old, new, path)
    elif _in_order(old) != _in_order(new):
        yield path, old, new


def _has_ids(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, dict) and "id" in item for item in value)


def _differences_by_id(
    old: list[Any], new: list[Any], path: yaml_lines.Path
) -> Iterator[tuple[yaml_lines.Path, Any, Any]]:
    before, ids = {item["id"]: item for item in old}, [item["id"] for item in new]
    for place, item in enumerate(new):
        if item["id"] in before:
            yield from _differences(before[item["id"]], item, (*path, place))
        else:
            yield (*path, place), None, item["id"]
    for id_ in before:
        if id_ not in ids:
            yield path, id_, None
    kept = [id_ for id_ in before if id_ in ids]
    now = [id_ for id_ in ids if id_ in before]
    if path[-1:] != ("clauses",) and kept != now:
        yield path, kept, now
