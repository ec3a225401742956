"""Which part of the graph a run builds: names with dbt's plus signs, and what belongs to them.

Belongs here: reading a selection, what must run together, what an earlier run must have left. Does not belong here: Dagster, or running.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Key = tuple[str, ...]

RUN: Key = ("reference", "run")
# Written whenever anything is judged, from what is judged.
ALONGSIDE: frozenset[Key] = frozenset({("quality", "check_results"), ("quality", "rules")})
TERM = re.compile(r"(?P<up>\d*\+)?(?P<name>(group:)?\w[\w./]*)(?P<down>\+\d*)?")


class SelectionError(ValueError):
    """A selection that cannot be run; the message names the term and the remedy."""


@dataclass(frozen=True)
class Node:
    """One table of the graph.

    Attributes:
        group: its group, such as `14_marts_sales`.
        deps: tables that it is made from.
        together: tables that the same step always makes with it.
    """

    group: str
    deps: frozenset[Key] = frozenset()
    together: frozenset[Key] = frozenset()


Graph = Mapping[Key, Node]


def name(key: Key) -> str:
    """`schema.table` of a table of the warehouse, `kind.entity` of one of the lake."""
    return ".".join(key)


def select(text: str, graph: Graph) -> set[Key]:
    """The tables of a selection, with all that must run with them, less what publishes.

    Args:
        text: terms apart by spaces: `fct_deals`, `marts.fct_deals`, `fct_deals+`, `+fct_leads`, `1+fct_leads`, `group:signals`.

    Raises:
        SelectionError: a term is none of these, or nothing has that name; the message has the closest.
    """
    terms = text.split()
    if not terms:
        raise SelectionError("--select says nothing: name a table (fct_deals), or a group (group:marts_sales)")
    chosen: set[Key] = set()
    for term in terms:
        found = TERM.fullmatch(term)
        if found is None:
            raise SelectionError(
                f"--select: '{term}' cannot be read: write table names apart by spaces, with + before a name for what it is "
                "made from and after it for what is made from it (+fct_leads, fct_deals+), or group:<name>"
            )
        named = _named(found["name"], graph)
        chosen |= named
        if found["up"]:
            chosen |= _walk(named, {key: node.deps for key, node in graph.items()}, found["up"])
        if found["down"]:
            chosen |= _walk(named, _downstream(graph), found["down"])
    found = completed(chosen & graph.keys(), graph)
    if found == {RUN} and RUN not in chosen:
        raise SelectionError("--select: a part of the graph is never published: name tables, or run without --select")
    return found


def completed(chosen: Iterable[Key], graph: Graph) -> set[Key]:
    """A part of the graph as it can run: whole steps, the row that tells the run, alerts where something is judged; never publishing."""
    keys = set(chosen)
    judged = any(key[0] == "quality" for key in keys)
    keys = {key for key in keys if _step(graph[key]) not in {"publish", "alert"}}
    keys |= {key for key, node in graph.items() if judged and _step(node) == "alert"}
    keys |= {RUN} & graph.keys()
    if judged:
        keys |= ALONGSIDE & graph.keys()
    return keys | {other for key in keys for other in graph[key].together}


def upstream(keys: Collection[Key], graph: Graph) -> set[Key]:
    """Tables with all that they are made from."""
    return (set(keys) | _walk(keys, {key: node.deps for key, node in graph.items()}, "+")) & graph.keys()


def missing(chosen: Collection[Key], graph: Graph, there: Collection[Key]) -> list[str]:
    """What the chosen tables are made from, is not chosen itself, and no earlier run has left: a line for each such table."""
    lines = []
    for key in sorted(set(chosen) - ALONGSIDE):
        lacking = sorted(graph[key].deps & graph.keys() - set(chosen) - set(there))
        if lacking and _step(graph[key]) != "alert":
            more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
            lines.append(f"{name(key)} is made from {', '.join(map(name, lacking[:3]))}{more}")
    return lines


def in_warehouse(chosen: Collection[Key], graph: Graph) -> list[str]:
    """Names of the chosen tables that lie in the warehouse, the last in the flow of data first; without the row that tells the run."""
    made = [key for key in chosen if _step(graph[key]) not in {"agreement", "extract", "alert"} and key != RUN]
    return [name(key) for key in sorted(sorted(made), key=lambda key: graph[key].group, reverse=True)]


def _step(node: Node) -> str:
    return node.group.split("_")[1] if "_" in node.group else node.group


def _named(word: str, graph: Graph) -> set[Key]:
    """The tables that a name, or the group of a name, stands for."""
    if word.startswith("group:"):
        wanted = word.removeprefix("group:")
        groups = {node.group for node in graph.values()}
        plain = {group: re.sub(r"^\d+_", "", group) for group in groups}
        # A step that has parts, such as marts_core and marts_sales, is all of them.
        meant = {group for group in groups if wanted in {group, plain[group]} or plain[group].startswith(f"{wanted}_")}
        if not meant:
            raise SelectionError(f"--select: there is no group '{wanted}' ({_closest(wanted, plain.values())})")
        return {key for key, node in graph.items() if node.group in meant}
    parts = tuple(re.split(r"[./]", word))
    found = {key for key in graph if key[-len(parts) :] == parts}
    if not found:
        names = {key[-1] for key in graph} if len(parts) == 1 else {name(key) for key in graph}
        raise SelectionError(f"--select: there is no table '{word}' ({_closest('.'.join(parts), names)})")
    return found


def _closest(word: str, known: Iterable[str]) -> str:
    known = sorted(set(known))
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.75)
    return f"did you mean {' or '.join(close)}?" if close else f"there are: {', '.join(known)}"


def _downstream(graph: Graph) -> dict[Key, set[Key]]:
    after: dict[Key, set[Key]] = {}
    for key, node in graph.items():
        for dep in node.deps:
            after.setdefault(dep, set()).add(key)
    return after


def _walk(start: Collection[Key], edges: Mapping[Key, Collection[Key]], plus: str) -> set[Key]:
    """What is reached from the start; `2+` goes two steps, `+` all the way."""
    steps = int(plus.strip("+") or len(edges))
    reached: set[Key] = set()
    edge = set(start)
    for _ in range(steps):
        edge = {other for key in edge for other in edges.get(key, ())} - reached
        if not edge:
            break
        reached |= edge
    return reached
