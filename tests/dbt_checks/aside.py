"""dbt and its tools, away from the tree.

Belongs here: running a command so that it writes into a folder of its own. Does not belong here: what is checked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from orchestration.settings import ROOT

BIN = Path(sys.executable).parent
PROJECT = ROOT / "dbt_project"


def dbt(*arguments: str, project: Path = PROJECT) -> list[str]:
    """The command line of dbt on a project."""
    return [str(BIN / "dbt"), "--quiet", *arguments, "--project-dir", str(project), "--profiles-dir", str(project)]


def run(command: list[str], aside: Path) -> subprocess.CompletedProcess[str]:
    """Run a command; what dbt writes goes below `aside`. The status is the caller's to judge."""
    (aside / "data" / "warehouse").mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "LEADLINE_DATA": str(aside / "data"),
        "LEADLINE_TARGET": "duckdb",
        "DBT_TARGET_PATH": str(aside / "target"),
        "DBT_PROJECT_DIR": str(aside),  # where dbt-bouncer looks for target/; dbt itself is told its project
        "DBT_LOG_PATH": str(aside / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
        "DO_NOT_TRACK": "1",
    }
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
