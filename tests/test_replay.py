"""A quarter replayed: a brief changes in the middle, a value is corrected late, a version is agreed backwards."""

from __future__ import annotations

import pytest

from tests.company import SAMPLE, Company

SOURCES = """\
sources:
  - name: crm
    kind: spreadsheets
    path: inbox
    tables:
      leads:
        file: leads.csv
        columns: {lead_id: ID, delivered_at: Delivered, updated_at: Updated, email: E-mail, country: Country, employees: People}
"""
VERSION = """\
  - id: default
    version: {version}
    valid_from: {valid_from}
    {more}
    name: Leads for the branch
    objective: People who can be visited.
    approved_by: {{marketing: Mia, sales: Sam}}
    change_note: {note}
    scope: default
    volume: {{goal: 10, unit: conforming}}
    clauses:
      - {{id: local, says: Local., field: country, operator: in, value: [DE, FR], severity: hard, on_missing: unknown, remedy: Return it.}}
      {people}
    rejection_reasons: [no need]
"""
PEOPLE = (
    "- {{id: large, says: Large enough., field: employees, operator: at_least, value: {}, severity: hard, on_missing: unknown, "
    "remedy: Return it.}}"
)
FIRST = VERSION.format(version=1, valid_from="2026-01-01", more="", note="First.", people="")
SECOND = VERSION.format(version=2, valid_from="2026-02-15", more="", note="Not too small.", people=PEOPLE.format(20))
THIRD = VERSION.format(
    version=3,
    valid_from="2026-02-15",
    more="retroactive: true\n    supersedes: 2",
    note="Twenty was a slip of the pen; it was meant to be ten, and from the day that we spoke of.",
    people=PEOPLE.format(10),
)
LEADS = {
    "A": "L-1,2026-01-20,,a@alpha.demo,DE,5",
    "B": "L-2,2026-02-05,,b@beta.demo,IN,50",
    "B corrected": "L-2,2026-02-05,2026-02-19,b@beta.demo,DE,50",
    "C": "L-3,2026-02-18,,c@gamma.demo,DE,5",
    "D": "L-4,2026-02-25,,d@delta.demo,DE,5",
    "E": "L-5,2026-02-22,,e@epsilon.demo,FR,15",
    "F": "L-6,2026-03-08,,f@zeta.demo,FR,15",
}
VERDICTS = """
    select split_part(lead_id, ':', 2), brief_version, verdict, strftime(judged_at, '%m-%d'), is_superseded
    from quality.lead_verdicts order by lead_id, judged_at
"""


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, list[list[tuple[object, ...]]]]:
    """The company after the last of four runs, and the verdicts after each."""
    folder = tmp_path_factory.mktemp("quarter")
    (folder / "sources.yml").write_text(SOURCES)
    (folder / "inbox").mkdir()
    agreement = folder / "agreement"
    agreement.mkdir()
    for name in ("company.yml", "sales_process.yml"):
        (agreement / name).write_text((SAMPLE / "agreement" / name).read_text())
    runs = [
        ("2026-02-10", FIRST, ["A", "B"]),
        ("2026-02-20", FIRST + SECOND, ["A", "B corrected", "C"]),
        ("2026-03-05", FIRST + SECOND, ["A", "B corrected", "C", "D", "E"]),
        ("2026-03-10", FIRST + SECOND + THIRD, ["A", "B corrected", "C", "D", "E", "F"]),
    ]
    company, after = Company(folder / "data", folder / "sources.yml", agreement), []
    for as_of, versions, leads in runs:
        (agreement / "lead_brief.yml").write_text(f"briefs:\n{versions}")
        rows = "\n".join(LEADS[lead] for lead in leads)
        (folder / "inbox" / "leads.csv").write_text(f"ID,Delivered,Updated,E-mail,Country,People\n{rows}\n")
        company.variables["LEADLINE_AS_OF"] = f"{as_of}T12:00:00Z"
        company.run()
        after.append(company.warehouse(VERDICTS))
    return company, after


def test_a_version_that_came_later_judges_what_is_delivered_from_its_coming_on(
    quarter: tuple[Company, list[list[tuple[object, ...]]]],
) -> None:
    _, (first, second, third, _) = quarter
    assert first == [("L-1", 1, "conforming", "02-10", False), ("L-2", 1, "non_conforming", "02-10", False)]
    # Delivered after the day that version 2 states, and before it was known to anybody.
    assert second == [*first, ("L-3", 1, "conforming", "02-20", False)]
    assert third == [
        *second,
        ("L-4", 2, "non_conforming", "03-05", False),
        ("L-5", 2, "non_conforming", "03-05", False),
    ]


def test_a_late_correction_closes_the_flag_and_leaves_the_verdict(
    quarter: tuple[Company, list[list[tuple[object, ...]]]],
) -> None:
    company, _ = quarter
    assert company.marts("select verdict, country, failed_rules from marts.fct_leads where lead_id = 'crm:L-2'") == [
        ("non_conforming", "DE", "clause_local")
    ]
    assert company.marts(
        "select observed, strftime(first_seen_at, '%m-%d'), strftime(resolved_at, '%m-%d') from marts.fct_lead_flags "
        "where lead_id = 'crm:L-2' and rule_id = 'clause_local'"
    ) == [("IN", "02-10", "02-20")]


def test_a_retroactive_version_judges_anew_what_was_delivered_since_its_day(
    quarter: tuple[Company, list[list[tuple[object, ...]]]],
) -> None:
    company, (*_, last) = quarter
    assert last == [
        ("L-1", 1, "conforming", "02-10", False),
        ("L-2", 1, "non_conforming", "02-10", False),
        ("L-3", 1, "conforming", "02-20", True),
        ("L-3", 3, "non_conforming", "03-10", False),
        ("L-4", 2, "non_conforming", "03-05", True),
        ("L-4", 3, "non_conforming", "03-10", False),
        ("L-5", 2, "non_conforming", "03-05", True),
        ("L-5", 3, "conforming", "03-10", False),
        ("L-6", 3, "conforming", "03-10", False),
    ]
    assert company.marts("select lead_id, brief_version, verdict from marts.fct_leads order by 1") == [
        ("crm:L-1", 1, "conforming"),
        ("crm:L-2", 1, "non_conforming"),
        ("crm:L-3", 3, "non_conforming"),
        ("crm:L-4", 3, "non_conforming"),
        ("crm:L-5", 3, "conforming"),
        ("crm:L-6", 3, "conforming"),
    ]
    assert company.marts(
        "select brief_version, strftime(in_force_from, '%m-%d'), strftime(in_force_to, '%m-%d'), is_retroactive from marts.dim_brief "
        "order by 1"
    ) == [(1, "01-01", "02-15", False), (2, "02-20", "02-15", False), (3, "02-15", None, True)]


def test_the_warehouse_made_anew_from_the_lake_has_the_same_verdicts(
    quarter: tuple[Company, list[list[tuple[object, ...]]]],
) -> None:
    company, (*_, last) = quarter
    (company.data / "warehouse" / "leadline.duckdb").unlink()
    company.run()
    assert company.warehouse(VERDICTS) == last
