"""The demo's agreement with words for odd stages, and with briefs that ask for odd values and make odd promises.

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


def write(folder: Path, delivery: int) -> None:
    """The agreement as it is when a delivery comes: with the second one, a version judges anew what came before."""
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
    briefs["briefs"] += _briefs() + (_judged_anew() if delivery == 2 else [])
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
        "change_note": "First version.", "rejection_reasons": ["too small", "ß"],
        "limits": {"duplicate_lead": 90, "burst_from_one_address": 3},
    }  # fmt: skip
    vendors, campaigns = ["Odd & Sons", "İstanbul", "Straße"], ["odd:campaigns-7", "ß", "Ǆ"]
    return [
        {
            "id": "odd_vendor", "name": "By vendor", "scope": {"vendors": vendors}, "clauses": clauses, **common,
            # a night in which a clock is put back lies between the delivery and the day agreed
            "volume": {
                "goal": 7, "unit": "accepted", "due": "2026-10-25T02:30", "time_zone": "America/New_York", "pacing": "front",
                "minimum_shares": [
                    {"field": "country", "value": ["Österreich", "de", "İtaly"], "share": 0.07},
                    {"field": "title", "value": odd[:20], "share": 0.333},
                ],
            },
            "price": {"amount": "0.07", "currency": "JPY", "per": "conforming", "cap": "0.20", "return_within_days": 3},
            "sales_commitments": {"decide_within_days": 1, "reason_on_rejection": True},
            "exclusions": {
                "customers": True, "competitors": True, "partners": True, "students": True,
                "accounts": [*odd[:40], "ODD.demo", "bücher.demo", "xn--bcher-kva.demo"],
            },
            "duplicates": {"keys": ["email", "phone", "domain"], "scope": "vendor"},
        },
        {
            "id": "odd_campaign", "name": "By campaign", "scope": {"campaigns": campaigns}, "clauses": clauses[:3], **common,
            "volume": {"goal": 1, "unit": "conforming", "per": "quarter", "pacing": "back"},
            "price": {"amount": "12345678901234567.89", "per": "accepted"},
            "duplicates": {"keys": ["domain"], "scope": "campaign"},
        },
    ]  # fmt: skip


def _judged_anew() -> list[dict[str, Any]]:
    """The brief by campaign once more, from its first day on, asking for more."""
    [before] = [brief for brief in _briefs() if brief["id"] == "odd_campaign"]
    employees = _clause("many", "employees", "at_least", 3, "hard", "fail")
    anew = {"version": 2, "supersedes": 1, "retroactive": True, "change_note": "Employees count from the first day on."}
    return [{**before, **anew, "clauses": [*before["clauses"], employees]}]


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
