"""What stands now: broken rules and unreadable rows, by the scope in which somebody can do something about them.

Belongs here: putting the subjects together, and which of them can be judged. Test leads and deleted records do not count.
Does not belong here: what is new about it (see `incidents`), who is told (see `queue`), how it is put (see `digest`).
The private warehouse is read, never the snapshot: a run that publishes nothing alerts all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from expectations.agreement.routing import RoutedScope
from orchestration.alert import on_data, on_records, on_scopes
from orchestration.alert.found import REJECTED, Finding, Standing
from orchestration.alert.on_data import Check
from orchestration.warehouse import Warehouse

EVERYTHING = RoutedScope()
_SCHEMAS = ("intermediate", "quality", "staging", "marts")


def standing(
    warehouse: Warehouse,
    build_id: str,
    today: date,
    time_zone: str,
    scope: RoutedScope = EVERYTHING,
    leads_of_days: int = 30,
    passed: Collection[Check] = (),
) -> Standing:
    """What stands now in a part of the records.

    Args:
        build_id: the run whose checks count.
        today: day of the run, the company's: the last one of charts.
        time_zone: the company's: of the day on which something was first seen.
        scope: which records; data has no scope.
        leads_of_days: leads count that were delivered in the last so many days.
        passed: checks on data of this run that are not in `check_results`.
    """
    tables = {f"{schema}.{name}" for schema in _SCHEMAS for name in warehouse.tables(schema)}
    found: list[Finding] = []
    totals: dict[str, int] = {}
    out_of: dict[str, int] = {}
    judged = []
    for subject, signals, flags in (
        ("leads", "intermediate.int_leads_states", "quality.lead_flags"),
        ("deals", "intermediate.int_deals_current", "quality.deal_flags"),
    ):
        if {signals, flags, "quality.rules"} <= tables:
            judged.append(subject)
            scoped = on_records.scoped(subject, scope, tables)
            found += on_records.flagged(warehouse, subject, scoped, tables, today, time_zone, leads_of_days)
            totals[subject], out_of[subject] = on_records.count(warehouse, scoped, today, leads_of_days)
    checks, scopes = on_data.Checks(), on_scopes.Scopes(not_run=on_scopes.rules().keys())
    if "quality.check_results" in tables:
        judged.append("data")
        checks = on_data.checks(warehouse, build_id, tables, today, time_zone)
        found += [*checks.failed, *on_data.rejected(warehouse, tables)]
    if {"leads", "data"} <= set(judged):
        scopes = on_scopes.checks(warehouse, build_id, on_records.scoped("leads", scope, tables))
        found += scopes.found
    delivered = on_data.delivered(warehouse, tables, time_zone)
    judged_now = {*checks.judged, *(on_data.finding(check).incident_id for check in passed)}

    def would_find(event: Mapping[str, Any]) -> bool:
        if event["subject"] == "data" and event["rule_id"] != REJECTED:
            return event["incident_id"] in judged_now
        return event["subject"] in judged and event["rule_id"] not in scopes.not_run

    return Standing(found, totals, judged, would_find, checks.count, delivered, out_of)
