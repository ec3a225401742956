"""YAML as people write it in sources.yml: every value is the word that stands there, no key stands there twice, variables expand.

Belongs here: from text to lists and mappings. Does not belong here: what they mean (see `sources`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.extract.errors import SourceError


class _Words(yaml.SafeLoader):
    """YAML in which `yes`, `NO` and `2018-01-01` are words: only a schema knows what they are."""


_Words.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str, path: Path) -> Any:
    """The document in a text; None where it is empty.

    Raises:
        SourceError: a key stands there twice.
        yaml.YAMLError: it is not YAML.
    """
    loader = _Words(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse_twins(node, path, [], set())
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _refuse_twins(node: yaml.Node, path: Path, where: list[str], seen: set[int]) -> None:
    """YAML itself lets the last of two equal keys win, and says nothing."""
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value, start=1):
            _refuse_twins(item, path, [*where, f"{place}."], seen)
    elif isinstance(node, yaml.MappingNode):
        lines: dict[str, int] = {}
        for key, value in node.value:
            name, line = str(key.value), key.start_mark.line + 1
            if name in lines:
                raise SourceError(
                    f"{path.name}, line {line}: {' '.join([*where, name])}: '{name}' stands there twice, first on line "
                    f"{lines[name]}: keep one of the two"
                )
            lines[name] = line
            _refuse_twins(value, path, [*where, name], seen)


def expanded(value: Any, environ: Mapping[str, str], where: list[str]) -> Any:
    """A document with `${VARIABLE}` replaced; `where` is what errors name first."""
    if isinstance(value, dict):
        return {str(key): expanded(item, environ, [*where, str(key)]) for key, item in value.items()}
    if isinstance(value, list):
        return [
            expanded(item, environ, [*where, str(item.get("name", place)) if isinstance(item, dict) else str(place)])
            for place, item in enumerate(value, start=1)
        ]
    if not isinstance(value, str):
        return value

    def found(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in environ:
            raise SourceError(f"{' '.join(where)}: ${{{name}}} is not set: set that variable of the environment")
        return environ[name]

    return re.sub(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", found, value)
