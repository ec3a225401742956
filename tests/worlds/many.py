"""A company as large as is wished: the demo's files many times over, each copy with ids and addresses of its own.

Belongs here: multiplying files whose every record is real enough to pass through all models. Does not belong here: measuring (see
`tests/bench`). Campaigns, owners, products and rates stay as few as they are: a large company has many leads, not many of these.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from orchestration.extract.demo import MAPPING, Settings

# The tables that staging reads. The demo writes fourteen more, which land and are read by nothing yet.
MULTIPLIED = ("leads", "contacts", "accounts", "deals", "deal_stage_history")
AS_THEY_ARE = ("campaigns", "campaign_spend", "owners", "products", "exchange_rates")
ID = re.compile(
    r"\b([A-Z])-(\d{4,})\b"
)  # of a lead, contact, account or deal: those of campaigns, owners and products are shorter
EMAIL = re.compile(r"\b(\w+)@")
PHONE = re.compile(r"(\+\d[\d ]*)(\d{4})\b")
IP = re.compile(r"\b198\.(\d\d)\.")
MOST = 250  # copies
AS_OF = "2026-05-29T18:00:00Z"


def write(folder: Path, leads: int, of: int = 20_000) -> Path:
    """Write a company of so many leads (a multiple of `of`, the demo's) into a folder; returns its sources.yml."""
    copies, rest = divmod(leads, of)
    if rest or not 1 <= copies <= MOST:
        raise ValueError(f"{leads:,} leads: state a multiple of {of:,} up to {of * MOST:,}")
    once = folder / "once"
    once.mkdir(parents=True)
    Settings.model_validate({"leads": of, "seed": 7}).write(once)
    mapping = yaml.safe_load(MAPPING.read_text(encoding="utf-8"))
    mapping["tables"] = {name: mapping["tables"][name] for name in (*MULTIPLIED, *AS_THEY_ARE)}
    files = folder / "files"
    files.mkdir()
    for name, table in mapping["tables"].items():
        for file in sorted(once.glob(table["file"])):
            if name in MULTIPLIED:
                _multiply(file, files / file.name, copies)
            else:
                shutil.copy2(file, files / file.name)
    source: dict[str, Any] = {"name": "many", "kind": "spreadsheets", "path": "files", **mapping}
    stated = folder / "sources.yml"
    stated.write_text(yaml.safe_dump({"as_of": AS_OF, "sources": [source]}, allow_unicode=True), encoding="utf-8")
    shutil.rmtree(once)
    return stated


def _multiply(file: Path, target: Path, copies: int) -> None:
    header, _, body = file.read_text(encoding="utf-8-sig").partition("\n")
    with target.open("w", encoding="utf-8", newline="") as written:
        written.write(f"{header}\n")
        written.write(body)
        for copy in range(1, copies):
            written.write(_copied(body, copy))


def _copied(body: str, copy: int) -> str:
    """The same people at the same times, each another one: what links records differs from copy to copy."""
    body = ID.sub(rf"\1-{copy:03}\2", body)
    body = EMAIL.sub(rf"\g<1>{copy}@", body)
    body = IP.sub(lambda found: f"{found[1]}.{copy}.", body)
    return PHONE.sub(lambda found: f"{found[1]}{(int(found[2]) + 137 * copy) % 10_000:04}", body)
