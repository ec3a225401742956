from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from orchestration.extract import money, sql


def _amount(text: str, decimal: str) -> tuple[Decimal | None, list[str] | None]:
    with duckdb.connect() as connection:
        row = connection.execute(
            f"""
            select {money.amount("v", "p", decimal)}, {money.currencies("p")}
            from (select v, {money.parts("v", decimal)} as p from (select {sql.text(text)} as v))
            """
        ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("text", "decimal", "value", "currencies"),
    [
        ("1054.0999999999999", ".", "1054.10", None),
        ("-0.5", ".", "-0.50", None),
        ("1e5", ".", "100000.00", None),
        ("12,34,567", ".", "1234567.00", None),
        ("1'234.5", ".", "1234.50", None),
        ("1\u00a0234.5", ".", "1234.50", None),
        ("$-5", ".", "-5.00", "USD"),
        ("−5", ".", "-5.00", None),
        ("R 1 200", ".", "1200.00", "ZAR"),
        ("100 KR", ".", "100.00", "SEK"),
        ("5k€", ".", "5000.00", "EUR"),
        ("1.5 M USD", ".", "1500000.00", "USD"),
        ("$5 CAD", ".", "5.00", "CAD"),
        ("12 zł", ".", "12.00", "PLN"),
        ("1.234", ",", "1234.00", None),
        ("0,5", ",", "0.50", None),
        ("999999999999999999999999.99", ".", "999999999999999999999999.99", None),
    ],
)
def test_an_amount_and_its_currency(text: str, decimal: str, value: str, currencies: str | None):
    read, found = _amount(text, decimal)
    assert read == Decimal(value)
    assert (found[0] if found else None) == currencies


@pytest.mark.parametrize(
    ("text", "decimal"),
    [
        ("1,23", "."), ("1,2345", "."), ("1.2.3", "."), ("12.5", ","), ("--5", "."), ("(-5)", "."), ("(5", "."), ("abc", "."),
        ("1000000000000000000000000", "."),
        ("K", "."), ("$", "."), ("5 apples", "."), ("$5 EUR", "."), ("1 2", "."), ("1 234,5", "."), ("NaN", "."), ("inf", "."),
    ],
)  # fmt: skip
def test_what_is_no_amount(text: str, decimal: str):
    assert _amount(text, decimal)[0] is None


def test_numbers_are_finite():
    with duckdb.connect() as connection:
        for text, expected in {
            "1,234.5": 1234.5,
            "+7": 7.0,
            "-1e-3": -0.001,
            "nan": None,
            "infinity": None,
            "$5": None,
        }.items():
            assert connection.execute(f"select {money.number('v', '.')} from (select '{text}' as v)").fetchone() == (
                expected,
            )
