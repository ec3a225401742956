"""Charts of the page: Altair's specifications of plain bars, drawn by the JavaScript that the page carries.

Belongs here: how figures are drawn. Colours are the page's own variables, so a chart follows its theme.
Does not belong here: which figures, and what a chart is said to show (see the `*_section`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from orchestration.publish.report import words
from orchestration.publish.report.markup import text
from orchestration.publish.report.marts import Row

# Wide enough for two words; longer names are cut and end in an ellipsis.
_NAME_WIDTH = 142
_LINES = "split(datum.label, '\\n')"

_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)", "labelFontSize": 12, "labelPadding": 8, "labelLineHeight": 15,
        "domain": False, "ticks": False, "gridColor": "var(--line)", "title": None, "labelLimit": _NAME_WIDTH,
    },
    "legend": {"disable": True},
}  # fmt: skip


def chart(identity: str, shows: str, specification: dict[str, Any]) -> str:
    """The place of a chart, and its specification as data.

    Args:
        shows: the chart in a sentence, for who cannot see it.
    """
    # The drawing has a place of its own inside: Vega puts a role and a label of its own on what it draws into.
    # No text of the marts can end the script's element.
    data = json.dumps(specification, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return (
        f'<div class="chart" id="{identity}" role="img" aria-label="{text(shows)}"><div></div></div>'
        f'<script type="application/json" class="specification" data-chart="{identity}">{data}</script>'
    )


def funnel(rows: Sequence[Row]) -> dict[str, Any]:
    """A bar a step; the part that keeps the brief is darker."""
    delivered = rows[0]["leads"]
    values = []
    for row in rows:
        name = f"{words.STEPS[row['step']]}\n{words.number(row['leads'])} · {words.percent(row['leads'], delivered)}"
        values += [
            {"name": name, "part": "conforming", "leads": row["conforming"], "order": 0},
            {"name": name, "part": "other", "leads": row["leads"] - row["conforming"], "order": 1},
        ]
    return _bars(values, "leads", {"conforming": "var(--good)", "other": "var(--pale)"}, step=44)


def senders(rows: Sequence[Row]) -> dict[str, Any]:
    """A bar a sender, by verdict."""
    values = []
    for row in rows:
        judged = row["conforming"] + row["non_conforming"]
        name = f"{row['sender']}\n{words.number(row['non_conforming'])} of {words.number(judged)} break it"
        values += [
            {"name": name, "part": verdict, "leads": row[verdict], "order": order}
            for order, verdict in enumerate(VERDICT_ORDER)
        ]
    return _bars(values, "leads", _VERDICT_COLOURS, step=44)


def ages(rows: Sequence[Row]) -> dict[str, Any]:
    """A bar a span of waiting."""
    values = [
        {"name": f"{row['age']}\n{words.count(row['leads'], 'lead')}", "part": "all", "leads": row["leads"], "order": 0}
        for row in rows
    ]
    return _bars(values, "leads", {"all": "var(--accent)"}, step=38)


def decay(rows: Sequence[Row]) -> dict[str, Any]:
    """A bar a delay: the share that converted, with its interval as a line; paler where too few leads say so."""
    import altair as alt

    values = [
        {
            "name": f"{row['delay']}\n{row['told']}",
            "part": "enough" if row["is_enough"] else "few",
            "ratio": row["conversion_ratio"],
            "low": row["conversion_ratio_low"],
            "high": row["conversion_ratio_high"],
            "order": 0,
        }
        for row in rows
    ]
    bars = _bars(values, "ratio", {"enough": "var(--accent)", "few": "var(--pale)"}, step=38)
    line = (
        alt.Chart()
        .mark_rule(strokeWidth=2, color="var(--ink)")
        .encode(
            y=alt.Y("name:N", sort=[value["name"] for value in values]),
            x=alt.X("low:Q", axis=None),
            x2="high:Q",
        )
        .to_dict()
    )
    whole = {name: bars.pop(name) for name in ("mark", "encoding")}
    return {**bars, "layer": [whole, {name: line[name] for name in ("mark", "encoding")}]}


def stages(rows: Sequence[Row]) -> dict[str, Any]:
    """A bar a stage: flagged deals before the others."""
    values = []
    for row in rows:
        name = f"{words.stage(row['stage'])}\n{words.number(row['flagged'])} of {words.number(row['deals'])} flagged"
        values += [
            {"name": name, "part": "flagged", "deals": row["flagged"], "order": 0},
            {"name": name, "part": "clean", "deals": row["deals"] - row["flagged"], "order": 1},
        ]
    return _bars(values, "deals", {"flagged": "var(--bad)", "clean": "var(--pale)"}, step=42)


def periods(rows: Sequence[Row], length: str) -> dict[str, Any]:
    """A stacked column a period of delivery, by verdict."""
    import altair as alt

    names = []
    for number, row in enumerate(rows):
        short, year = words.period(row["period"], length).split()
        # The year is said where it begins.
        names.append(f"{short}\n{year}" if number == 0 or row["period"].month == 1 else short)
    values = [
        {"period": number, "part": verdict, "leads": row[verdict], "order": order}
        for number, row in enumerate(rows)
        for order, verdict in enumerate(VERDICT_ORDER)
    ]
    names_by_number = f"split({json.dumps(names, ensure_ascii=False)}[datum.value], '\\n')"
    picture = (
        alt.Chart(alt.Data(values=values))
        .mark_bar()
        .encode(
            x=alt.X(
                "period:O",
                axis=alt.Axis(labelAngle=0, labelExpr=names_by_number, labelOverlap="greedy", labelAlign="center"),
                scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1),
            ),
            y=alt.Y("leads:Q", stack="zero", axis=alt.Axis(tickCount=4, format=",d", labelColor="var(--muted)")),
            color=_colours(_VERDICT_COLOURS),
            order=alt.Order("order:Q"),
        )
    )
    return _finish(picture, height=220)


# From the end that matters: the bars begin with what breaks the brief, and so does their key.
VERDICT_ORDER = ("non_conforming", "unknown", "no_brief", "conforming")
_VERDICT_COLOURS = {
    "non_conforming": "var(--bad)",
    "unknown": "var(--unknown)",
    "no_brief": "var(--none)",
    "conforming": "var(--good)",
}


def _bars(values: list[dict[str, Any]], measure: str, colours: dict[str, str], step: int) -> dict[str, Any]:
    """Horizontal bars in the order of the values; the name's second line is the figure, so no axis is needed."""
    import altair as alt

    names = list(dict.fromkeys(value["name"] for value in values))
    picture = (
        alt.Chart(alt.Data(values=values))
        .mark_bar()
        .encode(
            y=alt.Y(
                "name:N",
                sort=names,
                axis=alt.Axis(labelExpr=_LINES, labelAlign="left", labelPadding=_NAME_WIDTH + 4, labelOffset=-8),
                scale=alt.Scale(paddingInner=0.35, paddingOuter=0.1),
            ),
            x=alt.X(f"{measure}:Q", stack="zero", axis=None, scale=alt.Scale(nice=False)),
            color=_colours(colours),
            order=alt.Order("order:Q"),
        )
    )
    return _finish(picture, height=step * len(names))


def _colours(colours: dict[str, str]) -> Any:
    import altair as alt

    return alt.Color("part:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())))


def _finish(picture: Any, height: int) -> dict[str, Any]:
    specification = picture.properties(width="container", height=height, padding=0).to_dict()
    specification["config"] = _CONFIG
    return specification
