"""Judging clauses beside one hand-written scan that writes the same rows (`make bench-clauses`).

A million leads, delivered under ten versions of a brief with eight clauses each: seconds to lay leads beside their clauses (the model
`int_lead_clauses`), to judge them in one expectation per operator and to gather the rows that fail, and their ratio to the scan.
Belongs here: filling the tables, timing, comparing the rows. Does not belong here: what a clause is (see `expectations/leads`).
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
from pathlib import Path
from typing import Any

from expectations import leads
from orchestration.check import flags
from orchestration.check.engine import judge, prepare
from orchestration.warehouse import open_warehouse
from tests.bench.timing import same, seconds
from tests.dbt.world import World

CODES = ("AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FR", "GB", "IT", "NL", "PL", "PT", "SE", "US", "IN", "BR", "JP")
INDUSTRIES = ("Chemicals", "Consulting", "Education", "Food", "Mining", "Paper", "Recruiting", "Water")
RANKS = ("c_level", "director", "manager", "specialist", "student")
VERSIONS = 10

# What a version asks for; `v` is its number. A value of a list is a row, as in the lake.
CLAUSES = f"""
    create or replace table staging.stg_leadline__agreement_brief_clauses as
    with versions as (select range as v from range(1, {VERSIONS + 1})),
    asked (clause_id, field, operator, severity, on_missing, listed) as (values
        ('countries', 'country', 'in', 'hard', 'unknown', true),
        ('ip_countries', 'ip_country', 'in', 'hard', 'unknown', true),
        ('industries', 'industry', 'not_in', 'soft', 'warn', true),
        ('ranks', 'seniority', 'in', 'hard', 'unknown', true),
        ('large_enough', 'employees', 'at_least', 'hard', 'unknown', false),
        ('small_enough', 'employees', 'at_most', 'soft', 'warn', false),
        ('consent', 'consent', 'in', 'hard', 'fail', true),
        ('company', 'company', 'is_present', 'soft', 'warn', false)
    ),
    listed (clause_id, value, since) as (
        select 'countries', unnest({list(CODES[:14])!r}), unnest(range(14)) // 2
        union all select 'ip_countries', unnest({list(CODES[:15])!r}), 0
        union all select 'industries', unnest(['Consulting', 'Education', 'Recruiting']), 0
        union all select 'ranks', unnest({list(RANKS[:4])!r}), 0
        union all select 'consent', 'true', 0
    ),
    rows as (
        select v, asked.*, listed.value from versions cross join asked inner join listed using (clause_id) where since <= v
        union all
        select v, asked.*, case clause_id when 'large_enough' then 10 + v when 'small_enough' then 4000 - 100 * v end
        from versions cross join asked where not listed
    )
    select
        'all' as brief_id, clause_id, v as brief_version, field, operator, severity, on_missing,
        cast(value as varchar) as expected_value, 'says' as says, 'remedy' as remedy, 'load' as load_id, timestamp '2026-01-01' as loaded_at
    from rows
"""

# One value in ten is missing.
LEADS = """
    insert into intermediate.int_leads_states by name
    select
        'crm:' || range as lead_id, 'first_known' as state, 'crm' as source,
        {country} as country, {country} as country_code, {ip} as ip_country, {ip} as ip_country_code,
        {industry} as industry, {seniority} as seniority,
        case when hash(range, 5) % 10 > 0 then cast(hash(range, 6) % 5000 as bigint) end as employees,
        case when hash(range, 7) % 10 > 0 then hash(range, 8) % 10 > 0 end as consent,
        case when hash(range, 9) % 10 > 0 then 'Company ' || range end as company
    from range({leads})
"""
BRIEFS = f"""
    insert into intermediate.int_leads_briefs by name
    select lead_id, 'all' as brief_id, cast(1 + hash(lead_id) % {VERSIONS} as bigint) as brief_version
    from intermediate.int_leads_states
