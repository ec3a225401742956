"""What happens after the signature, as the ERP knows it: orders, invoices, stock, service cases.

The story's part here:
- Short: the sixty controllers of the commit of November 2025 are promised for Christmas, and the warehouse holds 22; 40 more arrive on
  30 January. In January a service case opens, and the customer cancels. Other controllers of those weeks come late as well.
- Over: analysers bought for three commits of January 2026 arrive in February, the deals are lost, and the shelf is full.
- Refused: accounting does not accept 90 days to pay. It says so after the signature; the order stands still.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from orchestration.extract.demo.build import Build, Deal, Row
from orchestration.extract.demo.calendar import FIRST_DAY, LAST, LAST_DAY, workday
from orchestration.extract.demo.catalogue import ANALYSER, BY_ID, CONTROLLER, PRODUCTS
from orchestration.extract.demo.crm import Crm

REFUSED = "90 days to pay are not approved: 30 days, or a bank guarantee"
SHORT_SINCE, ARRIVED = date(2025, 11, 17), date(2026, 1, 30)
ON_HAND_SHORT, INBOUND_SHORT = 22, 40
PROMISED, COMPLAINED, CANCELLED = date(2025, 12, 19), datetime(2026, 1, 8, 9, 40), date(2026, 1, 16)
BOUGHT, OVERSTOCK = date(2026, 2, 6), 42


def fill(build: Build, crm: Crm) -> None:
    """Orders of every won deal, one a line, and what follows from them."""
    won = sorted((deal for deal in build.deals if deal.is_won), key=lambda deal: (deal.stages[-1][1], deal.id))
    for deal in won:
        crm.is_customer(deal.company)
        for line in deal.lines:
            order = _order(build, deal, line)
            _invoice(build, order)
            _case(build, deal, order)
    cases = sorted(build.tables["service_cases"], key=lambda row: row["opened_at"])
    for number, case in enumerate(cases, start=1):
        case["case_id"] = f"S-{number:04}"
    build.tables["service_cases"] = cases
    _stock(build)


def _order(build: Build, deal: Deal, line: Row) -> Row:
    stream, signed = build.stream("orders"), deal.stages[-1][1].date()
    terms = deal.row["payment_terms"]
    ordered = workday(signed, stream.below(3)) if signed < LAST_DAY else signed
    ordered = min(ordered, LAST_DAY)
    product = line["product_id"]
    promised = workday(ordered + timedelta(days=BY_ID[product].days))
    late = round(stream.around(3, 1.0)) if stream.chance(0.35) else -stream.below(4)
    if product == CONTROLLER and SHORT_SINCE <= promised <= ARRIVED:
        late = (ARRIVED - promised).days + stream.between(3, 12)
    delivered = workday(promised + timedelta(days=late)) if late > 0 else max(ordered, promised + timedelta(days=late))
    row = {
        "order_id": f"O-{len(build.tables['orders']) + 1:05}",
        "deal_id": deal.id,
        "account_id": deal.row["account_id"],
        "product_id": product,
        "quantity": line["quantity"],
        "amount": round(line["quantity"] * line["unit_price"], 2),
        "currency": deal.row["currency"],
        "ordered_at": ordered,
        "promised_at": promised,
        "delivered_at": delivered if delivered <= LAST_DAY else None,
        "payment_terms": terms,
        "status": "delivered" if delivered <= LAST_DAY else "confirmed",
    }
    if deal.forced == "won":
        row |= {"promised_at": PROMISED, "delivered_at": None, "cancelled_at": CANCELLED, "status": "cancelled"}
    elif terms == "90 days net" and stream.chance(0.7):
        row |= {"delivered_at": None, "status": "rejected", "rejection_reason": REFUSED}
    elif stream.chance(0.015):
        row |= {"delivered_at": None, "cancelled_at": min(workday(ordered, 6), LAST_DAY), "status": "cancelled"}
    build.tables["orders"].append(row)
    return row


def _invoice(build: Build, order: Row) -> None:
    delivered = order["delivered_at"]
    if delivered is None:
        return
    stream = build.stream("invoices")
    days = int(order["payment_terms"].split()[0])
    issued = workday(delivered)
    if issued > LAST_DAY:
        return
    due = issued + timedelta(days=days)
    late = round(stream.around(8, 0.9)) if stream.chance(0.4) else -stream.below(10)
    paid = workday(max(issued, due + timedelta(days=late)))
    is_lost = stream.chance(0.012)
    is_paid = paid <= LAST_DAY and not is_lost
    status = (
        "paid"
        if is_paid
        else "written off"
        if is_lost and due < date(2026, 2, 1)
        else "overdue"
        if due < LAST_DAY
        else "open"
    )
    build.add(
        "invoices",
        invoice_id=f"I-{len(build.tables['invoices']) + 1:05}",
        order_id=order["order_id"],
        issued_at=issued,
        due_on=due,
        paid_at=paid if is_paid else None,
        amount=order["amount"],
        currency=order["currency"],
        status=status,
    )


def _case(build: Build, deal: Deal, order: Row) -> None:
    """Late goods bring cases more often; the story's customer opens one before it cancels."""
    stream = build.stream("cases")
    if deal.forced == "won":
        _open(build, deal, COMPLAINED, datetime.combine(CANCELLED, time(15)), "high")
        return
    delivered = order["delivered_at"]
    if delivered is None:
        return
    is_late = delivered > order["promised_at"]
    if not stream.chance(0.22 if is_late else 0.07):
        return
    opened = datetime.combine(workday(delivered + timedelta(days=stream.below(60))), time(8, 30))
    opened += timedelta(minutes=stream.below(500))
    if opened > LAST:
        return
    closed = opened + timedelta(hours=stream.around(60, 1.0))
    severity = stream.weighted({"low": 4, "medium": 4, "high": 3 if is_late else 1})
    _open(build, deal, opened, closed.replace(second=0, microsecond=0) if closed <= LAST else None, severity)


