"""What changed between two versions of a brief, of the process or of the plan, in sentences as people say them in a meeting.

Belongs here: comparing two parts, and the words for it. A field that nobody wrote words for is told plainly: `field: old -> new`.
Does not belong here: which versions there are, and choosing two (see `orchestration.commands.agreement`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from expectations.agreement.brief import LIMITS, Brief, Volume
from expectations.agreement.clauses import Clause
from expectations.agreement.parts import Part, Version
from expectations.agreement.plan import Plan, Targets
from expectations.agreement.process import Process, Stage

Where = tuple[str, ...]

_NAMES = ("id", "version")  # say which part it is, not what it says
_OPERATORS = {
    "in": "one of",
    "not_in": "none of",
    "at_least": "at least",
    "at_most": "at most",
    "is_present": "present",
}
_MISSING = {"fail": "the lead fails it", "warn": "the lead gets a soft flag", "unknown": "the lead is unknown"}


def sentences(before: Part, after: Part) -> list[str]:
    """What somebody who knows the one version has to be told of the other; nothing where they say the same."""
    return list(_part(before, after, ()))


def _part(before: Part, after: Part, where: Where) -> Iterator[str]:
    """Two parts of one sort: in words of their own where somebody wrote such."""
    words = next((_WORDS[kind] for kind in type(after).__mro__ if kind in _WORDS), _fields)
    yield from words(before, after, where)


def _fields(before: Part, after: Part, where: Where, without: Collection[str] = ()) -> Iterator[str]:
    """Every field that differs, plainly."""
    for field in type(after).model_fields:
        if field not in _NAMES and field not in without:
            yield from _values(getattr(before, field), getattr(after, field), (*where, field))


def _values(old: Any, new: Any, where: Where) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, Part) and type(old) is type(new):
        yield from _part(old, new, where)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, where)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _entry(old.get(key), new.get(key), (*where, str(key)))
    elif any(isinstance(value, str) and " " in value for value in (old, new)):
        yield f'{_at(where)}: now "{_said(new)}"; before "{_said(old)}".'
    else:
        yield f"{_at(where)}: {_said(old)} -> {_said(new)}."


def _entry(old: Any, new: Any, where: Where) -> Iterator[str]:
    """What stands under one name in both versions, or in one of them."""
    if old is None and new is not None:
        yield _ended(f"{_at(where)}: new: {_said(new)}")
    elif new is None and old is not None:
        yield _ended(f"{_at(where)}: gone, it was: {_said(old)}")
    else:
        yield from _values(old, new, where)


def _lists(old: Sequence[Any], new: Sequence[Any], where: Where) -> Iterator[str]:
    known, present = _by_id(old), _by_id(new)
    if known is None or present is None:
        gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
        if gone:
            yield _ended(f"{_at(where)}: no longer {_listed(gone)}")
        if come:
            yield _ended(f"{_at(where)}: new: {_listed(come)}")
        if not gone and not come:
            yield _ended(f"{_at(where)}: {_said(old)} -> {_said(new)}")
        return
    for name in [*known, *(name for name in present if name not in known)]:
        one, other = known.get(name), present.get(name)
        if isinstance(one or other, Clause):
            yield from _clauses(one, other)
        else:
            yield from _entry(one, other, (*where, name))
    if [name for name in known if name in present] != [name for name in present if name in known]:
        yield f"{_at(where)}: in another order: {', '.join(present)}."


def _by_id(parts: Sequence[Any]) -> dict[str, Part] | None:
    """Parts by their ids; None where they have none."""
    if all(isinstance(part, Part) and "id" in type(part).model_fields for part in parts):
        return {part.id: part for part in parts}
    return None


# Words of the sorts of parts.


def _version(before: Version, after: Version, where: Where, without: Collection[str] = ()) -> Iterator[str]:
    if before.valid_from != after.valid_from:
        yield f"In force from {after.valid_from} (before: from {before.valid_from})."
    if before.change_note != after.change_note:
        yield _ended(f"Why: {_said(after.change_note)}")
    yield from _fields(before, after, where, {"valid_from", "change_note", *without})


def _brief(before: Brief, after: Brief, where: Where) -> Iterator[str]:
    yield from _version(before, after, where, {"limits"})
    for limit in [*before.limits, *(limit for limit in after.limits if limit not in before.limits)]:
        old, new = before.limits.get(limit), after.limits.get(limit)
        if old is None:
            yield f"New limit: {limit}, {_said(new)} {LIMITS[limit]}."
        elif new is None:
            yield f"The limit {limit} is gone; it was {_said(old)} {LIMITS[limit]}."
        elif old != new:
            yield f"The limit {limit} changes from {_said(old)} to {_said(new)} {LIMITS[limit]}."


def _volume(before: Volume, after: Volume, where: Where) -> Iterator[str]:
    one, other = ((volume.goal, volume.unit, _when(volume)) for volume in (before, after))
    if one != other:
        if one[2] == other[2]:
            yield f"The goal changes from {one[0]} {one[1]} to {other[0]} {other[1]} leads {other[2]}."
        else:
            yield f"The goal changes from {one[0]} {one[1]} leads {one[2]} to {other[0]} {other[1]} {other[2]}."
    yield from _fields(before, after, where, {"goal", "unit", "per", "due"})


def _when(volume: Volume) -> str:
    return f"per {volume.per}" if volume.due is None else f"by {volume.due:%Y-%m-%d %H:%M}"


def _clauses(before: Part | None, after: Part | None) -> Iterator[str]:
    """A clause of both versions, or of one of them."""
    if isinstance(before, Clause) and isinstance(after, Clause):
        yield from _clause(before, after, (f"Clause {after.id}",))
    elif isinstance(after, Clause):
        yield f"New: {after.id}, {after.severity}: {_asked(after)}; without a value {_MISSING[after.on_missing]}."
    elif isinstance(before, Clause):
        yield f"Gone: {before.id}, which was {before.severity}: {_asked(before)}."


def _clause(before: Clause, after: Clause, where: Where) -> Iterator[str]:
    name = _at(where)
    if (before.field, before.operator) != (after.field, after.operator):
        yield f"{name} now asks for {_asked(after)}; before, for {_asked(before)}."
    elif before.value != after.value:
        yield from _asked_values(before, after, name)
    if before.severity != after.severity:
        yield f"{name} is now {after.severity}, it was {before.severity}."
    if before.on_missing != after.on_missing:
        yield f"{name}: without a value {_MISSING[after.on_missing]} now; before, {_MISSING[before.on_missing]}."
    yield from _fields(before, after, where, {"field", "operator", "value", "severity", "on_missing"})


def _asked_values(before: Clause, after: Clause, name: str) -> Iterator[str]:
    verb = {"in": "accepts", "not_in": "refuses"}.get(after.operator)
    gone = [value for value in before.value if value not in after.value]
    come = [value for value in after.value if value not in before.value]
    if verb and gone:
        yield f"{name} no longer {verb} {_listed(gone)}."
    if verb and come:
        yield f"{name} now also {verb} {_listed(come)}."
    if not verb:
        yield f"{name} asks for {_OPERATORS[after.operator]} {_listed(after.value)}, no longer {_listed(before.value)}."
    elif not gone and not come:
        yield f"{name} names its values in another way: {', '.join(after.value)}."


def _asked(clause: Clause) -> str:
    return f"{clause.field} {_OPERATORS[clause.operator]} {', '.join(clause.value)}".rstrip()


def _process(before: Process, after: Process, where: Where) -> Iterator[str]:
    yield from _version(before, after, where, {"stages"})
    known, present = ({stage.id: stage for stage in process.stages} for process in (before, after))
    for stage in before.stages:
        if stage.id not in present:
            yield f"Stage {stage.id} is gone; it was {_between(stage.id, list(known))}."
    for stage in after.stages:
        if stage.id not in known:
            yield _ended(f"Stage {stage.id} is new, {_between(stage.id, list(present))}: {_said(stage.why)}")
    old, new = [name for name in known if name in present], [name for name in present if name in known]
    stayed = {
        old[at + step] for at, _, size in SequenceMatcher(None, old, new).get_matching_blocks() for step in range(size)
    }
    for name in new:
        if name not in stayed:
            yield f"Stage {name} moves: it is now {_between(name, list(present))}."
        yield from _part(known[name], present[name], (name,))


def _between(name: str, names: list[str]) -> str:
    place = names.index(name)
    if place == 0:
        return f"before {names[1]}" if len(names) > 1 else "the only one"
    return (
        f"between {names[place - 1]} and {names[place + 1]}" if place + 1 < len(names) else f"after {names[place - 1]}"
    )


def _stage(before: Stage, after: Stage, where: Where) -> Iterator[str]:
    name = _at(where)
    if before.expected_days != after.expected_days:
        yield f"{name}: expected {_said(before.expected_days)} -> {_said(after.expected_days)} days."
    if before.probability != after.probability:
        yield f"{name}: probability {_percent(before.probability)} -> {_percent(after.probability)}."
    for source in [*before.names, *(source for source in after.names if source not in before.names)]:
        old, new = before.names.get(source, []), after.names.get(source, [])
        gone, come = [word for word in old if word not in new], [word for word in new if word not in old]
        if gone:
            yield f"{name}: {source} no longer calls it {_listed(gone)}."
        if come:
            yield f"{name}: {source} {'also ' if old else ''}calls it {_listed(come)}."
        if before.names.get(source) != after.names.get(source) and not gone and not come:
            yield f"{name}: the words of {source} stand in another way: {_said(new)}."
    yield from _fields(before, after, where, {"expected_days", "probability", "names"})


def _plan(before: Plan, after: Plan, where: Where) -> Iterator[str]:
    yield from _version(before, after, where, {"periods"})
    for period in [*before.periods, *(period for period in after.periods if period not in before.periods)]:
        yield from _entry(before.periods.get(period), after.periods.get(period), (period,))


def _targets(before: Targets, after: Targets, where: Where) -> Iterator[str]:
    if before.company != after.company:
        yield f"{_at(where)}: the company's target {_change(before.company, after.company)}."
    for level in ("regions", "teams", "owners"):
        old: Mapping[str, float] = getattr(before, level)
        new: Mapping[str, float] = getattr(after, level)
        for name in [*old, *(name for name in new if name not in old)]:
            if old.get(name) != new.get(name):
                yield f"{_at(where)}: the target of {name} {_change(old.get(name), new.get(name))}."
    yield from _fields(before, after, where, {"company", "regions", "teams", "owners"})


def _change(old: float | None, new: float | None) -> str:
    if old is None or new is None:
        return f"is new: {_said(new)}" if old is None else f"is gone; it was {_said(old)}"
    return f"{_said(old)} -> {_said(new)}" + (f" ({(new - old) / old:+.1%})".replace("%", " %") if old else "")


_WORDS: dict[type[Part], Callable[..., Iterator[str]]] = {
    Brief: _brief,
    Clause: _clause,
    Plan: _plan,
    Process: _process,
    Stage: _stage,
    Targets: _targets,
    Version: _version,
    Volume: _volume,
}


# Words of values.


def _at(where: Where) -> str:
    return ", ".join(where)


def _said(value: Any) -> str:
    """A value as people write it."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{int(value):,}" if value == int(value) else f"{value:,}"
    if isinstance(value, Part):
        value = {field: content for field, content in value if field in value.model_fields_set and content is not None}
    if isinstance(value, dict):
        return ", ".join(f"{key} {_nested(content)}" for key, content in value.items())
    if isinstance(value, list):
        return ", ".join(_nested(content) for content in value)
    return {"True": "yes", "False": "no"}.get(str(value), " ".join(str(value).split()))


def _nested(value: Any) -> str:
    return f"({_said(value)})" if isinstance(value, Part | dict) else _said(value)


def _listed(values: Sequence[Any]) -> str:
    """A, B and C."""
    said = [_nested(value) for value in values]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said)


def _percent(share: float) -> str:
    return f"{_said(round(100 * share, 2))} %"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
