"""Kinds that write files: what sources.yml says of such a source becomes a source of kind spreadsheets.

Belongs here: the settings of such a kind, checked, and its own mapping in their place. Does not belong here: any such kind. One is a
package `orchestration/extract/<kind>/` with `Settings` (a `Writer`) and `MAPPING` (a yml file in the words of sources.yml).
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orchestration.extract import yaml_words
from orchestration.extract.errors import SourceError, closest
from orchestration.extract.sources import Writer

READ_AS = "spreadsheets"


def resolved(file: str, stated: dict[str, Any], inbox: Path) -> tuple[dict[str, Any], Writer]:
    """The source as if somebody had written it down with kind spreadsheets, and what writes its files.

    Args:
        file: what errors name first.
        stated: name, kind and the kind's own settings, as they stand in sources.yml.
        inbox: the files lie in `<inbox>/<name>`.

    Raises:
        SourceError: a setting is not one of the kind, or cannot be used.
    """
    kind = import_module(f"orchestration.extract.{stated['kind']}")
    settings = {word: value for word, value in stated.items() if word not in ("name", "kind")}
    try:
        writer: Writer = kind.Settings.model_validate(settings)
    except ValidationError as error:
        raise SourceError(f"{file}: {stated.get('name', stated['kind'])} {_told(error, kind.Settings)}") from None
    mapping = yaml_words.read(kind.MAPPING.read_text(encoding="utf-8"), kind.MAPPING)
    named = {"name": stated["name"]} if "name" in stated else {}
    path = inbox / str(stated.get("name", ""))
    return {**named, "kind": READ_AS, "path": str(path), **mapping}, writer


def _told(error: ValidationError, settings: type[Writer]) -> str:
    first = error.errors()[0]
    word = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"{word}: not a word of this kind ({closest(word, ['name', 'kind', *settings.model_fields])})"
    return f"{word}: {first['msg'][:1].lower()}{first['msg'][1:]} (it is: {first['input']!r})"
