"""How soon leads are answered, as a part of the section on leads that wait.

Belongs here: which lead to answer first and why, promises kept, conversion by delay. Does not belong here: computing figures, drawing.
"""

from __future__ import annotations

from orchestration.publish.report import charts, follow_up_figures, words
from orchestration.publish.report.markup import empty, figure, note, record, text
from orchestration.publish.report.marts import Marts, Row
from orchestration.publish.report.tables import Column, table

_NOT_TOLD = (
    "What is lost by waiting cannot be told yet: too few leads were answered after one delay or the next to compare them. Until it can, "
    "what came in last comes first."
)
_FEW = "Too few leads were answered after any delay to say how many convert: it takes 30, each old enough to have had its time."
_CONVERTED = "Converted, by how soon they were answered"
_NO_FOLLOW_UP = "How soon leads were answered cannot be told: this version lacks `fct_lead_sla`. Run the whole job with `leadline run`."
_UNPROMISED = "is held to a promise: its brief has no `respond_within_minutes`, it came before `go_live`, or only the day is known."
_ORDER = (
    "`mart_leads_waiting` by `place`: what is lost is how many of a hundred such leads convert no more if they wait until the next longer "
    "delay, with the interval of 95 %; it says what went together, not what caused it."
)
_CLOCKS = (
    "The system's delay is from the delivery to the first owner, by the calendar; people's from then to the first answer, in their working "
    "hours. Both are medians of those known."
)
_NO_PROOF = "the line is the interval of 95 %, pale bars have fewer than 30 leads. Whoever answers the best first sees the same: no proof."


def to_answer_first(marts: Marts, total: int) -> str:
    """The leads that lose most by waiting; nothing where the mart has none."""
    rows = follow_up_figures.to_answer_first(marts)
    if not rows:
        return ""
    headings = [
        Column("Lead"),
        Column("Waiting"),
        Column("Promised"),
        Column("Late"),
        Column("Owner"),
        Column("Lost by waiting on", is_wide=True),
        Column("Verdict"),
    ]
    cells = [
        [
            record(row["lead_id"], row["record_url"]),
            _waits(row),
            text(_promised(row)),
            text(_late(row)),
            text(words.owner(row["owner"], row["owner_is_active"])),
            text(_lost(row, marts.company.currency)),
            text(words.VERDICT_OF_ONE[row["verdict"]]),
        ]
        for row in rows
    ]
    rest = total - len(rows)
    return "".join(
        (
            "<h3>To answer first</h3>",
            "" if any(row["lost_ratio"] is not None for row in rows) else f"<p>{_NOT_TOLD}</p>",
            table("waiting-table", "Leads to answer first", headings, cells),
            f'<p class="rest">And {figure("waiting.rest", rest)} more.</p>' if rest > 0 else "",
            note(_ORDER),
        )
    )


def _waits(row: Row) -> str:
    minutes, of = row["waiting_minutes"], {"lead": row["lead_id"]}
    if minutes is None:
        return figure("waiting.days", row["days"], words.count(row["days"], "day"), **of)
    return figure("waiting.minutes", minutes, words.span(minutes, "working"), **of)


def _promised(row: Row) -> str:
    minutes = row["promised_minutes"]
    return "nothing" if minutes is None else f"within {words.span(minutes, 'working')}"


def _late(row: Row) -> str:
    if row["is_held_to_respond"]:
        return "late" if row["is_late"] else "not yet"
    return "–" if row["promised_minutes"] is None else "not held to it"


def _lost(row: Row, currency: str | None) -> str:
    if row["lost_ratio"] is None:
        if row["elapsed_minutes"] is None:
            return "cannot be told: it was delivered on a day, not at a time"
        if row["minutes_to_next_delay"] is None:
            return "cannot be told: it waits longer than any delay that is compared"
        return "cannot be told: too few leads to compare"
    worth = "" if row["expected_loss_base"] is None else f", worth {words.money(row['expected_loss_base'], currency)}"
    between = _interval(row["lost_ratio_low"], row["lost_ratio_high"])
    doubt = "; it may be none" if row["lost_ratio_low"] <= 0 else ""
    return f"{words.of_hundred(row['lost_ratio'])} of 100 in {words.span(row['minutes_to_next_delay'])} ({between}{doubt}){worth}"


