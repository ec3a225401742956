"""Style, layers and portability of the dbt project: `python -m tests.dbt_checks`, a part of `make check`.

Belongs here: calling the tools (sqlfluff for style, dbt-bouncer for layers and names, `portable` for SQL that both engines read alike)
on a project parsed aside. Does not belong here: their rules (see `.sqlfluff`, `dbt-bouncer.yml`, `constructs` and `typed`).
No warehouse is needed, and nothing is written into the tree.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.settings import ROOT
from tests.dbt_checks import portable
from tests.dbt_checks.aside import BIN, PROJECT, dbt, run


def main() -> int:
    """Run every check, also after one has failed; returns the exit status."""
    with TemporaryDirectory(prefix="leadline-dbt-") as folder:
        aside = Path(folder)
        checks = [
            ("the dbt project parses", dbt("parse", "--show-all-deprecations", "--warn-error")),
            (
                "layers and names (dbt-bouncer)",
                [str(BIN / "dbt-bouncer"), "--config-file", str(ROOT / "dbt-bouncer.yml")],
            ),
            ("style of SQL (sqlfluff)", _sqlfluff()),
        ]
        failed = [name for name, command in checks if not _passes(name, command, aside)]
        if not _is_portable("portable SQL", aside):
            failed.append("portable SQL")
    _say(f"dbt project: {'; '.join(failed)} failed" if failed else "dbt project: all checks passed")
    return 1 if failed else 0


def _sqlfluff() -> list[str]:
    folders = [str(PROJECT / name) for name in ("models", "data_tests")]
    return [str(BIN / "sqlfluff"), "lint", "--disable-progress-bar", *folders]


def _passes(name: str, command: list[str], aside: Path) -> bool:
    _say(f"{name} …")
    done = run(command, aside)
    if done.returncode != 0:
        _say(done.stdout + done.stderr)
    return done.returncode == 0


def _is_portable(name: str, aside: Path) -> bool:
    _say(f"{name} …")
    try:
        found = portable.faults_of_project(aside / "portable")
    except portable.LintError as error:
        found = [str(error)]
    for fault in found:
        _say(fault)
    return not found


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
