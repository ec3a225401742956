"""A company of seven leads and two deals with a history, run once: what `explain`, `sources` and `run` with its options are asked about.

Every personal value holds the word `secret`, so that a test can look for it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.company import SAMPLE, Company

FILES = {
    "leads.csv": """\
id,created,email,first,last,company,country,vendor,source,staff,owner,status,reason,deal
1,2026-01-10T08:00:00Z,secret1@acme-parts.de,SecretAnn,SecretOne,Secret GmbH,Germany,,website,10,ada,converted,,D-1
2,2026-02-10T09:30:00Z,secret2@acme-parts.de,SecretBen,SecretTwo,Secret AG,Germany,,website,10,ada,rejected,too small,
3,2026-02-11T09:30:00Z,secret3@acme-parts.de,SecretCleo,SecretThree,Secret KG,France,,event,,ben,new,,
4,2026-02-12T09:30:00Z,secret4@acme-parts.de,SecretDan,SecretFour,Secret SE,India,LeadHub,paid_search,500,ben,new,,
5,soon,secret5@acme-parts.de,SecretEve,SecretFive,Secret BV,Spain,,website,70,ben,new,,
77,2026-01-15T08:00:00Z,secret6@acme-parts.de,SecretFay,SecretSix,Secret SA,Spain,,website,70,ben,new,,
secret7@acme-parts.de,2026-01-16T08:00:00Z,secret7@acme-parts.de,SecretGus,SecretSeven,Secret Oy,Spain,,website,70,ben,new,,
""",
    "lead_history.csv": """\
id,status,at,by
1,new,2026-01-10T08:00:00Z,ada
1,accepted,2026-01-11T10:00:00Z,ada
1,converted,2026-01-12T10:00:00Z,ben
""",
    "deals.csv": """\
id,stage,amount,created,closed,owner,account,product
D-1,Won,5000,2026-01-12,2026-02-05,ada,Parts,Pump
77,Handshake,100,2026-02-01,,ben,Parts,Pump
""",
    "stages.csv": """\
deal,stage,at,by
D-1,Qualification,2026-01-12T08:00:00Z,ada
D-1,Proposal,2026-01-20T08:00:00Z,ada
D-1,Qualification,2026-01-30T08:00:00Z,ben
D-1,Won,2026-02-05T08:00:00Z,ada
""",
    "owners.csv": "id,name\nada,Ada Quist\nben,Ben Omar\n",
}
SOURCES = """\
as_of: 2026-03-01
sources:
  - name: small
    kind: spreadsheets
    path: inbox
    currency: EUR
    record_url: "https://crm.example.com/{entity}/{id}"
    tables:
      leads:
        file: leads.csv
        columns: {lead_id: id, created_at: created, email: email, first_name: first, last_name: last, company: company,
          country: country, vendor: vendor, channel: source, employees: staff, owner_id: owner, status: status,
          rejection_reason: reason, converted_deal_id: deal}
      lead_status_history:
        file: lead_history.csv
        columns: {lead_id: id, status: status, changed_at: at, changed_by: by}
      deals:
        file: deals.csv
        columns: {deal_id: id, stage: stage, amount: amount, created_at: created, closed_at: closed, owner_id: owner,
          account_id: account, product_id: product}
      deal_stage_history:
        file: stages.csv
        columns: {deal_id: deal, stage: stage, entered_at: at, changed_by: by}
      owners:
        file: owners.csv
        columns: {owner_id: id, name: name}
"""
BRIEF = """\
briefs:
  - id: default
    version: 1
    valid_from: 2020-01-01
    name: Companies
    objective: Companies.
    approved_by: {marketing: M, sales: S}
    change_note: First.
    scope: default
    volume: {goal: 10, unit: conforming}
    rejection_reasons: [too small]
    clauses:
      - {id: named, says: Named., field: company, operator: is_present, severity: soft, on_missing: warn, remedy: Ask.}
  - id: default
    version: 2
    valid_from: 2026-02-01
    name: Companies of size
    objective: Companies.
    approved_by: {marketing: M, sales: S}
    change_note: Small ones never buy.
    scope: default
    volume: {goal: 10, unit: conforming}
    rejection_reasons: [too small]
    clauses:
      - {id: named, says: Named., field: company, operator: is_present, severity: soft, on_missing: warn, remedy: Ask.}
      - {id: size, says: Fifty people., field: employees, operator: at_least, value: 50, severity: hard, on_missing: unknown,
         remedy: Return it.}
  - id: hub
    version: 1
    valid_from: 2026-01-01
    name: What LeadHub sells
    objective: Companies.
    approved_by: {marketing: M, sales: S}
    change_note: First.
    scope: {vendors: [LeadHub]}
    exclusions: {customers: true, students: true, accounts: [Acme-Parts.de, other.com]}
    volume: {goal: 10, unit: conforming}
    rejection_reasons: [too small]
    clauses:
      - {id: senior, says: Seniors., field: seniority, operator: in, value: [senior], severity: hard, on_missing: fail, remedy: Return it.}
      - {id: west, says: Our countries., field: country, operator: in, value: [Germany, FR], severity: hard, on_missing: fail,
         remedy: Return it.}
"""
PROCESS = """\
processes:
  - version: 1
    valid_from: 2020-01-01
    approved_by: {marketing: M, sales: S}
    change_note: First.
    stages:
      - {id: qualified, why: They may buy., names: {small: [Qualification]}, probability: 0.1, forecast_category: pipeline,
         expected_days: 5}
      - {id: proposal, why: They have a price., names: {small: [Proposal]}, probability: 0.5, forecast_category: best_case,
         expected_days: 21}
      - {id: closed_won, why: Signed., names: {small: [Won]}, probability: 1, forecast_category: closed}
      - {id: closed_lost, why: Not signed., names: {small: [Lost]}, probability: 0, forecast_category: omitted}
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company after its first run; nobody changes it."""
    folder = tmp_path_factory.mktemp("small")
    for name, text in FILES.items():
        (folder / "inbox").mkdir(exist_ok=True)
        (folder / "inbox" / name).write_text(text)
    (folder / "sources.yml").write_text(SOURCES)
    (folder / "agreement").mkdir()
    shutil.copyfile(SAMPLE / "agreement" / "company.yml", folder / "agreement" / "company.yml")
    (folder / "agreement" / "lead_brief.yml").write_text(BRIEF)
    (folder / "agreement" / "sales_process.yml").write_text(PROCESS)
    company = _at(folder)
    company.run()
    return company


@pytest.fixture
def copied(small: Company, tmp_path: Path) -> Company:
    """A copy of the company as its first run left it, to change."""
    shutil.copytree(small.data.parent, tmp_path / "copy", symlinks=True)
    return _at(tmp_path / "copy")


def _at(folder: Path) -> Company:
    return Company(folder / "data", folder / "sources.yml", folder / "agreement")
