"""One demo company, run and adjudicated: what Leadline says, what its files say, and what was planted in them.

Belongs here: getting the three together. Does not belong here: asserting anything (see `test_answer_key`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from expectations import deals, leads
from orchestration.extract.demo.world import make
from tests.answer_key.adjudication import Adjudicated, Ids, adjudicate, opened
from tests.company import DEMO_AGREEMENT, DEMO_SOURCES, Company

SHIPPED: dict[str, Any] = yaml.safe_load(DEMO_SOURCES.read_text())
SOURCE: dict[str, Any] = SHIPPED["sources"][0]
SEEDS: tuple[int, ...] = (SOURCE["seed"], 11, 2024, 90210)

# Rules that nothing in the demo can break, each with where it is proven instead.
BEYOND_THE_DEMO = {
    ("lead", "duplicate_across_sources"),  # the demo has one source of leads: tests/check/test_across_sources.py
}


@dataclass(frozen=True)
class Judged:
    """All ids are the files' own: `L-000123`, not `demo:L-000123`."""

    company: Company
    files: duckdb.DuckDBPyConnection  # tables `raw_*`, and what `sql/base` makes of them
    says: Adjudicated  # Leadline
    is_so: Adjudicated  # the files
    defects: dict[tuple[str, str], Ids]  # (lead or deal, rule) -> planted
    near_misses: dict[tuple[str, str], Ids]


def rules() -> set[tuple[str, str]]:
    """Every deterministic rule: of the suites, each clause of the agreement in force, and each sort of people that it leaves out.

    The demo asks nobody outside, so a rule that needs somebody's answer is not applied to it (see `tests/enrich` and `tests/check`); nor
    can anything in it break those of BEYOND_THE_DEMO.
    """
    suites = {("lead", rule.id) for rule in (*leads.RULES, *leads.FOLLOW_UP) if rule.needs is None} | {
        ("deal", rule.id) for rule in deals.RULES if rule.needs is None
    }
    left_out = {("lead", f"excluded_{sort}") for brief in briefs() for sort in brief.get("exclusions", {})}
    return (suites | {("lead", f"clause_{clause}") for _, _, clause in clauses()} | left_out) - BEYOND_THE_DEMO


def clauses() -> set[tuple[str, int, str]]:
    """Every clause of every version of a brief, as the file has it."""
    return {(brief["id"], brief["version"], clause["id"]) for brief in briefs() for clause in brief.get("clauses", [])}


def briefs() -> list[dict[str, Any]]:
    return yaml.safe_load((DEMO_AGREEMENT / "lead_brief.yml").read_text())["briefs"]


def sources(file: Path, seed: int) -> Path:
    """The sources.yml that ships, with another seed."""
    file.write_text(yaml.safe_dump({**SHIPPED, "sources": [{**SOURCE, "seed": seed}]}))
    return file


def by_verdict(side: Adjudicated) -> dict[tuple[str, str, str], Ids]:
    """Verdict, brief and version -> leads."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for lead, (verdict, brief, version) in side.verdicts.items():
        found.setdefault((verdict, str(brief), str(version)), set()).add(lead)
    return {verdict: Ids(leads) for verdict, leads in found.items()}


@contextmanager
def judged(company: Company, seed: int, work: Path) -> Iterator[Judged]:
    """What there is to compare of a company that was run."""
    inbox = company.data / "inbox" / SOURCE["name"]
    key = make(seed, SOURCE["leads"]).key
    planted: dict[str, dict[tuple[str, str], Ids]] = {"defect": {}, "near_miss": {}}
    for row in key:
        found = planted[row.kind]
        found[row.subject, row.rule_id] = found.get((row.subject, row.rule_id), Ids()) | {row.id}
    with opened(inbox, work) as files:
        yield Judged(company, files, _said(company), adjudicate(files), planted["defect"], planted["near_miss"])


def _said(company: Company) -> Adjudicated:
    """What the published marts say, in the shape of what the files say. Outcomes count while they stand, deliveries for good."""
    ids = "list(substr({0}_id, length('{1}:') + 1))".replace("{1}", SOURCE["name"])
    of_leads = company.marts(
        f"select 'lead', rule_id, {ids.format('lead')} from marts.fct_lead_flags "
        "where judges = 'delivery' or resolved_at is null group by rule_id"
    )
    of_deals = company.marts(
        f"select 'deal', rule_id, {ids.format('deal')} from marts.fct_deal_flags where resolved_at is null group by rule_id"
    )
    of_clauses = company.marts(
        f"select brief_id, brief_version, replace(rule_id, 'clause_', ''), {ids.format('lead')} from marts.fct_lead_flags "
        "where rule_id like 'clause_%' group by all"
    )
    verdicts = company.marts(
        f"select substr(lead_id, length('{SOURCE['name']}:') + 1), verdict, brief_id, brief_version from marts.fct_leads"
    )
    return Adjudicated(
        broken={(subject, rule): Ids(found) for subject, rule, found in (*of_leads, *of_deals)},
        clauses={(brief, version, clause): Ids(found) for brief, version, clause, found in of_clauses},
        verdicts={lead: (verdict, brief, version) for lead, verdict, brief, version in verdicts},
    )