def _open(build: Build, deal: Deal, opened: datetime, closed: datetime | None, severity: str) -> None:
    build.add(
        "service_cases",
        account_id=deal.row["account_id"],
        contact_id=deal.row["contact_id"],
        opened_at=opened,
        closed_at=closed,
        severity=severity,
        status="closed" if closed else "open",
    )


def _stock(build: Build) -> None:
    """Counted on the first working day of each month: what was there, what is on its way.

    The warehouse aims at six weeks of demand. The controllers of November and the analysers of February are the story's.
    """
    stream = build.stream("stock")
    demand = {product.id: 0.0 for product in PRODUCTS}
    for order in build.tables["orders"]:
        demand[order["product_id"]] += order["quantity"] / 18
    day = FIRST_DAY
    while day <= LAST_DAY:
        counted = workday(day)
        for product in PRODUCTS:
            monthly = max(2.0, demand[product.id])
            on_hand = round(monthly * (1.2 + 0.6 * stream.share()))
            inbound = round(monthly * (0.6 + 0.8 * stream.share()))
            arrives = workday(counted + timedelta(days=stream.between(8, 26)))
            if product.id == CONTROLLER and date(2025, 11, 1) <= day < date(2026, 2, 1):
                on_hand, inbound, arrives = (
                    ON_HAND_SHORT if day.month == 12 else 9 + stream.below(14),
                    INBOUND_SHORT,
                    ARRIVED,
                )
            if product.id == ANALYSER and day >= date(2026, 1, 1):
                is_here = day > BOUGHT
                on_hand += OVERSTOCK if is_here else 0
                inbound = 0 if is_here else OVERSTOCK
                arrives = BOUGHT
            build.add(
                "stock",
                product_id=product.id,
                on_hand=on_hand,
                inbound=inbound or None,
                inbound_at=arrives if inbound else None,
                as_of=counted,
            )
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
