"""The demo's agreement with words for odd stages, and with briefs that ask for odd values.

Belongs here: what is agreed. Does not belong here: what is delivered (see `adversarial`).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.company import DEMO_AGREEMENT
from tests.parity import values

STAGE_WORDS = {
    "qualified": ["Größe", "İlk", "ß"],
    "discovery": ["it's on", "back\\slash", "100% sure"],
    "solution": ["日本語", "e\u0301"],
    "closed_won": ["WON!"],
    "closed_lost": ["lost :("],
}


def write(folder: Path) -> None:
    """The demo's agreement with words for odd stages, and briefs whose clauses ask for odd values."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        DEMO_AGREEMENT, folder, ignore=lambda _, names: [name for name in names if not name.endswith(".yml")]
    )
    process = yaml.safe_load((folder / "sales_process.yml").read_text())
    for version in process["processes"]:
        for stage in version["stages"]:
            if stage["id"] in STAGE_WORDS:
                stage["names"] = {**stage.get("names", {}), "odd": STAGE_WORDS[stage["id"]]}
    (folder / "sales_process.yml").write_text(yaml.safe_dump(process, allow_unicode=True, sort_keys=False))
    briefs = yaml.safe_load((folder / "lead_brief.yml").read_text())
    briefs["briefs"] += _briefs()
    (folder / "lead_brief.yml").write_text(yaml.safe_dump(briefs, allow_unicode=True, sort_keys=False))


def _briefs() -> list[dict[str, Any]]:
    odd = [text for text in values.TEXTS if text.strip() and "\n" not in text and "\r" not in text and len(text) < 100]
    odd = list(dict.fromkeys(text.strip() for text in odd))
    clauses = [
        _clause("odd_region", "region", "in", odd, "hard", "unknown"),
        _clause("not_odd_industry", "industry", "not_in", odd, "hard", "fail"),
        _clause("numbers", "title", "in", ["7", "1e3", "1000", "-0"], "soft", "warn"),
        _clause("many", "employees", "at_least", "1e3", "hard", "unknown"),
        _clause("not_too_many", "employees", "at_most", 2147483647, "soft", "warn"),
        _clause("has_city", "city", "is_present", None, "soft", "warn"),
        _clause("odd_email", "email", "in", [email for email in values.EMAILS if len(email) < 100], "soft", "warn"),
        _clause("countries", "country", "in", ["DE", "Italy", "Österreich", "İtaly"], "hard", "unknown"),
        _clause("may_call", "do_not_contact", "not_in", [True], "hard", "warn"),
    ]
    common = {
        "version": 1, "valid_from": "2024-02-29", "objective": "Whatever comes.", "approved_by": {"marketing": "M", "sales": "S"},
        "change_note": "First version.", "volume": {"goal": 1, "unit": "conforming"}, "rejection_reasons": ["too small", "ß"],
    }  # fmt: skip
    vendors, campaigns = ["Odd & Sons", "İstanbul", "Straße"], ["odd:campaigns-7", "ß", "Ǆ"]
    common["limits"] = {
        "duplicate_lead": 90, "burst_from_one_address": 3, "burst_from_one_form": 3, "inhuman_rhythm": 2, "stale_on_arrival": 2,
        "outside_campaign_dates": 3,
    }  # fmt: skip
    return [
        {"id": "odd_vendor", "name": "By vendor", "scope": {"vendors": vendors}, "clauses": clauses, **common},
        {"id": "odd_campaign", "name": "By campaign", "scope": {"campaigns": campaigns}, "clauses": clauses[:3], **common},
    ]  # fmt: skip


def _clause(name: str, field: str, operator: str, value: Any, severity: str, on_missing: str) -> dict[str, Any]:
    stated = {} if value is None else {"value": value}
    says = {"says": f'Asks for {field}: it\'s 100% \\ "so".', "remedy": "Ask.\nThen ask again."}
    return {
        "id": name,
        "field": field,
        "operator": operator,
        **stated,
        "severity": severity,
        "on_missing": on_missing,
        **says,
    }
