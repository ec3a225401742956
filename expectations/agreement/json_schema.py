"""What each file of the agreement may say, as JSON Schema: editors complete, explain and underline by it while one writes.

Belongs here: making it from the parts. Does not belong here: a rule of its own; what JSON Schema cannot say, `leadline validate` does.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from expectations.agreement import plan, routing
from expectations.agreement.parts import Part
from expectations.agreement.schema import FILES

FOLDER = ".schema"  # beside the files
MODELS: dict[str, type[Part]] = {**FILES, routing.NAME: routing.Routing, plan.NAME: plan.Plans}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each file, by the file's name."""
    return {
        name: {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(), "title": name}
        for name, model in MODELS.items()
    }


def text(schema: dict[str, Any]) -> str:
    """A schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def place(file: str) -> str:
    """Where the schema of a file stands, seen from the agreement's folder."""
    return f"{FOLDER}/{PurePath(file).stem}.json"


def modeline(file: str) -> str:
    """The comment with which a file tells editors its schema."""
    return f"# yaml-language-server: $schema={place(file)}\n"
