"""The news of the page in sentences: what is good, what is wrong, what to do next.

Belongs here: which figures are worth a sentence. Does not belong here: how a figure is computed or drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from orchestration.publish.report import data_figures, deal_figures, lead_figures, words
from orchestration.publish.report.markup import coded, figure, text
from orchestration.publish.report.marts import ENOUGH, Marts, Row
from orchestration.publish.report.rules import Broken, Rules

# A vendor is told to keep the brief from this share on, and to break it from that one.
KEEPS, BREAKS = 0.9, 0.1


@dataclass
class Headline:
    """One line of news, and sentences of HTML under three heads."""

    title: str
    good: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)


def headline(marts: Marts, rules: Rules) -> Headline:
    """Compute the news of a version."""
    leads, deals = lead_figures.totals(marts), deal_figures.totals(marts)
    waiting = lead_figures.waiting(marts, "age")
    since = lead_figures.recent_from(marts)
    senders = lead_figures.senders(marts, since)
    news = Headline(_title(senders, since, sum(row["leads"] for row in waiting), leads, deals))
    _senders(news, marts, rules, senders, since)
    _waiting(news, waiting)
    _won(news, leads, deals, marts.company.currency)
    _deals(news, rules.deals, deals)
    _data(news, marts, leads["delivered"] + deals["deals"])
    return news


def _title(senders: Sequence[Row], since: date | None, waiting: int, leads: Row, deals: Row) -> str:
    """The two worst things, leads before deals; else what is as it should be."""
    judged, broken = sum(map(lead_figures.judged, senders)), sum(row["non_conforming"] for row in senders)
    of_leads = words.share_of(broken, judged, f"judged leads{_since(since)}", "breaks the brief", "break the brief")
    of_deals = words.share_of(deals["flagged"], deals["deals"], "deals", "is flagged", "are flagged")
    wrong = []
    if judged and broken / judged >= BREAKS:
        wrong.append(of_leads)
    if waiting:
        wrong.append(f"{words.count(waiting, 'lead')} {'waits' if waiting == 1 else 'wait'} for an answer")
    if deals["flagged"]:
        wrong.append(of_deals)
    if wrong:
        first, *second = wrong[:2]
        return ", and ".join([first, *(part[0].lower() + part[1:] for part in second)])
    if judged:
        return of_leads
    if deals["deals"]:
        return of_deals
    return (
        f"{words.count(leads['delivered'], 'lead')} came, none judged yet"
        if leads["delivered"]
        else "Nothing was delivered yet"
    )


def _since(day: date | None) -> str:
    return f" since {words.day(day)}" if day else ""


def _senders(news: Headline, marts: Marts, rules: Rules, senders: Sequence[Row], since: date | None) -> None:
    """The sender that breaks the brief most, and the one that keeps it best; when nobody breaks it, all together."""
    worst = lead_figures.worst(senders)
    if worst and worst["non_conforming"] / lead_figures.judged(worst) >= BREAKS:
        reason = lead_figures.reason_of(marts, worst["sender"], since)
        rule = rules.of_lead(reason["rule_id"]) if reason else None
        because = f", most often {_quoted(rule)}" if rule else ""
        news.wrong.append(
            f"{text(worst['sender'])}: {figure('headline.worst.non_conforming', worst['non_conforming'])} of "
            f"{figure('headline.worst.judged', lead_figures.judged(worst))} judged leads{_since(since)} break the brief{because}."
        )
        if rule and rule.remedy:
            news.to_do.append(f"{text(worst['sender'])}: {coded(rule.remedy)}")
    judged, kept = sum(map(lead_figures.judged, senders)), sum(row["conforming"] for row in senders)
    if judged >= ENOUGH and kept == judged:
        news.good.append(f"All {figure('headline.judged', judged)} judged leads{_since(since)} keep the brief.")
        return
    rated = [row for row in senders if lead_figures.judged(row) >= ENOUGH]
    best = max(rated, key=lambda row: (row["conforming"] / lead_figures.judged(row), row["conforming"]), default=None)
    if best and best["conforming"] / lead_figures.judged(best) >= KEEPS:
        news.good.append(
            f"{text(best['sender'])}: {figure('headline.best.conforming', best['conforming'])} of "
            f"{figure('headline.best.judged', lead_figures.judged(best))} judged leads{_since(since)} keep the brief."
        )


def _waiting(news: Headline, waiting: list[Row]) -> None:
    total, oldest = sum(row["leads"] for row in waiting), max((row["oldest"] for row in waiting), default=0)
    if not total:
        return
    conforming = sum(row["conforming"] for row in waiting)
    news.wrong.append(
        f"{figure('headline.waiting', total)} {'lead waits' if total == 1 else 'leads wait'} for a first response, "
        f"the longest {words.days(oldest)}."
    )
    if conforming:
        what = "lead that keeps" if conforming == 1 else "leads that keep"
        news.to_do.append(
            f"Answer the {figure('headline.waiting.conforming', conforming)} waiting {what} the brief, "
            '<a href="#waiting">in this order</a>.'
        )


def _won(news: Headline, leads: Row, deals: Row, currency: str | None) -> None:
    if deals["won"]:
        from_leads = leads["revenue_base"]
        of_leads = (
            f", of which {figure('headline.revenue', from_leads, words.money(from_leads, currency))} came from leads"
            if from_leads
            else ""
        )
        news.good.append(
            f"{figure('headline.won', deals['won'])} {'deal is' if deals['won'] == 1 else 'deals are'} won, worth "
            f"{figure('headline.won_base', deals['won_base'], words.money(deals['won_base'], currency))}{of_leads}."
        )


def _deals(news: Headline, rules: Sequence[Broken], deals: Row) -> None:
    if not deals["deals"]:
        return
    if not deals["flagged"]:
        news.good.append("No deal contradicts itself or the process.")
        return
    most = max(rules, key=lambda rule: rule.records)
    news.wrong.append(
        f"{figure('headline.flagged', deals['flagged'])} of {figure('headline.deals', deals['deals'])} deals are flagged, "
        f"{'most often' if most.records > 1 else 'among others'} {_quoted(most)} ({figure('headline.flagged.most', most.records)})."
    )
    # Hard rules come first: what is impossible is put right before what is careless.
    first = rules[0]
    if first.remedy:
        news.to_do.append(
            f'<a href="#{first.fragment}">{words.count(first.records, "deal")}</a>: {coded(first.remedy)}'
        )


def _data(news: Headline, marts: Marts, records: int) -> None:
    rejected = data_figures.rejected_total(marts)
    if rejected:
        news.wrong.append(
            f"{figure('headline.rejected', rejected)} {'row' if rejected == 1 else 'rows'} could not be read: "
            f'<a href="#data">see why</a>.'
        )
    elif records:
        news.good.append("Every delivered row could be read.")


def _quoted(rule: Broken) -> str:
    """A rule as a link to what is said about it."""
    return f'<a href="#{rule.fragment}">“{text(rule.says.rstrip("."))}”</a>'
