"""What is known of a lead: who it is without its person, the verdict clause by clause, what sales did, and what it is linked to."""

from __future__ import annotations

from typing import Any

from orchestration.commands.explain.books import Books, Row

# Narrowest first; the words for a lead's value of the scope.
SCOPES = {"campaign": "campaign_id", "vendor": "vendor", "channel": "channel", "default": None}


def explain(books: Books, lead_id: str) -> dict[str, Any]:
    """Everything about one lead, as plain values."""
    [lead] = books.mart("fct_leads", "lead_id = ?", [lead_id])
    flags = books.flags("lead", lead_id)
    return {
        "who": _who(books, lead),
        "verdict": _verdict(books, lead),
        "brief": _brief(books, lead),
        "clauses": _clauses(books, lead, flags),
        "exclusions": _exclusions(books, lead, flags),
        "flags": flags,
        "sales": _sales(books, lead),
        "links": _links(books, lead),
        "origin": books.origin("lead", lead_id),
    }


def _who(books: Books, lead: Row) -> Row:
    wanted = (
        "source vendor channel campaign_id country country_code created_at created_on delivered_at delivered_on delivered_at_from "
        "status is_test is_deleted record_url"
    )
    who = {name: lead[name] for name in wanted.split()}
    campaigns = books.mart("dim_campaign", "campaign_id = ?", [lead["campaign_id"]]) if lead["campaign_id"] else []
    return {**who, "campaign": campaigns[0]["name"] if campaigns else None, "owner": books.owner(lead["owner_id"])}


def _verdict(books: Books, lead: Row) -> Row:
    given = books.private(
        "select verdict, failed_rules, brief_id, brief_version, judged_at, is_superseded from quality.lead_verdicts "
        "where lead_id = ? order by judged_at",
        [lead["lead_id"]],
    )
    current = next((row for row in given if not row["is_superseded"]), None)
    return {
        "verdict": lead["verdict"],
        "judged_at": current["judged_at"] if current else None,
        "broken": current["failed_rules"].split(",") if current and current["failed_rules"] else [],
        "superseded": [row for row in given if row["is_superseded"]],
    }


def _brief(books: Books, lead: Row) -> Row | None:
    """The brief that it was judged by, and why that one."""
    found = books.mart("dim_brief", "brief_id = ? and brief_version = ?", [lead["brief_id"], lead["brief_version"]])
    if not found:
        return None
    [brief] = found
    wanted = "brief_id brief_version name scope_kind scope_values in_force_from in_force_to marketing_approver sales_approver change_note"
    on = lead["delivered_on"]
    others = books.mart(
        "dim_brief",
        "in_force_from <= ? and (in_force_to is null or in_force_to > ?) and brief_id <> ?",
        [on, on, lead["brief_id"]],
        "brief_id",
    )
    narrower = list(SCOPES)[: list(SCOPES).index(brief["scope_kind"])]
    return {
        **{name: brief[name] for name in wanted.split()},
        "scope_value": lead[SCOPES[brief["scope_kind"]]] if SCOPES[brief["scope_kind"]] else None,
        "narrower": narrower,
        "others_in_force": [
            {"brief_id": row["brief_id"], "brief_version": row["brief_version"], "scope_kind": row["scope_kind"],
             "scope_values": row["scope_values"]}
            for row in others
        ],
    }  # fmt: skip


def _clauses(books: Books, lead: Row, flags: list[Row]) -> list[Row]:
    """Each clause of the brief, judged on what was delivered. That one is broken, its flag says: the predicate is not repeated here."""
    broken = {flag["rule_id"]: flag for flag in flags}
    rows = books.private(
        """
        select
            clause_id, field, operator, severity, on_missing, says, remedy, observed, expected, observed_number, is_applicable,
            is_personal
        from intermediate.int_lead_clauses where lead_id = ? and state = 'first_known' order by clause_id
        """,
        [lead["lead_id"]],
    )
    judged = []
    for row in rows:
        flag = broken.get(f"clause_{row['clause_id']}")
        value = row["observed_number"] if row["operator"] in ("at_least", "at_most") else row["observed"]
        if not row["is_applicable"]:
            outcome = "not applied"
        elif flag is not None:
            outcome = "broken"
        else:
            outcome = "unknown" if value is None else "kept"
        observed = row["observed"]
        if row["is_personal"] and observed is not None:
            observed = "a value (personal, not shown)"
        wanted = "clause_id field operator severity on_missing expected says remedy".split()
        judged.append({**{name: row[name] for name in wanted}, "observed": observed, "outcome": outcome})
    order = ["broken", "unknown", "not applied", "kept"]
    return sorted(judged, key=lambda clause: (order.index(clause["outcome"]), clause["clause_id"]))


def _exclusions(books: Books, lead: Row, flags: list[Row]) -> list[Row]:
    """Each sort of people that the brief leaves out, and whether the lead, as it was delivered, is one of them."""
    broken = {flag["rule_id"] for flag in flags}
    rows = books.private(
        """
        select sort, value, matched, is_excluded from intermediate.int_lead_exclusions
        where lead_id = ? and state = 'first_known' order by sort
        """,
        [lead["lead_id"]],
    )
    return [
        {
            "sort": row["sort"],
            "expected": row["value"],
            "observed": row["matched"],
            "outcome": "broken"
            if f"excluded_{row['sort']}" in broken
            else "unknown"
            if row["is_excluded"] is None
            else "kept",
        }
        for row in rows
    ]


def _sales(books: Books, lead: Row) -> Row:
    history = books.private(
        """
        select status, changed_at, changed_by, reason, source from intermediate.int_lead_status_history_unified
        where lead_id = ? and is_latest and not is_tombstone order by changed_at, status
        """,
        [lead["lead_id"]],
    )
    wanted = "sales_decision decided_at rejection_reason is_disputed assigned_at first_response_at response_minutes converted_at"
    return {
        **{name: lead[name] for name in wanted.split()},
        "history": [{**row, "changed_by": books.changer(row["source"], row["changed_by"])} for row in history],
    }


def _links(books: Books, lead: Row) -> Row:
    deals = books.mart("fct_deals", "deal_id = ? or lead_id = ?", [lead["deal_id"], lead["lead_id"]], "deal_id")
    wanted = "deal_id match_rule status stage_id stage_name amount currency closed_on record_url".split()
    same = books.mart("dim_person_record", "person_id = ?", [lead["person_id"]], "record_kind, record_id")
    own = [row for row in same if row["record_id"] == lead["lead_id"] and row["record_kind"] == "lead"]
    return {
        "deals": [{name: row[name] for name in wanted} for row in deals],
        "person_id": lead["person_id"],
        "match_rule": own[0]["match_rule"] if own else None,
        "same_person": [
            {name: row[name] for name in ("record_kind", "record_id", "match_rule")} for row in same if row not in own
        ],
        "account_id": lead["account_id"],
        "is_won": lead["is_won"],
        "revenue_base": lead["revenue_base"],
    }