def follow_up(marts: Marts) -> str:
    """Promises kept in the last complete period, and conversion by delay."""
    kept = follow_up_figures.kept(marts)
    return "<h3>Answered in time</h3>" + (
        empty(_NO_FOLLOW_UP) if kept is None else _kept(kept, marts.company.period) + _decay(marts)
    )


def _kept(row: Row, length: str) -> str:
    period = words.period(row["period"], length)
    if not row["held"]:
        return empty(f"No lead delivered in {period} {_UNPROMISED}")
    held, late = row["held"], row["late"]
    what = "lead" if held == 1 else "leads"
    wait = "waits" if row["waiting"] == 1 else "wait"
    waiting = f", and {figure('answers.waiting', row['waiting'])} of them still {wait}" if row["waiting"] else ""
    return (
        f"<p>Of {figure('answers.held', held)} {what} delivered in {text(period)} and held to a promise, "
        f"{figure('answers.late', late)} ({text(words.percent(late, held))}) {'was' if late == 1 else 'were'} not answered in time"
        f"{waiting}. {_system(row)}; {_human(row)}.</p>"
        + note(
            f"`fct_lead_sla` where `is_held_to_respond`, by {length} of `delivered_on`, the last complete one. {_CLOCKS}"
        )
    )


def _system(row: Row) -> str:
    """How long it took until somebody had them."""
    if not row["system_known"]:
        return "How long the system took to give them an owner cannot be told"
    minutes = row["system_minutes"]
    within = figure("answers.system_minutes", minutes, words.span(minutes))
    return f"Half of {_of(row, 'system')} had an owner within {within}"


def _human(row: Row) -> str:
    """How long it took from then on."""
    if not row["human_known"]:
        return "none of them was answered at a known time"
    minutes = row["human_minutes"]
    within = figure("answers.human_minutes", minutes, words.span(minutes, "working"))
    return f"half of {_of(row, 'human')} were then answered within {within}"


def _of(row: Row, whose: str) -> str:
    return f"the {figure(f'answers.{whose}_known', row[f'{whose}_known'])} of whom it is known"


def _decay(marts: Marts) -> str:
    rows = [{**row, **_in_words(row)} for row in follow_up_figures.decay(marts)]
    if not any(row["is_enough"] for row in rows):
        return f"<h3>{_CONVERTED}</h3>{empty(_FEW)}"
    shows = f"{_CONVERTED}: " + ", ".join(
        f"{row['delay']} {row['told']}" + (f" ({row['interval']})" if row["is_enough"] else "") for row in rows
    )
    headings = [
        Column("First answer"),
        Column("Leads", "right"),
        Column("Converted", "right"),
        Column("Of 100, interval of 95 %", "right"),
    ]
    cells = [
        [
            text(row["delay"]),
            figure("decay.leads", row["leads"], delay=row["delay_number"]),
            figure("decay.converted", row["converted"], delay=row["delay_number"]),
            text(row["interval"]),
        ]
        for row in rows
    ]
    window = words.count(rows[0]["window_days"], "day")
    return "".join(
        (
            f"<h3>{_CONVERTED}</h3>",
            charts.chart("decay-chart", shows, charts.decay(rows)),
            table("decay-table", _CONVERTED, headings, cells),
            note(f"`mart_response_decay`: leads at least {window} old, converted within as many; {_NO_PROOF}"),
        )
    )


def _in_words(row: Row) -> Row:
    """The delay, what it tells, and how sure that is."""
    begins, ends = row["from_minutes"], row["until_minutes"]
    if ends is None:
        delay = f"after {words.span(begins)}"
    else:
        delay = f"{words.span(begins)} to {words.span(ends)}" if begins else f"within {words.span(ends)}"
    few = f"{words.count(row['leads'], 'lead')}, too few"
    return {
        "delay": delay,
        "told": f"{words.of_hundred(row['conversion_ratio'])} of 100 convert" if row["is_enough"] else few,
        "interval": _interval(row["conversion_ratio_low"], row["conversion_ratio_high"]),
    }


def _interval(low: float, high: float) -> str:
    return f"{words.of_hundred(low)} to {words.of_hundred(high)}"
