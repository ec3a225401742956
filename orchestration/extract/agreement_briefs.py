"""Rows of lead_brief.yml: briefs, their limits, clauses, shares, exclusions, keys of duplicates, and reasons to reject a lead.

Belongs here: what of the file goes into which column. Does not belong here: the tables' types (see `agreement`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from expectations.agreement.brief import Brief
from expectations.agreement.parts import Agreement

Row = dict[str, Any]


def rows(agreement: Agreement) -> dict[str, list[Row]]:
    """The rows of each table, without stamps."""
    tables: dict[str, list[Row]] = {
        "agreement_briefs": [],
        "agreement_brief_limits": [],
        "agreement_brief_clauses": [],
        "agreement_brief_shares": [],
        "agreement_brief_exclusions": [],
        "agreement_brief_duplicate_keys": [],
        "agreement_rejection_reasons": [],
    }
    for brief in agreement.briefs:
        key = {"brief_id": brief.id, "version": brief.version}
        said = _said(agreement, brief)
        tables["agreement_briefs"] += [{**key, **said, "scope_value": value} for value in brief.scope_values]
        for table, found in _lists(brief).items():
            tables[table] += [{**key, **row} for row in found]
    return tables


def _said(agreement: Agreement, brief: Brief) -> Row:
    """What a version says once, without its key and the values of its scope."""
    volume, price = brief.volume, brief.price
    return {
        "name": brief.name,
        "objective": brief.objective,
        "valid_from": brief.valid_from,
        "valid_to": agreement.ends(brief),
        "scope_kind": brief.scope_kind,
        "specificity": brief.specificity,
        "volume_goal": volume.goal,
        "volume_unit": volume.unit,
        "volume_per": volume.per,
        "marketing_approver": brief.approved_by.marketing,
        "sales_approver": brief.approved_by.sales,
        "change_note": brief.change_note,
        "is_retroactive": brief.retroactive,
        "supersedes": brief.supersedes,
        "volume_due_at": _instant(volume.due, volume.time_zone or agreement.company.time_zone),
        "volume_pacing": volume.pacing,
        "duplicate_scope": brief.duplicates.scope,
        "price_amount": price and price.amount,
        "price_currency": price and (price.currency or agreement.company.base_currency),
        "price_per": price and price.per,
        "price_cap": price and price.cap,
        "return_within_days": price and price.return_within_days,
        "respond_within_minutes": brief.sales_commitments.respond_within_minutes,
        "decide_within_days": brief.sales_commitments.decide_within_days,
        "attempts": brief.sales_commitments.attempts,
        "is_reason_required": brief.sales_commitments.reason_on_rejection,
        "nurture_within_days": brief.marketing_commitments.nurture_within_days,
        "persona": brief.persona,
    }


def _lists(brief: Brief) -> dict[str, list[Row]]:
    """What a version says several times over, by table, without its key."""
    shares = enumerate(brief.volume.minimum_shares, start=1)
    return {
        "agreement_brief_limits": [{"limit_id": limit, "value": value} for limit, value in brief.limits.items()],
        "agreement_brief_clauses": [
            {
                "clause_id": clause.id,
                **clause.model_dump(include={"field", "operator", "severity", "on_missing", "says", "remedy"}),
                "value": value,
            }
            for clause in brief.clauses
            for value in clause.value or [None]
        ],
        "agreement_brief_shares": [
            {"share_id": number, "field": share.field, "value": value, "share": share.share}
            for number, share in shares
            for value in share.value
        ],
        "agreement_brief_exclusions": [
            *({"exclusion": sort, "value": None} for sort in brief.exclusions.sorts),
            *({"exclusion": "accounts", "value": account} for account in brief.exclusions.accounts),
        ],
        "agreement_brief_duplicate_keys": [{"key": key} for key in brief.duplicates.keys],
        "agreement_rejection_reasons": [{"reason": reason} for reason in brief.rejection_reasons],
    }


def _instant(local: datetime | None, zone: str) -> datetime | None:
    """A local day and time as UTC without a zone, as the lake has instants."""
    return local and local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
