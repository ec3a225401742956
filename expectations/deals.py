"""When does a deal contradict itself, or the process?

Belongs here: rules on `int_deals_signals`.
Does not belong here: the stages (see `agreement/sales_process.yml`), or how a signal is computed (see `dbt_project`).

A failing check on deals is news, not a failure of the run: it never blocks.
"""

from __future__ import annotations

from expectations.rules import Rule, Suite, at_least, at_most, is_empty, is_true

RULES = [
    Rule(
        id="stage_unknown",
        says="Every deal stands in a stage of the agreed sales process.",
        expect=is_true("stage_is_known", "no stage", "a stage of the process", shown="stage_name"),
        severity="hard",
        remedy="Add the CRM's word under `names:` in sales_process.yml, or move the deal to a stage that exists.",
        judges="outcome",
    ),
    Rule(
        id="stage_skipped",
        says="No deal jumps over a stage on its way forward; a reopened one begins where it is put.",
        expect=at_most("stages_skipped", 0),
        severity="soft",
        remedy="Ask what the skipped stage was to make sure of; if it is never needed, take it out of the process.",
        judges="outcome",
    ),
    Rule(
        id="stage_dates_out_of_order",
        says="No stage is entered before the deal exists or in the future, and no open one after the deal was closed.",
        expect=at_most("stage_entries_out_of_order", 0),
        severity="hard",
        remedy="Correct the dates in the CRM's stage history; look for imports that set them.",
        judges="outcome",
    ),
    Rule(
        id="closed_before_created",
        says="No deal is closed before it was created.",
        expect=at_least("days_from_creation_to_close", 0),
        severity="hard",
        remedy="Correct the close date or the creation date in the CRM.",
        judges="outcome",
    ),
    Rule(
        id="close_date_in_past",
        says="No open deal is expected to close on a day that has passed.",
        expect=at_most("days_past_expected_close", 0),
        severity="soft",
        remedy="Ask the owner for a new date, or close the deal as lost.",
        judges="outcome",
    ),
    Rule(
        id="won_without_amount",
        says="Every won deal has an amount above zero.",
        expect=is_true("won_has_amount", "no amount above 0", "an amount above 0"),
        severity="hard",
        remedy="Enter the amount of the signed order.",
        judges="outcome",
    ),
    Rule(
        id="lost_without_reason",
        says="Every lost deal says why it was lost.",
        expect=is_true("lost_has_reason", "no reason", "a reason"),
        severity="soft",
        remedy="Ask the owner for the reason; make it a required field at closing.",
        judges="outcome",
    ),
    Rule(
        id="deal_before_lead",
        says="No deal is older than the lead that it came from.",
        expect=at_least("days_from_lead_to_deal", 0),
        severity="soft",
        remedy="Look whether the lead was entered afterwards, or linked to a deal that it did not bring.",
        judges="outcome",
    ),
    Rule(
        id="product_unknown",
        says="The product of a deal is one that we sell.",
        expect=is_true("product_is_known", "not among the products", "one of the products", shown="product_id"),
        severity="hard",
        remedy="Correct the product's name in the CRM, or add it to the list of products.",
        judges="outcome",
    ),
    Rule(
        id="won_probability_below_one",
        says="A won deal has probability 1.",
        expect=at_least("won_probability", 1),
        severity="soft",
        remedy="Set the probability from the stage; a forecast that weighs by it counts this deal too low.",
        judges="outcome",
    ),
    Rule(
        id="lost_probability_above_zero",
        says="A lost deal has probability 0.",
        expect=at_most("lost_probability", 0),
        severity="soft",
        remedy="Set the probability from the stage; a forecast that weighs by it counts this deal at all.",
        judges="outcome",
    ),
    Rule(
        id="unmapped_value",
        says="Every coded value is one of the words that Leadline knows.",
        expect=is_empty("unmapped_values", "only known words"),
        severity="soft",
        remedy="Map the source's words under `values:` in sources.yml.",
        judges="outcome",
    ),
]

SUITES = [Suite("deals", "intermediate.int_deals_signals", RULES, key=("deal_id",), flags="deal")]
