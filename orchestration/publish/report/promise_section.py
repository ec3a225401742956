"""The section on what was promised and what of it came.

Belongs here: what it says and shows. Does not belong here: computing figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from orchestration.publish.report import promise_figures, words
from orchestration.publish.report.markup import figure, note, section, text
from orchestration.publish.report.marts import Marts, Row
from orchestration.publish.report.tables import Column, table

# So many leads fewer than expected are no news.
_TOLERANCE = 1

_KINDS = {
    "pending_past_commitment": "Sales has not decided in the days it promised",
    "conforming_but_rejected": "Keeps the brief, and sales rejected it",
    "non_conforming_but_accepted": "Breaks the brief, and sales took it",
}


def promises(marts: Marts) -> str:
    """What each brief promised for the period under way, what counts of it, and what is not agreed on; nothing without a brief."""
    rows = promise_figures.under_way(marts)
    if not rows:
        return ""
    return section(
        "promises",
        "Promises",
        _title(rows),
        _briefs(rows),
        _shares(marts),
        _disputes(marts),
        note(
            "`mart_brief_scorecard`, the newest week of each period under way: leads by day of delivery; what counts are the conforming "
            "or the accepted ones, as the brief says; expected is the goal by the share of days that passed and the agreed pacing. "
            "`mart_brief_shares`: of the leads that count; those of which nobody knows the value may well have it. "
            "`mart_lead_disputes`: working days by company.yml."
        ),
    )


def _title(rows: Sequence[Row]) -> str:
    behind = [row for row in rows if row["pace_gap"] is not None and row["pace_gap"] < -_TOLERANCE]
    if not behind:
        return "Every brief is where it should be by now" if len(rows) > 1 else "The brief is where it should be by now"
    if len(rows) == 1:
        return f"{words.count(round(-behind[0]['pace_gap']), 'lead')} behind what was promised by now"
    verb = "is" if len(behind) == 1 else "are"
    return f"{words.number(len(behind))} of {words.count(len(rows), 'brief')} {verb} behind what was promised by now"


def _briefs(rows: Sequence[Row]) -> str:
    headings = [
        Column("Brief"),
        Column("Until"),
        Column("Promised", "right"),
        Column("Counts so far", "right"),
        Column("Expected by now", "right"),
        Column("At this pace", "right"),
        Column("Delivered", "right"),
        Column("Owed", "right"),
        Column("Withheld", "right"),
    ]
    cells = [
        [
            text(row["brief_name"]),
            text(words.day(row["period_end"] - timedelta(days=1))),
            f"{figure('promises.promised', row['promised'], brief=row['brief_id'])} {text(row['unit'])}",
            figure("promises.counted", row["counted_to_date"], brief=row["brief_id"]),
            _of(row, "expected_to_date"),
            _of(row, "expected_at_end"),
            words.number(row["delivered_to_date"]),
            _money(row, "owed_amount"),
            _money(row, "withheld_amount"),
        ]
        for row in rows
    ]
    return table("promises-table", "What each brief promised, and what came", headings, cells)


def _of(row: Row, column: str) -> str:
    return "–" if row[column] is None else words.number(row[column])


def _money(row: Row, column: str) -> str:
    return "–" if row[column] is None else text(words.money(row[column], row["currency"]))


def _shares(marts: Marts) -> str:
    rows = promise_figures.shares(marts)
    if not rows:
        return ""
    headings = [
        Column("Brief"),
        Column("At least"),
        Column("Of", "right"),
        Column("Have it", "right"),
        Column("Nobody knows", "right"),
        Column("Kept so far"),
    ]
    cells = [
        [
            text(row["brief_name"]),
            text(f"{100 * row['promised_ratio']:g}% with {row['field'].replace('_', ' ')} {row['counted_values']}"),
            text(words.count(row["counted"], f"{row['unit']} lead")),
            figure("promises.with_value", row["with_value"], share=f"{row['brief_id']} {row['share_id']}"),
            words.number(row["without_any"]),
            text(_kept(row)),
        ]
        for row in rows
    ]
    return "<h3>Who the leads should be</h3>" + table(
        "shares-table", "Minimum shares that the briefs promise", headings, cells
    )


def _kept(row: Row) -> str:
    if row["counted"] == 0:
        return "no lead yet"
    if row["is_kept"] is None:
        return "nobody knows"
    return "yes" if row["is_kept"] else f"no, {words.count(row['leads_short'], 'lead')} short"


def _disputes(marts: Marts) -> str:
    rows = promise_figures.disputes(marts)
    if not rows:
        return ""
    headings = [
        Column("Not agreed on"),
        Column("Leads", "right"),
        Column("Oldest, days", "right"),
        Column("Whose move"),
    ]
    cells = [
        [
            text(_KINDS[row["kind"]]),
            figure("promises.disputes", row["leads"], kind=row["kind"]),
            words.number(row["oldest"]),
            text(row["whose_move"]),
        ]
        for row in rows
    ]
    return "<h3>What marketing and sales are not agreed on</h3>" + table(
        "disputes-table", "Leads that are disputed, or wait for a decision", headings, cells
    )
