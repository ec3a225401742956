"""Two answers to one question, and where they differ, in words that help to find out who is wrong.

Belongs here: sets of ids side by side. Does not belong here: where the answers come from (see `adjudication`, `judged`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Ids = frozenset[str]
EXAMPLES = 5


def differences(flagged: Mapping[Any, Ids], broken: Mapping[Any, Ids]) -> str:
    """A table of all rules with recall and precision, and examples of what differs; empty where nothing does.

    Args:
        flagged: what Leadline flags, by rule.
        broken: what breaks the rule by the files.
    """
    rules = sorted({*flagged, *broken}, key=str)
    lines, examples = [], []
    for rule in rules:
        said, is_so = flagged.get(rule, Ids()), broken.get(rule, Ids())
        both = len(said & is_so)
        recall, precision = _share(both, len(is_so)), _share(both, len(said))
        lines.append(f"{_name(rule):<45} {len(is_so):>7} {len(said):>7} {recall:>7} {precision:>9}")
        for what, ids in (("breaks it, not flagged", is_so - said), ("flagged, does not break it", said - is_so)):
            if ids:
                shown = ", ".join(sorted(ids)[:EXAMPLES])
                examples.append(f"{_name(rule)}: {len(ids)} {what}: {shown}")
    if not examples:
        return ""
    head = f"{'rule':<45} {'broken':>7} {'flagged':>7} {'recall':>7} {'precision':>9}"
    return "\n".join(["", head, *lines, "", *examples])


def _share(part: int, whole: int) -> str:
    # Rounded down, so that 1.0000 is said of nothing less.
    return f"{part * 10_000 // whole / 10_000:.4f}" if whole else "-"


def _name(rule: Any) -> str:
    return " ".join(str(part) for part in rule) if isinstance(rule, tuple) else str(rule)
