"""What breaks which rule, told by SQL on the files as they lie in the inbox.

Belongs here: reading the files as text, running the SQL of `sql/`. Does not belong here: what breaks a rule (see the SQL, which is
written from the words of the agreement and of the rules, not from the models), comparing with what Leadline says (see `comparison`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.warehouse import scratch

SQL = Path(__file__).parent / "sql"
SUBJECTS = {"lead": SQL / "leads", "deal": SQL / "deals"}
CLAUSES = SQL / "clauses"

TEXTS = {
    "leads": ("leads_*.csv", ","),
    "lead_status": ("lead_status.csv", ","),
    "accounts": ("accounts.csv", ";"),
    "deals": ("deals.csv", ";"),
    "deal_stages": ("deal_stages.csv", ";"),
}
SHEETS = {"products": ("products.xlsx", "Price list")}

Ids = frozenset[str]


@dataclass(frozen=True)
class Adjudicated:
    """What the files say. Ids are the files' own."""

    broken: dict[tuple[str, str], Ids]  # (lead or deal, rule) -> who breaks it; a clause of all briefs is one rule
    clauses: dict[tuple[str, int, str], Ids]  # (brief, version, clause) -> leads that break it
    verdicts: dict[str, tuple[str, str | None, int | None]]  # lead -> verdict, brief, version


def clause_of(file: Path) -> tuple[str, int, str]:
    """`default_2_enough_people.sql` -> brief, version, clause."""
    named = re.fullmatch(r"(.+?)_([0-9]+)_(.+)", file.stem)
    assert named, f"{file.name} is not named <brief>_<version>_<clause>.sql"
    return named[1], int(named[2]), named[3]


@contextmanager
def opened(inbox: Path, work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files as tables `raw_<entity>` of trimmed text, null where a cell says nothing, and what `sql/base` makes of them."""
    with scratch(work, ["excel"]) as connection:
        base = sorted((SQL / "base").glob("*.sql"))
        connection.execute(base[0].read_text())
        for entity, (pattern, delimiter) in TEXTS.items():
            read = f"read_csv('{inbox / pattern}', all_varchar = true, header = true, delim = '{delimiter}', quote = '\"', escape = '\"')"
            connection.execute(f"create table raw_{entity} as select given(columns('(.*)')) as '\\1' from {read}")
        for entity, (file, sheet) in SHEETS.items():
            read = f"read_xlsx('{inbox / file}', sheet = '{sheet}', all_varchar = true, header = true)"
            connection.execute(f"create table raw_{entity} as select given(columns('(.*)')) as '\\1' from {read}")
        for file in base[1:]:
            connection.execute(file.read_text())
        yield connection


def adjudicate(connection: duckdb.DuckDBPyConnection) -> Adjudicated:
    """Run the SQL of every rule, every clause and the verdicts."""
    connection.execute("create table broken (subject varchar, rule_id varchar, id varchar)")
    connection.execute("create table broken_clauses (brief varchar, version bigint, clause varchar, id varchar)")
    for subject, folder in SUBJECTS.items():
        for file in sorted(folder.glob("*.sql")):
            connection.execute(f"insert into broken select ?, ?, id from ({file.read_text()})", [subject, file.stem])
    for file in sorted(CLAUSES.glob("*.sql")):
        connection.execute(f"insert into broken_clauses select ?, ?, ?, id from ({file.read_text()})", clause_of(file))
    connection.execute("insert into broken select 'lead', 'clause_' || clause, id from broken_clauses")

    def ids(table: str, *columns: str) -> Iterator[tuple[tuple, Ids]]:
        named = ", ".join(columns)
        for *key, found in connection.execute(f"select {named}, list(id) from {table} group by {named}").fetchall():
            yield tuple(key), frozenset(found)

    verdicts = connection.execute((SQL / "verdicts.sql").read_text()).fetchall()
    return Adjudicated(
        broken=dict(ids("broken", "subject", "rule_id")),
        clauses=dict(ids("broken_clauses", "brief", "version", "clause")),
        verdicts={lead: (verdict, brief, version) for lead, verdict, brief, version in verdicts},
    )
