"""Rows that are odd only together: ties, gaps, jumps, rates at the edges of days.

Belongs here: what takes more than one row, or more than one column. Does not belong here: rows that are odd by themselves (see `rows`).
Each function returns what is special about each row of an entity.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.parity import values
from tests.parity.values import MONDAY, written

Rows = list[dict[str, str]]


def _leads() -> Rows:
    rows: Rows = []
    # From one event to the next.
    for place, gap in enumerate(values.GAPS):
        start = datetime(2025, 3, 29, 22, 59, 59) if place % 2 else MONDAY
        rows.append(
            {
                "delivered_at": written(start),
                "first_response_at": written(start + gap),
                "assigned_at": written(start + gap / 2),
            }
        )
        rows.append(
            {"created_at": written(start), "delivered_at": written(start + gap), "converted_at": written(start - gap)}
        )
        # One address, an hour more or less; and one person, days apart, in other case.
        rows.append(
            {"ip_address": "203.0.113.9" if place % 3 else " 203.0.113.9", "delivered_at": written(MONDAY + gap)}
        )
        for email in ("same.person@odd.demo", "Same.Person@ODD.demo"):
            rows.append({"email": email, "phone": "", "delivered_at": written(MONDAY + place * gap)})
    # Six at one instant, five within an hour, and one an hour later to the microsecond.
    burst = [0, 0, 0, 0, 0, 0, 3_599_999_999, 3_600_000_000, 3_600_000_001, 7_199_999_999]
    rows += [
        {"ip_address": "203.0.113.77", "delivered_at": written(MONDAY + timedelta(microseconds=at))} for at in burst
    ]
    # Deals that name leads and leads that name deals, not always each other.
    rows += [
        {"converted_deal_id": f"deals-{FIRST + number}", "email": f"buyer{number}@odd.demo"} for number in range(30)
    ]
    rows.append(
        {
            "vendor": "Own Record Ltd",
            "email": "own.record@mailinator.com",
            "country": "Norge",
            "delivered_at": "2026-05-20T12:00:00Z",
        }
    )
    return rows


def _deals() -> Rows:
    rows: Rows = [
        {
            "lead_id": f"leads-{FIRST + number}",
            "status": "won" if number % 2 else "open",
            "stage": "closed_won" if number % 3 else "negotiation",
        }
        for number in range(30)
    ]
    for place, gap in enumerate(values.GAPS):
        start = datetime(2025, 10, 25, 22) if place % 2 else datetime(2025, 3, 31, 21, 59, 59, 999_999)
        for stage, status in (("closed_won", "won"), ("closed_lost", "lost"), ("discovery", "open")):
            rows.append(
                {
                    "created_at": written(start), "closed_at": written(start + gap),
                    "expected_close_date": (start + gap).date().isoformat(),
                    "stage": stage, "status": status, "currency": "NOK", "amount": values.AMOUNTS[place],
                }
            )  # fmt: skip
    # Every amount at every sort of rate: on the first day with one, before it, on the last day, none at all.
    for amount in [*values.AMOUNTS, *values.HUGE]:
        for currency, closed in (
            ("NOK", "2025-06-02"),
            ("NOK", "2025-06-01"),
            ("NOK", "2026-05-29"),
            ("JPY", "2025-06-10"),
            ("XXX", "2025-06-02"),
            ("EUR", "2025-06-02"),
        ):
            rows.append(
                {"amount": amount, "currency": currency, "closed_at": closed, "stage": "closed_won", "status": "won"}
            )
    return rows


def _stages() -> Rows:
    """Ties, jumps there and back, entries that were recorded before they happened."""
    rows: Rows = []
    path = ["qualified", "discovery", "solution", "discovery", "proposal", "closed_lost", "negotiation", "closed_won"]
    for number in range(40):
        for place, stage in enumerate(path[: 1 + number % len(path)]):
            gap = timedelta() if number % 4 == 0 else values.GAPS[(number + place) % len(values.GAPS)]
            at = MONDAY + timedelta(days=number) + gap
            rows.append(
                {
                    "deal_id": f"deals-{FIRST + number}",
                    "stage": stage,
                    "entered_at": written(at),
                    "recorded_at": written(at - timedelta(days=number % 3 - 1)),
                }
            )
    return rows


def _rates() -> Rows:
    """Rates with a gap, at the edges of days, twice in one spelling or another, tiny and huge. None is zero: that would stop the run."""
    rows: Rows = [
        {"currency": "NOK", "date": day, "rate": f"0.0{number % 9 + 1}5"}
        for number, day in enumerate(values.days(date(2025, 6, 2), 20))
    ]
    rows += [
        {"currency": "NOK", "date": day, "rate": rate}
        for day, rate in (("2025-10-26", "1"), ("2026-01-01", "1e-9"), ("2026-05-29", "123456.789"))
    ]
    rows += [
        {"currency": currency, "date": "2025-06-05", "rate": rate}
        for currency, rate in (("nok", "7"), (" NOK", "8"), ("JPY", "0.006"), ("jpy", "0.007"))
    ]
    return rows


# Its rows have the numbers from here.
FIRST = 90_000
SPECIAL = {"leads": _leads, "deals": _deals, "deal_stage_history": _stages, "exchange_rates": _rates}
