"""What a run found, for the person who started it. Reads the marts and the ledger, and nothing personal."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.build import Build
from orchestration.publish.versions import current
from orchestration.settings import Settings
from orchestration.warehouse import Warehouse, open_warehouse

TOP = 5


def summary(settings: Settings, build: Build) -> str:
    """A short text: rows per source, leads by verdict and deals flagged with their top reasons, what was published and where."""
    with open_warehouse(settings.warehouse, read_only=True) as warehouse:
        parts = [
            _rows(warehouse, build),
            _leads(warehouse),
            _deals(warehouse),
            _checks(warehouse, build),
        ]
    version = current(settings.publish)
    parts.append(
        f"Published  {version}, as of {build.as_of:%Y-%m-%d %H:%M} UTC\n"
        f"           {settings.publish / 'current' / 'leadline.duckdb'}  (schema marts)\n"
        f"           {settings.publish / 'current' / 'report' / 'index.html'}  (the page)"
    )
    return "\n" + "\n\n".join(part for part in parts if part)


def summary_of_a_part(settings: Settings, build: Build, tables: Sequence[str]) -> str:
    """A short text on a run of a part of the graph: rows per source where it read any, what it built, and that nothing was published."""
    rows = ""
    with open_warehouse(settings.warehouse, read_only=True) as warehouse:
        if "stg_leadline__ledger" in warehouse.tables("staging"):
            rows = _rows(warehouse, build)
    version = current(settings.publish)
    seen = f"readers still see {version}" if version else "readers have nothing to see yet"
    said = (
        f"Built      {len(tables):,} {'table' if len(tables) == 1 else 'tables'} in the private warehouse, "
        f"as of {build.as_of:%Y-%m-%d %H:%M} UTC: {_listed(tables)}\n"
        f"Published  nothing; {seen}. `leadline run` builds everything and publishes."
    )
    return "\n" + "\n\n".join(part for part in (rows, said) if part)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - TOP} more" if len(names) > TOP else ""
    return ", ".join(names[:TOP]) + more


def _rows(warehouse: Warehouse, build: Build) -> str:
    found = warehouse.rows(
        """
        select source, cast(sum(fetched) as bigint) as read, cast(sum(fetched - rejected) as bigint) as kept,
            cast(sum(rejected) as bigint) as rejected
        from staging.stg_leadline__ledger
        where build_id = ? group by source order by source
        """,
        [build.id],
    )
    if not found:
        return ""
    return _table("Rows", ("source", "read", "kept", "rejected"), [tuple(row.values()) for row in found])


def _leads(warehouse: Warehouse) -> str:
    verdicts = warehouse.rows(
        """
        select verdict, count(*) as leads from marts.fct_leads
        where not is_deleted and not is_test group by verdict order by leads desc, verdict
        """
    )
    if not verdicts:
        return "Leads      none delivered"
    reasons = _reasons(
        warehouse,
        "fct_lead_flags",
        "lead_id",
        "(select lead_id from marts.fct_leads where not is_deleted and not is_test)",
    )
    counts = ", ".join(f"{row['leads']:,} {row['verdict']}" for row in verdicts)
    return f"Leads      {sum(row['leads'] for row in verdicts):,}: {counts}" + reasons


def _deals(warehouse: Warehouse) -> str:
    [counts] = warehouse.rows(
        """
        select count(*) as deals, count(*) filter (where failed_rules is not null and failed_rules <> '') as flagged
        from marts.fct_deals where not is_deleted
        """
    )
    if not counts["deals"]:
        return "Deals      none delivered"
    return f"Deals      {counts['deals']:,}, of which {counts['flagged']:,} flagged" + _reasons(
        warehouse, "fct_deal_flags", "deal_id", "(select deal_id from marts.fct_deals where not is_deleted)"
    )


def _reasons(warehouse: Warehouse, table: str, key: str, counted: str) -> str:
    found = warehouse.rows(
        f"""
        select flags.rule_id, flags.severity, count(distinct flags.{key}) as records
        from marts.{table} as flags inner join {counted} as counted on flags.{key} = counted.{key}
        where flags.resolved_at is null
        group by rule_id, severity order by records desc, rule_id
        """
    )
    lines = [f"{row['records']:>7,}  {row['rule_id']} ({row['severity']})" for row in found[:TOP]]
    if len(found) > TOP:
        lines.append(f"{'':>7}  and {len(found) - TOP} more rules: see marts.{table}")
    return "".join(f"\n{'':<11}{line}" for line in lines)


def _checks(warehouse: Warehouse, build: Build) -> str:
    [counts] = warehouse.rows(
        "select count(*) as checks, count(*) filter (where not success) as failed from marts.check_results where build_id = ?",
        [build.id],
    )
    return f"Checks     {counts['checks']:,} run, {counts['failed']:,} found something; none blocked publishing"


def _table(title: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    cells = [header, *(tuple(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(header))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]
    return "\n".join(f"{title if number == 0 else '':<11}{line}" for number, line in enumerate(lines))
