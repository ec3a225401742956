"""The main job on DuckDB and on Spark, one after the other on the same files: seconds of each step (`make bench-engines`).

Belongs here: running both and telling their times. Does not belong here: the files (see `tests/worlds/many`).
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orchestration.settings import ROOT
from tests.worlds import many

STEP = re.compile(r"^(\w+) .*\((\d+\.\d) s\)$", re.MULTILINE)
LOADED = re.compile(r"INFO load .*\((\d+\.\d) s\)$", re.MULTILINE)
ENGINES = ("duckdb", "spark")


def run(data: Path, sources: Path, engine: str) -> dict[str, float]:
    """Seconds by step of one run; `start` is what comes before the first step, `all` the whole of it.

    Raises:
        SystemExit: it did not publish; the message is what it said.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADLINE_")} | {
        "LEADLINE_DATA": str(data),
        "LEADLINE_SOURCES": str(sources),
        "LEADLINE_AGREEMENT": str(ROOT / "expectations" / "agreement"),
        "LEADLINE_TARGET": engine,
        "LEADLINE_SPARK_MEMORY": os.environ.get("LEADLINE_SPARK_MEMORY", "6g"),
    }
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run"], env=environment, capture_output=True, text=True, check=False
    )
    whole = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"the run on {engine} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    steps = {name: float(seconds) for name, seconds in STEP.findall(done.stdout + done.stderr)}
    loaded = LOADED.search((data / "logs" / "leadline.log").read_text(encoding="utf-8"))
    return {"start": float(loaded[1]) if loaded else 0.0, **steps, "all": whole}


def main() -> None:
    """Write the files, run both engines, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--leads", type=int, default=100_000, help="how many, a multiple of 20,000 (default: %(default)s)"
    )
    parser.add_argument(
        "--folder", type=Path, help="where to work, and to leave both data folders (default: a temporary one)"
    )
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="leadline-bench-"))
    try:
        print(f"writing {asked.leads:,} leads …", flush=True)
        sources = many.write(folder / "company", asked.leads)
        seconds = {}
        for engine in ENGINES:
            print(f"running on {engine} …", flush=True)
            seconds[engine] = run(folder / engine, sources, engine)
        print(f"\nseconds on {os.cpu_count()} cores, {asked.leads:,} leads")
        print(f"{'':12}{'DuckDB':>10}{'Spark':>10}{'times':>8}")
        for step, one in seconds["duckdb"].items():
            other = seconds["spark"].get(step, 0.0)
            print(f"{step:12}{one:10.1f}{other:10.1f}{other / one if one else 0:8.1f}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1_048_576
        print(f"\nlargest process: {peak:.1f} GB")
    finally:
        if asked.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
