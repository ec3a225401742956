"""What a refusal says.

Belongs here: the error of a source, and the likeliest word for one that is not known. Does not belong here: what is refused, and where.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SourceError(ValueError):
    """A source that cannot be read as stated; the message names the thing, the value and the remedy."""


def closest(word: str, known: Iterable[str], lead: str = "there are") -> str:
    """The tail of an error: the likeliest word, then all there are."""
    known = list(known)
    folded = {name.lower(): name for name in reversed(known)}
    found = difflib.get_close_matches(word.lower(), folded, n=1)
    meant = f"did you mean '{folded[found[0]]}'? " if found else ""
    return f"{meant}{lead}: {', '.join(known) or 'none'}"