"""

# What somebody would write who had to judge these eight clauses once: the terms of a version in one row, one look at each lead.
SCAN = """
    create or replace table bench.scanned as
    with terms as (
        select
            brief_version,
            list(lower(expected_value)) filter (clause_id = 'countries') as countries,
            list(lower(expected_value)) filter (clause_id = 'ip_countries') as ip_countries,
            list(lower(expected_value)) filter (clause_id = 'industries') as industries,
            list(lower(expected_value)) filter (clause_id = 'ranks') as ranks,
            max(try_cast(expected_value as double)) filter (clause_id = 'large_enough') as at_least,
            max(try_cast(expected_value as double)) filter (clause_id = 'small_enough') as at_most,
            string_agg(expected_value, ', ' order by expected_value) filter (clause_id = 'countries') as countries_text,
            string_agg(expected_value, ', ' order by expected_value) filter (clause_id = 'ip_countries') as ip_countries_text,
            string_agg(expected_value, ', ' order by expected_value) filter (clause_id = 'industries') as industries_text,
            string_agg(expected_value, ', ' order by expected_value) filter (clause_id = 'ranks') as ranks_text
        from staging.stg_leadline__agreement_brief_clauses group by brief_version
    ),
    judged as (
        select lead_id, state, unnest([
            case when not list_contains(countries, lower(country_code))
                then {'rule': 'countries', 'severity': 'hard',
                    'observed': country_code, 'expected': 'one of: ' || countries_text} end,
            case when not list_contains(ip_countries, lower(ip_country_code))
                then {'rule': 'ip_countries', 'severity': 'hard',
                    'observed': ip_country_code, 'expected': 'one of: ' || ip_countries_text} end,
            case when industry is null or list_contains(industries, lower(industry))
                then {'rule': 'industries', 'severity': 'soft',
                    'observed': industry, 'expected': 'none of: ' || industries_text} end,
            case when not list_contains(ranks, lower(seniority))
                then {'rule': 'ranks', 'severity': 'hard',
                    'observed': seniority, 'expected': 'one of: ' || ranks_text} end,
            case when employees < at_least
                then {'rule': 'large_enough', 'severity': 'hard',
                    'observed': cast(employees as varchar), 'expected': 'at least ' || cast(at_least as bigint)} end,
            case when employees is null or employees > at_most
                then {'rule': 'small_enough', 'severity': 'soft',
                    'observed': cast(employees as varchar), 'expected': 'at most ' || cast(at_most as bigint)} end,
            case when consent is null or not consent
                then {'rule': 'consent', 'severity': 'hard',
                    'observed': cast(consent as varchar), 'expected': 'one of: true'} end,
            case when company is null then {'rule': 'company', 'severity': 'soft',
                    'observed': cast(null as varchar), 'expected': 'a value'} end
        ]) as broken
        from intermediate.int_leads_states inner join intermediate.int_leads_briefs using (lead_id) inner join terms using (brief_version)
    )
    select
        lead_id as id, state, 'clause_' || broken.rule as rule_id, broken.severity as severity, 'delivery' as judges,
        broken.observed as observed, broken.expected as expected
    from judged where broken is not null
"""


def fill(world: World, many: int) -> Any:
    """The tables that judging reads, as the models would make them, for so many leads. Returns dbt's manifest."""
    mapped = ("country", "ip_country", "industry", "seniority", "company")
    world.land({"leads": [{"lead_id": "1", "employees": 1, "consent": True, **dict.fromkeys(mapped, "x")}]})
    manifest = world.empty()
    world.model(manifest, "stg_leadline__source_columns")
    chosen = {"country": (1, CODES), "ip": (2, CODES), "industry": (3, INDUSTRIES), "seniority": (4, RANKS)}
    values = {
        name: f"case when hash(range, {seed}) % 10 > 0 "
        f"then {list(words)!r}[1 + cast(hash(range, {10 + seed}) % {len(words)} as bigint)] end"
        for name, (seed, words) in chosen.items()
    }
    with open_warehouse(world.settings.warehouse) as warehouse:
        warehouse.execute(CLAUSES)
        warehouse.execute(LEADS.format(leads=many, **values))
        warehouse.execute(BRIEFS)
        warehouse.execute("create schema bench")
        countries = ", ".join(f"('{code.lower()}', '{code}')" for code in CODES)
        warehouse.write("reference.countries", f"select * from (values {countries}) as codes (value, country_code)")
    return manifest


def main() -> None:
    """Fill, measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=1_000_000, help="how many (default: %(default)s)")
    asked = parser.parse_args()
    prepare()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="leadline-bench-") as folder:
        world = World(Path(folder))
        manifest = fill(world, asked.leads)
        model = world.model(manifest, "int_lead_clauses")
        suites = [suite for suite in leads.SUITES if suite.table == "intermediate.int_lead_clauses"]
        outcomes = []
        judged = seconds(lambda: outcomes.extend(judge(world.settings.warehouse, suites)))
        with open_warehouse(world.settings.warehouse) as warehouse:
            gathered = seconds(lambda: flags.collect(warehouse, outcomes, flags.LEADS))
            floor = statistics.median(seconds(lambda: warehouse.execute(SCAN)) for _ in range(3))
            rows = same(warehouse, flags.failing(flags.LEADS), "bench.scanned")
    print(f"{asked.leads:,} leads, 8 clauses, {VERSIONS} versions: {rows:,} rows fail, the same both ways")
    print(f"{'':42}{'seconds':>10}{'× scan':>10}")
    for what, took in (
        ("one hand-written scan", floor),
        ("int_lead_clauses: each lead by its clauses", model),
        (f"{len(outcomes)} expectations", judged),
        ("the failing rows", gathered),
        ("in all", model + judged + gathered),
    ):
        print(f"{what:42}{took:10.1f}{took / floor:10.1f}")


if __name__ == "__main__":
    main()
