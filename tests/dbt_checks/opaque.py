"""The dbt project's own SQL, without what the macros of `macros/portable/` expand to.

Belongs here: a copy of the project in which each portable macro becomes a call of a function that exists nowhere
(`portable_days_between(…)`), and compiling it. Does not belong here: judging the SQL (see `constructs`, `typed`).
So the lint sees what models say themselves, and the differences between engines stay where they may be.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from jinja2 import Environment
from jinja2.nodes import Macro

from tests.dbt_checks.aside import PROJECT, dbt, run

PREFIX = "portable_"

# What a portable macro's SQL is. One that is not named here has no known type: rules that need one refuse it.
RESULTS = {
    "add_months": "date",
    "cents": "decimal(38, 2)",
    "code": "string",
    "day_in_zone": "date",
    "day_of_week": "bigint",
    "day_after": "date",
    "days_between": "bigint",
    "each_day": "date",
    "folded": "string",
    "joined": "string",
    "matches": "boolean",
    "microseconds": "bigint",
    "seconds_between": "double",
    "start_of": "date",
    "to_number": "double",
    "trimmed": "string",
}

# Macros of the folder that give dbt a setting or a hook, not SQL of a model.
NOT_SQL = {"lake_views", "replaced_by_partition"}


class LintError(RuntimeError):
    """The project could not be compiled or read."""


@dataclass(frozen=True)
class Statement:
    """One compiled model or data test.

    Args:
        name: of the model or test.
        table: `schema.name` that a model makes; None for a data test.
        sql: as DuckDB would get it, with opaque macros and unquoted relations.
        reads: unique ids of what it reads.
    """

    name: str
    table: str | None
    sql: str
    reads: tuple[str, ...]


def compiled(aside: Path, project: Path = PROJECT) -> Mapping[str, Statement]:
    """Copy a project below `aside`, make its portable macros opaque and compile it: unique id -> statement.

    Raises:
        LintError: the copy does not compile; the message is dbt's.
    """
    copy = aside / "dbt_project"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("target", "logs", "dbt_packages"))
    for file in sorted((copy / "macros" / "portable").glob("*.sql")):
        file.write_text(opaque(file.read_text()))
    _unquoted(copy / "dbt_project.yml")
    for file in (copy / "models").rglob("*.yml"):
        _without_folders(file)
    done = run(dbt("compile", project=copy), aside)
    if done.returncode != 0:
        raise LintError(f"the project with opaque macros does not compile: {done.stdout}{done.stderr}")
    nodes = json.loads((aside / "target" / "manifest.json").read_text())["nodes"]
    return {
        key: Statement(
            node["name"],
            f"{node['schema']}.{node['alias']}" if node["resource_type"] == "model" else None,
            node["compiled_code"],
            tuple(node["depends_on"]["nodes"]),
        )
        for key, node in nodes.items()
        if node["resource_type"] in {"model", "test"} and node.get("compiled_code")
    }


def opaque(text: str) -> str:
    """A file of `macros/portable/` whose macros are calls of functions that exist nowhere.

    An argument that the file puts between quotes is text of the call, too: `matches(name, '^a$')` holds no SQL in its pattern.
    """
    macros = []
    signatures = dict(re.findall(r"{%-?\s*macro\s+(\w+)\(([^)]*)\)", text))
    for macro in Environment(extensions=["jinja2.ext.do"]).parse(text).find_all(Macro):
        name = macro.name
        if "__" in name:
            continue
        if name in NOT_SQL:
            return text
        arguments = [argument.name for argument in macro.args]
        texts = {argument for argument in arguments if re.search(r"'{{\s*" + argument + r"\b[^}]*}}'", text)}
        handed = ", ".join(
            f"'{{{{ {argument} }}}}'" if argument in texts else f"{{{{ {argument} }}}}" for argument in arguments
        )
        macros.append(f"{{% macro {name}({signatures[name]}) -%}}{PREFIX}{name}({handed}){{%- endmacro %}}\n")
    if not macros:
        raise LintError(f"macros/portable: a file without a macro of its own: {text[:80]!r}")
    return "".join(macros)


def _unquoted(project_file: Path) -> None:
    """Relations without quotes: whatever is quoted then, a model quotes itself."""
    project = yaml.safe_load(project_file.read_text())
    project["quoting"] = {"database": False, "schema": False, "identifier": False}
    project_file.write_text(yaml.safe_dump(project, sort_keys=False))


def _without_folders(file: Path) -> None:
    """Sources by their names, not by the folders that DuckDB reads."""
    properties = yaml.safe_load(file.read_text()) or {}
    for source in properties.get("sources", []):
        source.get("config", {}).get("meta", {}).pop("external_location", None)
    if properties.get("sources"):
        file.write_text(yaml.safe_dump(properties, sort_keys=False, allow_unicode=True))
