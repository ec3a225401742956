"""The section on verdicts: who delivers what was agreed, who does not, and why.

Belongs here: what it says and shows. Does not belong here: computing figures, drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from orchestration.publish.report import charts, lead_figures, words
from orchestration.publish.report.markup import figure, key, note, section, text
from orchestration.publish.report.marts import COUNTED_LEADS_IN_WORDS, ENOUGH, Marts, Row
from orchestration.publish.report.rule_list import rule_list
from orchestration.publish.report.rules import Rules
from orchestration.publish.report.tables import Column, table

# Rows and bars that are shown; the rest is counted.
_ROWS, _BARS = 15, 10

_IN_SENTENCES = {
    "conforming": "keep the brief",
    "non_conforming": "break it",
    "unknown": "cannot be judged for want of a value",
    "no_brief": "came under no brief",
}


def verdicts(marts: Marts, rules: Rules) -> str:
    """Verdicts by vendor and channel with the rules behind them; nothing when no lead was delivered."""
    totals = lead_figures.totals(marts)
    if not totals["delivered"]:
        return ""
    since = lead_figures.recent_from(marts)
    senders, rows = lead_figures.senders(marts, None), lead_figures.verdicts(marts, since)
    present = [
        verdict for verdict in lead_figures.VERDICTS if totals[verdict] or verdict in ("conforming", "non_conforming")
    ]
    return section(
        "verdicts",
        "Verdicts by vendor and channel",
        _title(marts, since),
        f"<p>{_in_words(totals, present)}</p>",
        _chart(senders[:_BARS]),
        key({name.replace("_", "-"): words.VERDICTS[name].lower() for name in charts.VERDICT_ORDER if name in present}),
        note(
            f"{COUNTED_LEADS_IN_WORDS}; all deliveries, by `vendor`, else by own `channel`."
            + (f" The {_BARS} with most broken briefs of {len(senders)}." if len(senders) > _BARS else "")
        ),
        _table(marts, rows, rules, present, since),
        note(
            f"{COUNTED_LEADS_IN_WORDS}; all deliveries, by `verdict`. Share that breaks it: of judged leads (conforming or not); below "
            f"{ENOUGH} judged leads nobody is rated. Disputed: conforming but rejected, or not conforming but accepted (`is_disputed`). "
            "Rules broken: `fct_lead_flags`, of the delivery for good, of the outcome while the flag is open."
        ),
        rule_list(rules.leads, marts, "The rules that leads break, one by one"),
    )


def _title(marts: Marts, since: date | None) -> str:
    """The sender that breaks the brief most: lately, else ever; without enough leads of any, all of them together."""
    ever = lead_figures.senders(marts, None)
    lately = lead_figures.senders(marts, since) if since else ever
    worst = lead_figures.worst(lately)
    if worst:
        things = f"{worst['sender']} leads" + (f" since {words.day(since)}" if since else "")
        return _broken(worst["non_conforming"], lead_figures.judged(worst), things)
    before = lead_figures.worst(ever)
    if before:
        earlier = words.share_of(
            before["non_conforming"], lead_figures.judged(before), f"{before['sender']} leads", "broke", "broke"
        )
        still = any(row["sender"] == before["sender"] and row["non_conforming"] for row in lately)
        return f"{earlier} the brief" + ("" if still else f", none since {words.day(since)}")
    judged = sum(lead_figures.judged(row) for row in ever)
    return _broken(sum(row["non_conforming"] for row in ever), judged, "judged leads")


def _broken(part: int, judged: int, things: str) -> str:
    if not judged:
        return "No lead could be judged yet"
    return words.share_of(part, judged, things, "breaks the brief", "break the brief")


def _in_words(totals: Row, present: Sequence[str]) -> str:
    parts = [
        f"{figure('verdicts.total', totals[verdict], verdict=verdict)} {_IN_SENTENCES[verdict]}" for verdict in present
    ]
    return (
        f"Of {figure('verdicts.delivered', totals['delivered'])} delivered leads {', '.join(parts)}. "
        f"Sales decided against the verdict on {figure('verdicts.disputed', totals['disputed'])}."
    )


def _chart(senders: Sequence[Row]) -> str:
    shows = "Verdicts by sender: " + "; ".join(
        f"{row['sender']} {words.number(row['delivered'])} delivered, {words.number(row['non_conforming'])} break the brief"
        for row in senders
    )
    return charts.chart("senders-chart", shows, charts.senders(senders))


def _table(marts: Marts, rows: Sequence[Row], rules: Rules, present: Sequence[str], since: date | None) -> str:
    reasons = lead_figures.reasons(marts)
    headings = [
        Column("Vendor"),
        Column("Channel"),
        Column("Delivered", "right"),
        *(Column(words.VERDICTS[verdict], "right") for verdict in present),
        Column("Share that breaks it", "right"),
        *([Column(f"Share since {words.day(since)}", "right")] if since else []),
        Column("Disputed", "right"),
        Column("Rules broken most often, hard ones first", is_wide=True),
    ]
    cells = [_row(row, reasons, rules, present, since is not None) for row in rows[:_ROWS]]
    left = rows[_ROWS:]
    rest = (
        f'<p class="rest">And {words.number(len(left))} more with {words.count(sum(row["delivered"] for row in left), "lead")}.</p>'
        if left
        else ""
    )
    return table("verdicts-table", "Verdicts by vendor and channel", headings, cells) + rest


def _row(row: Row, reasons: Sequence[Row], rules: Rules, present: Sequence[str], has_recent: bool) -> list[str]:
    of = {"vendor": row["vendor"] or "", "channel": row["channel"] or ""}
    broken = [reason for reason in reasons if (reason["vendor"], reason["channel"]) == (row["vendor"], row["channel"])]
    return [
        text(row["vendor"] or "our own"),
        text(words.channel(row["channel"])),
        figure("verdicts.delivered_by", row["delivered"], **of),
        *(figure(f"verdicts.{verdict}", row[verdict], **of) for verdict in present),
        _share(row["non_conforming"], lead_figures.judged(row)),
        *([_share(row["recent_non_conforming"], row["recent_judged"])] if has_recent else []),
        figure("verdicts.disputed_by", row["disputed"], **of),
        "".join(_reason(reason, rules) for reason in broken) or "–",
    ]


def _share(part: int, judged: int) -> str:
    return text(words.percent(part, judged)) if judged >= ENOUGH else '<span class="few">not enough data</span>'


def _reason(reason: Row, rules: Rules) -> str:
    rule = rules.of_lead(reason["rule_id"])
    says = text(rule.says.rstrip(".")) if rule else text(words.rule(reason["rule_id"], None))
    link = f'<a href="#{rule.fragment}">{says}</a>' if rule else says
    return f'<span class="reason">{link} ({words.number(reason["leads"])}, {text(reason["severity"])})</span>'
