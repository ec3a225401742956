"""The section on the funnel: from delivery to revenue, in all and by period.

Belongs here: what it says and shows. Does not belong here: computing figures, drawing.
"""

from __future__ import annotations

from orchestration.publish.report import charts, lead_figures, words
from orchestration.publish.report.markup import empty, figure, key, note, section, text
from orchestration.publish.report.marts import COUNTED_LEADS_IN_WORDS, Marts, Row
from orchestration.publish.report.tables import Column, table

_STEP_HEADINGS = [
    Column("Step"),
    Column("Leads", "right"),
    Column("Of delivered", "right"),
    Column("From the step before", "right"),
    Column("Keep the brief", "right"),
]


def funnel(marts: Marts) -> str:
    """The five steps, and the same by period of delivery."""
    rows = lead_figures.funnel(marts)
    if not rows:
        return section(
            "funnel", "Leads", "No leads were delivered", empty("Map `leads` in sources.yml, and run again.")
        )
    totals = lead_figures.totals(marts)
    reached = {row["step"]: row["leads"] for row in rows}
    title = (
        f"{words.number(reached['won'])} of {words.count(reached['delivered'], 'lead')} "
        f"{'was' if reached['won'] == 1 else 'were'} won, {words.number(reached['deal'])} became a deal"
    )
    shows = "Leads by step: " + ", ".join(
        f"{words.STEPS[row['step']].lower()} {words.number(row['leads'])}" for row in rows
    )
    return section(
        "funnel",
        "Funnel",
        title,
        charts.chart("funnel-chart", shows, charts.funnel(rows)),
        key({"conforming": "keep the brief", "other": "other leads"}),
        table("funnel-table", shows, _STEP_HEADINGS, [_step(rows, number) for number in range(len(rows))]),
        note(
            f"{COUNTED_LEADS_IN_WORDS}; {words.number(totals['left_out'])} left out; delivered {words.day(totals['first_day'])} to "
            f"{words.day(totals['last_day'])} (`delivered_on`). Keep the brief: `verdict` = conforming. Accepted: `sales_decision` = "
            "accepted. Deal: `deal_id` is known. Won: `is_won`. From the step before: of the leads in that step, the share in this one too."
        ),
        _periods(marts),
    )


def _step(rows: list[Row], number: int) -> list[str]:
    row = rows[number]
    return [
        text(words.STEPS[row["step"]]),
        figure("funnel.leads", row["leads"], step=row["step"]),
        words.percent(row["leads"], rows[0]["leads"]),
        words.percent(row["passed"], rows[number - 1]["leads"]) if number else "–",
        figure("funnel.conforming", row["conforming"], step=row["step"]),
    ]


def _periods(marts: Marts) -> str:
    rows, length = lead_figures.periods(marts), marts.company.period
    if not rows:
        return ""
    shows = f"Leads by {length} of delivery and verdict: " + "; ".join(
        f"{words.period(row['period'], length)} {words.number(row['delivered'])} delivered, "
        f"{words.number(row['non_conforming'])} break the brief"
        for row in rows
    )
    counted = [*lead_figures.STEPS, "non_conforming"]
    headings = [
        Column(length.capitalize()),
        *(Column({**words.STEPS, **words.VERDICTS}[name], "right") for name in counted),
    ]
    cells = [
        [
            text(words.period(row["period"], length)),
            *(figure(f"periods.{name}", row[name], period=row["period"]) for name in counted),
        ]
        for row in rows
    ]
    present = [verdict for verdict in charts.VERDICT_ORDER if any(row[verdict] for row in rows)]
    return "".join(
        [
            f"<h3>By {length} of delivery</h3>",
            charts.chart("periods-chart", shows, charts.periods(rows, length)),
            key({verdict.replace("_", "-"): words.VERDICTS[verdict].lower() for verdict in present}),
            f"<details><summary>The figures by {length}</summary>",
            table("periods-table", f"Steps of the funnel by {length} of delivery", headings, cells),
            "</details>",
            note(
                f"{COUNTED_LEADS_IN_WORDS}; by {length} of `delivered_on`, the last {words.count(len(rows), length)}. "
                f"Leads of the last {length}s are still on their way."
            ),
        ]
    )
