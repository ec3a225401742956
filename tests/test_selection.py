"""Selecting a part of the graph: names with plus signs, whole steps, what must be there already."""

from __future__ import annotations

import pytest

from orchestration.selection import RUN, Key, Node, SelectionError, completed, in_warehouse, missing, select, upstream

# lake.leads, lake.deals (one step) -> stg_leads -> signals -> lead_flags -> fct_leads -> wide -> snapshot -> digest
LAKE = frozenset({("lake", "leads"), ("lake", "deals")})
GRAPH: dict[Key, Node] = {
    RUN: Node("01_run"),
    ("lake", "leads"): Node("04_extract_files", together=LAKE),
    ("lake", "deals"): Node("04_extract_files", together=LAKE),
    ("staging", "stg_leads"): Node("05_staging_files", frozenset({("lake", "leads"), ("own", "ledger")})),
    ("signals", "leads"): Node("11_signals", frozenset({("staging", "stg_leads")})),
    ("quality", "lead_flags"): Node("12_check", frozenset({("signals", "leads")})),
    ("quality", "check_results"): Node("12_check", frozenset({("signals", "leads")})),
    ("quality", "rules"): Node("12_check"),
    ("marts", "fct_leads"): Node("14_marts_core", frozenset({("quality", "lead_flags"), RUN})),
    ("marts", "wide"): Node("14_marts_sales", frozenset({("marts", "fct_leads")})),
    ("publish", "snapshot"): Node("15_publish", frozenset({("marts", "wide")})),
    ("alert", "digest"): Node("16_alert", frozenset({("quality", "lead_flags"), ("publish", "snapshot")})),
}
FACT, WIDE, FLAGS = ("marts", "fct_leads"), ("marts", "wide"), ("quality", "lead_flags")
JUDGED = {FLAGS, ("quality", "check_results"), ("quality", "rules"), ("alert", "digest")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fct_leads", {FACT}),
        ("marts.fct_leads", {FACT}),
        ("marts/fct_leads", {FACT}),
        ("fct_leads+", {FACT, WIDE}),
        ("1+fct_leads", {FACT} | JUDGED),
        ("2+fct_leads", {FACT, ("signals", "leads")} | JUDGED),
        ("+fct_leads", {FACT, ("signals", "leads"), ("staging", "stg_leads")} | JUDGED | LAKE),
        ("stg_leads+1", {("staging", "stg_leads"), ("signals", "leads")}),
        ("wide lead_flags", {WIDE} | JUDGED),
        ("group:14_marts_core", {FACT}),
        ("group:marts_sales", {WIDE}),
        ("group:marts", {FACT, WIDE}),
        ("group:marts_sales+", {WIDE}),
        # one step brings them all, whichever is asked for
        ("lake.leads", set(LAKE)),
        # two tables have that name
        ("leads", {("signals", "leads")} | LAKE),
    ],
)
def test_a_selection_is_what_its_terms_name_with_whole_steps_and_without_publishing(
    text: str, expected: set[Key]
) -> None:
    assert select(text, GRAPH) == expected | {RUN}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fct_lead", "--select: there is no table 'fct_lead' (did you mean fct_leads?)"),
        ("mart.fct_leads", "--select: there is no table 'mart.fct_leads' (did you mean marts.fct_leads?)"),
        ("group:mart_sales", "--select: there is no group 'mart_sales' (did you mean marts_sales"),
        ("@fct_leads", "--select: '@fct_leads' cannot be read: write table names apart by spaces"),
        ("fct_leads,wide", "--select: 'fct_leads,wide' cannot be read"),
        ("  ", "--select says nothing: name a table (fct_deals), or a group (group:marts_sales)"),
        ("snapshot", "--select: a part of the graph is never published: name tables, or run without --select"),
    ],
)
def test_what_cannot_be_selected_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(SelectionError) as error:
        select(text, GRAPH)
    assert str(error.value).startswith(says)


def test_only_what_neither_is_chosen_nor_was_left_is_missing() -> None:
    chosen = select("fct_leads+", GRAPH)
    assert missing(chosen, GRAPH, set()) == ["marts.fct_leads is made from quality.lead_flags"]
    assert missing(chosen, GRAPH, {FLAGS}) == []
    assert missing(select("+fct_leads", GRAPH), GRAPH, set()) == []


def test_the_leads_job_ends_with_flags_and_alerts() -> None:
    assert completed(upstream([FLAGS], GRAPH), GRAPH) == (
        {RUN, ("signals", "leads"), ("staging", "stg_leads")} | JUDGED | LAKE
    )


def test_what_was_built_is_named_from_the_end_of_the_flow_and_the_lake_is_not_in_the_warehouse() -> None:
    assert in_warehouse(select("+fct_leads", GRAPH), GRAPH) == [
        "marts.fct_leads", "quality.check_results", "quality.lead_flags", "quality.rules", "signals.leads", "staging.stg_leads",
    ]  # fmt: skip
