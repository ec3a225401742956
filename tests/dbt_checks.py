"""Style and layers of the dbt project: `python -m tests.dbt_checks`, a part of `make check`.

Belongs here: calling the tools (sqlfluff for style, dbt-bouncer for layers and names) on a project parsed aside.
Does not belong here: their rules (see `.sqlfluff` and `dbt-bouncer.yml`).
No warehouse is needed, and nothing is written into the tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.settings import ROOT

BIN = Path(sys.executable).parent
PROJECT = ROOT / "dbt_project"


def main() -> int:
    """Run every check, also after one has failed; returns the exit status."""
    with TemporaryDirectory(prefix="leadline-dbt-") as folder:
        aside = Path(folder)
        (aside / "data" / "warehouse").mkdir(parents=True)
        checks = [
            ("the dbt project parses", _dbt("parse", "--show-all-deprecations", "--warn-error")),
            (
                "layers and names (dbt-bouncer)",
                [str(BIN / "dbt-bouncer"), "--config-file", str(ROOT / "dbt-bouncer.yml")],
            ),
            ("style of SQL (sqlfluff)", _sqlfluff()),
        ]
        failed = [name for name, command in checks if not _passes(name, command, aside)]
    _say(f"dbt project: {'; '.join(failed)} failed" if failed else "dbt project: all checks passed")
    return 1 if failed else 0


def _dbt(*arguments: str) -> list[str]:
    return [str(BIN / "dbt"), "--quiet", *arguments, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]


def _sqlfluff() -> list[str]:
    folders = [str(PROJECT / name) for name in ("models", "data_tests")]
    return [str(BIN / "sqlfluff"), "lint", "--disable-progress-bar", *folders]


def _passes(name: str, command: list[str], aside: Path) -> bool:
    _say(f"{name} …")
    environment = os.environ | {
        "LEADLINE_DATA": str(aside / "data"),
        "DBT_TARGET_PATH": str(aside / "target"),
        "DBT_PROJECT_DIR": str(aside),  # where dbt-bouncer looks for target/; dbt itself is told its project
        "DBT_LOG_PATH": str(aside / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        _say(done.stdout + done.stderr)
    return done.returncode == 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
