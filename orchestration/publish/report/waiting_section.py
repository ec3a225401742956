"""The section on leads that nobody has answered.

Belongs here: what it says and shows of leads that wait now. Does not belong here: how soon others were answered (see `follow_up_section`),
computing figures, drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.publish.report import charts, follow_up_figures, follow_up_section, lead_figures, words
from orchestration.publish.report.markup import coded, empty, figure, note, record, section, text
from orchestration.publish.report.marts import COUNTED_LEADS_IN_WORDS, Marts, Row
from orchestration.publish.report.tables import Column, table

# Owners and senders that are shown; the rest is counted.
_ROWS = 8

_UNKNOWN = "No source says when a lead was first answered, so every pending lead is listed: map it or activities in sources.yml."
_HEADINGS = {"owner": ("By owner", "Owner"), "sender": ("By vendor or own channel", "From")}


def waiting(marts: Marts) -> str:
    """Leads waiting: how many, how long, whose, which to answer first, and how soon others were; nothing when no lead was delivered."""
    if not lead_figures.totals(marts)["delivered"]:
        return ""
    ages = lead_figures.waiting(marts, "age")
    waits = (
        "`is_waiting` of `fct_lead_sla`"
        if follow_up_figures.known(marts)
        else "`sales_decision` = pending and no `first_response_at`"
    )
    definition = note(
        f"{COUNTED_LEADS_IN_WORDS}; {waits}; days from `delivered_on` to {words.day(marts.company.today)}."
    )
    if not ages:
        return section(
            "waiting",
            "Leads waiting",
            "No lead waits for a first response",
            empty("Nothing to do: every lead was answered or decided."),
            definition,
            follow_up_section.follow_up(marts),
        )
    total, oldest = sum(row["leads"] for row in ages), max(row["oldest"] for row in ages)
    return section(
        "waiting",
        "Leads waiting",
        f"{words.count(total, 'lead')} {'waits' if total == 1 else 'wait'} for a first response, the longest {words.days(oldest)}",
        _in_words(total, oldest, sum(row["conforming"] for row in ages)),
        "" if lead_figures.responses_known(marts) else f'<p class="caution">{coded(_UNKNOWN)}</p>',
        _chart(ages),
        f'<div class="pair">{_whose(marts, "owner")}{_whose(marts, "sender")}</div>',
        follow_up_section.to_answer_first(marts, total) or _longest(marts, total),
        definition,
        follow_up_section.follow_up(marts),
    )


def _in_words(total: int, oldest: int, conforming: int) -> str:
    return (
        f"<p>Of {figure('waiting.leads', total)} waiting {'lead' if total == 1 else 'leads'} "
        f"{figure('waiting.conforming', conforming)} {'keeps' if conforming == 1 else 'keep'} the brief. "
        f"The oldest was delivered {figure('waiting.oldest', oldest)} {'day' if oldest == 1 else 'days'} ago.</p>"
    )


def _chart(ages: Sequence[Row]) -> str:
    rows = [{"age": lead_figures.AGES[row["age_number"]][1], **row} for row in ages]
    shows = "Leads by days of waiting: " + ", ".join(f"{row['age']} {words.number(row['leads'])}" for row in rows)
    return charts.chart("waiting-chart", shows, charts.ages(rows))


def _whose(marts: Marts, by: str) -> str:
    rows = lead_figures.waiting(marts, by)
    heading, first = _HEADINGS[by]
    headings = [
        Column(first),
        Column("Leads", "right"),
        Column("Keep the brief", "right"),
        Column("Longest, days", "right"),
    ]
    cells = [
        [
            text(words.owner(row["owner"], row["owner_is_active"]) if by == "owner" else row["sender"]),
            figure(f"waiting.by_{by}", row["leads"], **{by: row[by] or ""}),
            words.number(row["conforming"]),
            words.number(row["oldest"]),
        ]
        for row in rows[:_ROWS]
    ]
    left = rows[_ROWS:]
    rest = (
        f'<p class="rest">And {words.number(len(left))} more with {words.count(sum(row["leads"] for row in left), "lead")}.</p>'
        if left
        else ""
    )
    return f"<div><h3>{heading}</h3>{table(f'waiting-{by}', f'Leads waiting, {heading.lower()}', headings, cells)}{rest}</div>"


def _longest(marts: Marts, total: int) -> str:
    rows = lead_figures.waiting_longest(marts)
    headings = [Column("Lead"), Column("Days", "right"), Column("From"), Column("Owner"), Column("Verdict")]
    cells = [
        [
            record(row["lead_id"], row["record_url"]),
            figure("waiting.days", row["days"], lead=row["lead_id"]),
            text(row["sender"]),
            text(words.owner(row["owner"], row["owner_is_active"])),
            text(words.VERDICT_OF_ONE[row["verdict"]]),
        ]
        for row in rows
    ]
    rest = total - len(rows)
    return (
        "<h3>The oldest first</h3>"
        + table("waiting-table", "Leads that wait longest", headings, cells)
        + (f'<p class="rest">And {figure("waiting.rest", rest)} more.</p>' if rest else "")
    )
