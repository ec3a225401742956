"""What the company makes and what it writes about it: products, contents, exchange rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.extract.demo.build import Build
from orchestration.extract.demo.calendar import FIRST_DAY, LAST_DAY


@dataclass(frozen=True)
class Product:
    """`quantity` is the median of what a deal takes, `fits` the industries that want it most."""

    id: str
    name: str
    price: float
    days: int
    quantity: float
    weight: float
    fits: tuple[str, ...] = ()


CONTROLLER, ANALYSER, SKID = "P-300", "P-500", "P-400"
PRODUCTS = [
    Product("P-100", "Dosing pump LD 2", 1480.00, 14, 6, 1.4, ("Agriculture", "Food and beverage")),
    Product("P-110", "Dosing pump LD 8", 3650.00, 21, 4, 1.6, ("Chemicals", "Water treatment")),
    Product("P-200", "Flow sensor FS 1", 620.00, 10, 14, 1.0, ("Food and beverage", "Plant engineering")),
    Product("P-210", "Flow sensor FS 4 Ex", 1950.00, 28, 7, 0.8, ("Chemicals", "Pharmaceuticals")),
    Product(CONTROLLER, "Controller LC 5", 4900.00, 35, 4, 1.0, ("Water treatment", "Municipal utilities")),
    Product(SKID, "Dosing skid DS 12", 38500.00, 70, 1, 0.5, ("Plant engineering", "Municipal utilities")),
    Product(ANALYSER, "Analyser AQ 3", 12400.00, 42, 2, 0.7, ("Pharmaceuticals", "Pulp and paper")),
    Product("P-900", "Service kit", 290.00, 5, 10, 0.0),
]
BY_ID = {product.id: product for product in PRODUCTS}
SERVICE_KIT = "P-900"

INDUSTRIES = {  # share of the companies, and how well the industry buys (in logits)
    "Water treatment": (1.5, 0.35), "Chemicals": (1.4, 0.25), "Food and beverage": (1.3, 0.1), "Pharmaceuticals": (0.8, 0.3),
    "Pulp and paper": (0.6, 0.0), "Metal finishing": (0.8, -0.1), "Agriculture": (0.7, -0.35), "Municipal utilities": (1.0, 0.15),
    "Plant engineering": (1.1, 0.05), "Textiles": (0.5, -0.3),
}  # fmt: skip

# Week by week around these, in euros a unit.
RATES = {"CHF": 1.0550, "GBP": 1.1750, "USD": 0.9050}
CURRENCIES = {"CH": "CHF", "GB": "GBP", "US": "USD"}

_CONTENTS = """
Dosing without drift|white paper|dosing|download|P-110
Seven mistakes with chlorine dosing|white paper|water|download|P-110
What an hour of standstill costs|calculator|maintenance|calculator|
Which pump for which fluid|guide|dosing|download|P-100
Flow measurement in explosive areas|white paper|safety|download|P-210
From manual dosing to the skid|case study|dosing|case|P-400
A brewery saves a third of its acid|case study|food|case|P-100
A waterworks without night shifts|case study|water|case|P-300
Choosing a controller|guide|control|download|P-300
Analysers in clean rooms|webinar|pharma|webinar|P-500
Legionella: what the law asks for|webinar|water|webinar|P-300
Maintenance before the summer|webinar|maintenance|webinar|P-900
Dosing for beginners|webinar|dosing|webinar|P-100
Acids, leaks and liability|webinar|safety|webinar|P-210
Price list 2025|price list|price|price list|
Price list 2026|price list|price|price list|
Lindwerk in three minutes|video|company|video|
How to calibrate an LD 8|video|dosing|video|P-110
Newsletter|newsletter|news|newsletter|
Your next step with us|mail|offer|meeting|
"""


def fill(build: Build) -> None:
    """Products, contents, and a rate for every weekday."""
    for product in PRODUCTS:
        build.add(
            "products",
            product_id=product.id,
            name=product.name,
            list_price=product.price,
            currency="EUR",
            lead_time_days=product.days,
        )
    for number, line in enumerate(_CONTENTS.strip().splitlines(), start=1):
        title, kind, topic, offer, product = line.split("|")
        build.add(
            "contents",
            content_id=f"W-{number:02}",
            title=title,
            kind=kind,
            topic=topic,
            offer=offer,
            product_id=product or None,
        )
    stream = build.stream("rates")
    rates = dict(RATES)
    day = FIRST_DAY - timedelta(days=2)
    while day <= LAST_DAY:
        for currency, usual in RATES.items():
            # It wanders, and is drawn back.
            pull = 0.01 * (usual - rates[currency])
            rates[currency] = round(rates[currency] + pull + 0.003 * stream.normal(), 4)
            if day.weekday() < 5:
                build.add("exchange_rates", currency=currency, date=day, rate=rates[currency])
        day += timedelta(days=1)


def in_currency(euros: float, currency: str) -> float:
    """A list price in another currency: at the usual rate, to the full five."""
    return euros if currency == "EUR" else 5.0 * round(euros / RATES[currency] / 5)


def in_euros(amount: float, currency: str) -> float:
    return amount if currency == "EUR" else round(amount * RATES[currency], 2)


def from_year(day: date) -> str:
    """Content id of the price list of a year."""
    return "W-15" if day.year < 2026 else "W-16"
