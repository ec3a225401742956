"""The adversarial company run on one engine or the other, each from the same lake, in processes of their own.

Belongs here: which runs there are and from which checkout. Does not belong here: the company (see `adversarial`), comparing.

The first delivery is run whole on DuckDB. Each engine then starts from a copy of that lake, from which a warehouse can always be built
anew, and runs the second delivery, with the demo company beside it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import ROOT
from tests.parity import adversarial, agreement

ENGINES = ("duckdb", "spark")
TIMEOUT = 1500  # seconds that one run may take
# What of a checkout a run reads.
PARTS = ("orchestration", "expectations", "dbt_project", "pyproject.toml")


class RunError(AssertionError):
    """A run did not publish; the message is what it said."""


@dataclass(frozen=True)
class Ran:
    """A data folder after a run."""

    data: Path
    engine: str

    @property
    def marts(self) -> Path:
        return self.data / "publish" / "current" / "leadline.duckdb"

    @property
    def warehouse(self) -> Path:
        """DuckDB's file, or the folder of Spark's tables, `<schema>.db/<table>/`."""
        folder = self.data / "warehouse"
        return folder / "leadline.spark" / "tables" if self.engine == "spark" else folder / "leadline.duckdb"


@dataclass(frozen=True)
class Prepared:
    """A lake with the first delivery, the files of the second, and the agreement."""

    folder: Path
    leads: int

    @property
    def lake(self) -> Path:
        return self.folder / "first"

    @property
    def agreement(self) -> Path:
        return self.folder / "agreement"


def prepare(folder: Path, leads: int) -> Prepared:
    """Run the first delivery, and write the second one with a demo company of so many leads."""
    prepared = Prepared(folder, leads)
    files = folder / "files"
    agreement.write(prepared.agreement, 1)
    _leadline(ROOT, prepared.lake, "duckdb", adversarial.write(files, 1), prepared.agreement)
    agreement.write(prepared.agreement, 2)
    adversarial.add_demo(adversarial.write(files, 2), leads)
    return prepared


def run(prepared: Prepared, data: Path, engine: str, checkout: Path = ROOT) -> Ran:
    """Run the second delivery on an engine, with the code of a checkout.

    Raises:
        RunError: it did not publish.
    """
    data.mkdir(parents=True)
    shutil.copytree(prepared.lake / "lake", data / "lake")
    shutil.copy2(prepared.lake / "pii.key", data / "pii.key")
    sources = prepared.folder / "files" / "sources_with_demo.yml"
    _leadline(checkout, data, engine, sources, prepared.agreement)
    return Ran(data, engine)


def copied_checkout(folder: Path) -> Path:
    """A copy of the code, to change something in."""
    ignored = shutil.ignore_patterns("__pycache__", "target", "logs")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=ignored)
        else:
            shutil.copy2(ROOT / part, folder / part)
    return folder


def _leadline(checkout: Path, data: Path, engine: str, sources: Path, agreement: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADLINE_")} | {
        "LEADLINE_DATA": str(data),
        "LEADLINE_SOURCES": str(sources),
        "LEADLINE_AGREEMENT": str(agreement),
        "LEADLINE_TARGET": engine,
        "PYTHONPATH": str(checkout),  # before the checkout that is installed
    }
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )
    if done.returncode != 0:
        raise RunError(f"leadline run on {engine} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
