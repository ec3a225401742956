"""Rows that nobody can read: a dozen, as they happen when people type into cells. They come beside the rows that were asked for.

Belongs here: values of the wrong sort. Does not belong here: values that are readable and wrong (see `defects`).
"""

from __future__ import annotations

from typing import Any

from orchestration.extract.demo.build import Build

# Entity, key of the row that is copied and changed, the new key, and the value that cannot be read.
ROWS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("leads", "lead_id", "L-900001", {"do_not_contact": "only in the morning"}),
    ("leads", "lead_id", "L-900002", {"employees": "a few hundred"}),
    ("leads", "lead_id", "L-900003", {"consent": "by phone"}),
    ("deals", "deal_id", "D-90001", {"amount": "on request"}),
    ("deals", "deal_id", "D-90002", {"created_at": "31.02.2026"}),
    ("contacts", "contact_id", "C-90001", {"is_deleted": "archived"}),
    ("activities", "activity_id", "V-900001", {"duration_minutes": "half an hour"}),
    ("touches", "touch_id", "T-900001", {"occurred_at": None}),
    ("quotes", "quote_id", "Q-90001", {"amount": "to follow"}),
    ("orders", "order_id", "O-90001", {"quantity": "6 pcs"}),
    ("invoices", "invoice_id", "I-90001", {"amount": "see credit note"}),
    ("service_cases", "case_id", "S-9001", {"opened_at": None}),
]


def fill(build: Build) -> None:
    """Copy a row of each table, and spoil the copy."""
    stream = build.stream("unreadable")
    for entity, key, value, spoiled in ROWS:
        rows = build.tables[entity]
        model = rows[stream.below(len(rows))]
        build.add(entity, **{**model, key: value, **spoiled})
