"""Figures on the data itself: how fresh it is, what was checked, what could not be read.

Belongs here: one question a function, asked of the marts. Does not belong here: words, charts, tables.
"""

from __future__ import annotations

from orchestration.publish.report.marts import Marts, Row

# Suites whose findings the page tells rule by rule, with the records.
TOLD_ELSEWHERE = ("leads", "deals")


def freshness(marts: Marts) -> list[Row]:
    """One row per source and table: source, table_name, last_loaded_at, last_changed_at, fetched, rejected."""
    return marts.rows(
        """
        select source, table_name, last_loaded_at, last_changed_at, fetched, rejected
        from marts.mart_freshness
        order by source, table_name
        """,
        needs=["mart_freshness"],
    )


def newest(marts: Marts) -> list[Row]:
    """The newest day in the facts of each source: source, leads (last day of delivery), deals (last day of creation or closing)."""
    return marts.rows(
        """
        with days as (
            select source, max(delivered_on) as leads, cast(null as date) as deals from marts.fct_leads group by source
            union all
            select source, null as leads, greatest(max(created_on), max(closed_on)) as deals from marts.fct_deals group by source
        )
        select source, max(leads) as leads, max(deals) as deals from days group by source order by source
        """,
        needs=["fct_leads", "fct_deals"],
    )


def checks(marts: Marts) -> list[Row]:
    """Checks of this build by suite, in the order of the run: suite, checks, failed, blocking (how many could have stopped the run)."""
    return marts.rows(
        """
        select
            suite, count(*) as checks, count(*) filter (not success) as failed,
            count(*) filter (severity = 'blocking') as blocking
        from marts.check_results
        where build_id = ?
        group by suite
        order by list_position(['raw', 'leads', 'deals', 'marts'], suite) nulls last, suite
        """,
        [marts.build.id],
        needs=["check_results"],
    )


def failed_checks(marts: Marts) -> list[Row]:
    """Checks of this build that found something in deliveries or marts.

    Returns:
        Rows of suite, expectation, asset, severity, observed, unexpected_count.
    """
    return marts.rows(
        f"""
        select suite, expectation, asset, severity, observed, unexpected_count
        from marts.check_results
        where build_id = ? and not success and suite not in {TOLD_ELSEWHERE}
        order by severity, suite, expectation
        """,
        [marts.build.id],
        needs=["check_results"],
    )


def rejected(marts: Marts) -> list[Row]:
    """Values that could not be read, by source, table, column and reason: rows (values), example_file and example_line of the first."""
    return marts.rows(
        """
        select
            source, table_name, column_name, reason, count(*) as rows,
            arg_min(file, coalesce(line, 0)) as example_file, min(line) as example_line
        from marts.rejected_rows
        group by source, table_name, column_name, reason
        order by rows desc, source, table_name, column_name nulls first, reason
        """,
        needs=["rejected_rows"],
    )


def rejected_total(marts: Marts) -> int:
    """Rows that are rejected now; of a query's rows, which have no line, each unreadable value counts."""
    found = marts.rows(
        """
        select count(distinct (source, table_name, file, line)) filter (line is not null) + count(*) filter (line is null) as rows
        from marts.rejected_rows
        """,
        needs=["rejected_rows"],
    )
    return found[0]["rows"] if found else 0
