"""Small words of YAML: a text as it must be written so that it is read as that text, alone or inside brackets."""

from __future__ import annotations

import json
import re
from typing import Any

# Words that some reader of YAML takes for something else than a text.
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def scalar(value: str, *, is_alone: bool = False) -> str:
    """A text, quoted where that is needed; one that stands alone on its line may hold commas."""
    letters = r"[^\W\d_][\w ()/.+&%'’;,-]*" if is_alone else r"[^\W\d_][\w ()/.+&%'’;-]*"
    is_plain = re.fullmatch(letters, value) and not value.endswith(" ") and value.lower() not in _NOT_TEXT
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value on one line: a text, a list, or names with their values."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(str(value))
