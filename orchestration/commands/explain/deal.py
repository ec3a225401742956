"""What is known of a deal: what it is, its moves through the stages, what is inconsistent, and which leads it comes from."""

from __future__ import annotations

from typing import Any

from orchestration.commands.explain.books import Books, Row


def explain(books: Books, deal_id: str) -> dict[str, Any]:
    """Everything about one deal, as plain values."""
    [deal] = books.mart("fct_deals", "deal_id = ?", [deal_id])
    return {
        "who": _who(books, deal),
        "process": _process(books, deal),
        "flags": books.flags("deal", deal_id),
        "visits": _visits(books, deal),
        "links": _links(books, deal),
        "origin": books.origin("deal", deal_id),
    }


def _who(books: Books, deal: Row) -> Row:
    wanted = (
        "source pipeline kind channel campaign_id product_id stage_id stage_name status amount currency amount_base created_at created_on "
        "expected_close_date closed_at closed_on days_open probability forecast_category push_count loss_reason payment_terms "
        "is_deleted record_url"
    )
    products = books.mart("dim_product", "product_id = ?", [deal["product_id"]]) if deal["product_id"] else []
    return {
        **{name: deal[name] for name in wanted.split()},
        "product": products[0]["name"] if products else None,
        "owner": books.owner(deal["owner_id"]),
    }


def _process(books: Books, deal: Row) -> Row | None:
    """The version of the process that it follows, and what its stage asks."""
    rows = books.mart("dim_stage", "process_version = ?", [deal["process_version"]], "position")
    if not rows:
        return None
    stage = next((row for row in rows if row["stage_id"] == deal["stage_id"]), None)
    return {
        "version": deal["process_version"],
        "in_force_from": rows[0]["in_force_from"],
        "in_force_to": rows[0]["in_force_to"],
        "stages": [row["stage_id"] for row in rows],
        "why": stage["why"] if stage else None,
        "expected_days": stage["expected_days"] if stage else None,
    }


def _visits(books: Books, deal: Row) -> list[Row]:
    expected = {
        row["stage_id"]: row["expected_days"]
        for row in books.mart("dim_stage", "process_version = ?", [deal["process_version"]])
    }
    rows = books.mart("fct_deal_stage_visits", "deal_id = ?", [deal["deal_id"]], "visit_number")
    wanted = "visit_number stage_id stage_name entered_at entered_on exited_on days direction".split()
    return [
        {
            **{name: row[name] for name in wanted},
            "expected_days": expected.get(row["stage_id"]),
            "changed_by": books.changer(deal["source"], row["changed_by"]),
        }
        for row in rows
    ]


def _links(books: Books, deal: Row) -> Row:
    leads = books.mart(
        "fct_leads", "deal_id = ? or lead_id = ?", [deal["deal_id"], deal["lead_id"]], "delivered_at, lead_id"
    )
    wanted = "lead_id vendor channel delivered_on verdict sales_decision".split()
    return {
        "leads": [
            {**{name: row[name] for name in wanted}, "is_lead_of_deal": row["lead_id"] == deal["lead_id"]}
            for row in leads
        ],
        "match_rule": deal["match_rule"],
        "person_id": deal["person_id"],
        "account_id": deal["account_id"],
    }
