"""What is wrong with a part, in words: pydantic's errors as people who edit YAML read them.

Belongs here: the wording. Does not belong here: what is wrong (see each part's module, `consistency`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from expectations.agreement import yaml_lines
from expectations.agreement.parts import Part, near


def problem(error: Any, model: type[Part]) -> tuple[yaml_lines.Path, str]:
    """Path and words of one of pydantic's errors."""
    # pydantic names the branch of a union as a step of the path; the file has no such step.
    path = tuple(part for part in error["loc"] if part not in ("<default>", "<scope>", "[key]"))
    if error["type"] == "value_error":
        message = str(error["ctx"]["error"])
        field, _, rest = message.partition(": ")
        if rest and field.isidentifier():  # the check of a whole part names the field that is wrong
            return (*path, field), rest
        return path, message if message.startswith(("'", "name ")) else f"'{error['input']}' {message}"
    return path, _words(error, path, model)


def _words(error: Any, path: yaml_lines.Path, model: type[Part]) -> str:
    kind, value = error["type"], error.get("input")
    if kind == "missing":
        return "is missing: add it"
    if kind == "extra_forbidden":
        known = _fields_at(model, path[:-1])
        return f"is not known here{near(str(path[-1]), known)}; there are: {', '.join(known)}"
    if kind == "literal_error":
        words = [word.strip("'") for word in error["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return f"'{value}' is not one of {', '.join(words)}{near(str(value), words)}"
    if kind == "string_pattern_mismatch":
        capitals = "A-Z" in error["ctx"]["pattern"]
        shape = "three capital letters, such as EUR" if capitals else "lower-case letters, digits and _"
        return f"'{value}' is not written as {shape}"
    if kind == "string_type" and isinstance(value, bool):
        written = str(value).lower()
        norway = (
            "" if value else " (the code of Norway is read as false by many programs that rewrite YAML: write 'NO')"
        )
        return f"{written} without quotes is a yes or no, and text belongs here: write what is meant, in quotes{norway}"
    return f"'{value}': {error['msg'][:1].lower()}{error['msg'][1:]}"


def _fields_at(model: type[Part], path: yaml_lines.Path) -> list[str]:
    """Fields of the part of the schema at a path, as the file has them."""
    for step in path:
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        # A number, or a key that people choose, is a place within the same field.
        if step in fields:
            model = next(_parts_in(fields[step]), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _parts_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts_in(inner)
