"""The section on flagged deals.

Belongs here: what it says and shows. Does not belong here: computing figures, drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.publish.report import charts, deal_figures, words
from orchestration.publish.report.markup import empty, figure, key, note, section, text
from orchestration.publish.report.marts import COUNTED_DEALS_IN_WORDS, Marts, Row
from orchestration.publish.report.rule_list import rule_list
from orchestration.publish.report.rules import Broken, Rules
from orchestration.publish.report.tables import Column, table


def deals(marts: Marts, rules: Rules) -> str:
    """Deals that contradict themselves or the process, by stage and rule."""
    totals = deal_figures.totals(marts)
    if not totals["deals"]:
        return section(
            "deals", "Flagged deals", "No deals were delivered", empty("Map `deals` in sources.yml, and run again.")
        )
    stages = deal_figures.stages(marts)
    counted = (
        f"{COUNTED_DEALS_IN_WORDS}; {words.number(totals['left_out'])} left out; flagged: a row in "
        "`fct_deal_flags` with `resolved_at` null. The stage is where the deal stands now"
    )
    said = (
        f"<p>{figure('deals.flagged', totals['flagged'])} of {figure('deals.deals', totals['deals'])} deals are flagged, "
        f"{figure('deals.flagged_open', totals['flagged_open'])} of them among the {figure('deals.open', totals['open'])} open ones.</p>"
    )
    parts = [
        said,
        charts.chart(
            "stages-chart",
            "Flagged deals by stage: " + ", ".join(
                f"{words.stage(row['stage'])} {words.number(row['flagged'])} of {words.number(row['deals'])}" for row in stages
            ),
            charts.stages(stages),
        ),
        key({"flagged": "flagged", "other": "not flagged"}),
        note(f"{counted}."),
    ]  # fmt: skip
    if rules.deals:
        parts += [
            "<h3>Rule by stage</h3>",
            _heat(rules.deals, stages, deal_figures.rules_by_stage(marts)),
            note(f"{counted}. Deals that break the rule, by stage; a deal may break several."),
            rule_list(rules.deals, marts, "The rules that deals break, one by one"),
        ]
    title = words.share_of(
        totals["flagged"], totals["deals"], "deals",
        "contradicts itself or the process", "contradict themselves or the process",
    )  # fmt: skip
    return section("deals", "Flagged deals", title, *parts)


def _heat(rules: Sequence[Broken], stages: Sequence[Row], found: Sequence[Row]) -> str:
    """Rules by stages; the more deals, the stronger the cell."""
    columns = [row["stage"] for row in stages if row["flagged"]]
    deals_of = {(row["rule_id"], row["stage"]): row["deals"] for row in found}
    most = max(deals_of.values(), default=1)

    def cell(rule: Broken, stage: str) -> str:
        deals = deals_of.get((rule.rule_id, stage), 0)
        if not deals:
            return '<span class="none">·</span>'
        shown = figure("deals.by_rule", deals, rule=rule.rule_id, stage=stage)
        return f'<span class="heat" style="--heat:{deals / most:.2f}">{shown}</span>'

    return table(
        "stages-table",
        "Flagged deals by rule and stage",
        [
            Column("Rule", is_wide=True),
            Column("Deals", "right"),
            *(Column(words.stage(stage), "right") for stage in columns),
        ],
        [
            [
                f'<a href="#{rule.fragment}">{text(rule.says.rstrip("."))}</a>',
                words.number(rule.records),
                *(cell(rule, stage) for stage in columns),
            ]
            for rule in rules
        ],
    )
