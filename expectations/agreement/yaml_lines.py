"""YAML that remembers its lines.

Belongs here: reading a file into plain values, with the line of every one. Does not belong here: what the values mean (see `schema`).
Only `true` and `false` are booleans: the country NO and the answer `on` stay the text that was written, and so does a time such as 17:30,
which YAML 1.1 takes for a number of base 60.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]


class YamlError(ValueError):
    """The text is not YAML, or says a thing twice."""

    def __init__(self, line: int, field: str, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.field = field


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the booleans of YAML 1.2, and without numbers of base 60."""


_BASE_60 = re.compile(r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$")
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _digit in "-+0123456789":  # the first pattern that fits decides
    _Loader.yaml_implicit_resolvers[_digit].insert(0, ("tag:yaml.org,2002:str", _BASE_60))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


@dataclass(frozen=True)
class Document:
    """Values of a file, and the line at which each begins, by its path."""

    values: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Line of a value, or of what holds it where it is missing."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Document:
    """Read YAML.

    Raises:
        YamlError: it is no YAML, or a mapping has a key twice.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Document(None, {})
        lines: dict[Path, int] = {}
        _walk(node, (), lines)
        return Document(loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            (mark.line if mark else 0) + 1, "", f"this is not YAML: {error.problem or error.context}"
        ) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-31
        if isinstance(error, YamlError):
            raise
        raise YamlError(1, "", f"this is not YAML: {error}") from error
    finally:
        loader.dispose()


def name(path: Path) -> str:
    """A path as people write it: briefs[0].clauses[1].operator, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            _walk(item, (*path, number), lines)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(getattr(key, "value", key))
            line = key.start_mark.line + 1
            if word in seen:
                raise YamlError(line, name((*path, word)), "stands there twice: keep one of the two")
            seen.add(word)
            _walk(value, (*path, word), lines)
            lines[(*path, word)] = line
