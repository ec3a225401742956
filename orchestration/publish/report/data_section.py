"""The section on the data: freshness, checks, rejected rows.

Belongs here: what it says and shows. Does not belong here: computing figures.
"""

from __future__ import annotations

from datetime import datetime

from orchestration.publish.report import data_figures, words
from orchestration.publish.report.markup import empty, figure, note, section, text
from orchestration.publish.report.marts import Marts, Row
from orchestration.publish.report.tables import Column, table


def data(marts: Marts) -> str:
    """How fresh the figures are, and what they rest on."""
    checks = data_figures.checks(marts)
    run, failed = sum(row["checks"] for row in checks), sum(row["failed"] for row in checks)
    rejected = data_figures.rejected_total(marts)
    title = f"{words.count(run, 'check')} ran, {words.number(failed)} found something; " + (
        f"{words.count(rejected, 'row')} could not be read" if rejected else "every row could be read"
    )
    return section("data", "Freshness and checks", title, _freshness(marts), _checks(marts), _rejected(marts))


def _freshness(marts: Marts) -> str:
    company, rows = marts.company, data_figures.freshness(marts)
    said = (
        "<h3>Last deliveries</h3>"
        f"<p>As of {words.moment(company.now)} ({text(company.time_zone)}), build <code>{text(marts.build.id)}</code>.</p>"
    )
    if not rows:
        return said + _newest(marts)

    def when(instant: datetime | None) -> str:
        return words.moment(company.local(instant)) if instant else "never"

    headings = [
        Column("Table"),
        Column("Source"),
        Column("Last delivery"),
        Column("Last change"),
        Column("Rows read", "right"),
        Column("Rejected", "right"),
    ]
    cells = [
        [
            text(row["table_name"].replace("_", " ")),
            text(row["source"]),
            when(row["last_loaded_at"]),
            when(row["last_changed_at"]),
            figure("freshness.fetched", row["fetched"], source=row["source"], table=row["table_name"]),
            figure("freshness.rejected", row["rejected"], source=row["source"], table=row["table_name"]),
        ]
        for row in rows
    ]
    return (
        said
        + table("freshness-table", "Last delivery by source and table", headings, cells)
        + note(
            "`mart_freshness`: the last load that read the table, with its rows, and the last one that brought something new."
        )
    )


def _newest(marts: Marts) -> str:
    """What the facts tell of freshness where no mart tells of loads."""
    rows = data_figures.newest(marts)
    if not rows:
        return empty("No lead and no deal was delivered: map a source in sources.yml, and run again.")
    headings = [Column("Source"), Column("Newest lead"), Column("Newest deal, created or closed")]
    cells = [[text(row["source"]), words.day(row["leads"]), words.day(row["deals"])] for row in rows]
    return table("freshness-table", "Newest day by source", headings, cells) + note(
        "`fct_leads.delivered_on`; `fct_deals.created_on` and `closed_on`."
    )


def _checks(marts: Marts) -> str:
    checks = data_figures.checks(marts)
    if not checks:
        return "<h3>Checks</h3>" + empty("No check of this build is recorded: run the whole job with `leadline run`.")
    body = table(
        "checks-table", "Checks by suite",
        [Column("Suite"), Column("Checks", "right"), Column("Found something", "right"), Column("Could have stopped the run", "right")],
        [
            [
                text(words.SUITES.get(row["suite"], row["suite"])),
                figure("checks.run", row["checks"], suite=row["suite"]),
                figure("checks.failed", row["failed"], suite=row["suite"]),
                figure("checks.blocking", row["blocking"], suite=row["suite"]),
            ]
            for row in checks
        ],
    )  # fmt: skip
    failed = data_figures.failed_checks(marts)
    found = table(
        "failed-table", "Checks on deliveries and marts that found something",
        [Column("Check"), Column("Table"), Column("Severity"), Column("Rows", "right")],
        [
            [
                text(row["expectation"].replace("_", " ").capitalize()),
                f"<code>{text(row['asset'].split('.')[-1])}</code>",
                text(row["severity"]),
                words.number(row["unexpected_count"]) if row["unexpected_count"] is not None else text(row["observed"] or "–"),
            ]
            for row in failed
        ],
    ) if failed else ""  # fmt: skip
    return (
        "<h3>Checks</h3>" + body + found
        + note("`check_results` of this build. What the checks on leads and deals found is told above, rule by rule.")
    )  # fmt: skip


def _rejected(marts: Marts) -> str:
    rows = data_figures.rejected(marts)
    heading = "<h3>Rejected rows</h3>"
    if not rows:
        return heading + "<p>None: every delivered row could be read.</p>"
    headings = [
        Column("Table"),
        Column("Source"),
        Column("Column"),
        Column("Why"),
        Column("Values", "right"),
        Column("For instance"),
    ]
    cells = [
        [
            text(row["table_name"].replace("_", " ")),
            text(row["source"]),
            text(row["column_name"] or "the whole row"),
            text(row["reason"]),
            figure(
                "rejected.values",
                row["rows"],
                source=row["source"],
                table=row["table_name"],
                column=row["column_name"] or "",
                reason=row["reason"],
            ),
            text(_where(row)),
        ]
        for row in rows
    ]
    return (
        heading
        + table("rejected-table", "Values that could not be read, by source and reason", headings, cells)
        + note(
            "`rejected_rows`: a line for each value that could not be read, while the source still holds the row. "
            "Correct it there, or its mapping in sources.yml."
        )
    )


def _where(row: Row) -> str:
    line = f", line {row['example_line']}" if row["example_line"] is not None else ""
    return (row["example_file"] or "–") + line
