"""The tables that are kept from run to run, in a warehouse as it lies on Spark: folders of Parquet, which DuckDB reads and writes.

Whether Spark itself reads what is written there is asked in `tests/spark`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.enrich import emails, ips, mail_domains
from orchestration.enrich.new_values import look_up_new
from orchestration.spark import Spark
from orchestration.spark_warehouse import SparkWarehouse
from orchestration.warehouse import scratch
from tests.enrich import geoip
from tests.enrich.nameserver import serving


@pytest.fixture
def place(tmp_path: Path) -> Spark:
    return Spark(tmp_path / "leadline.spark")


def test_answers_about_domains_replace_the_ones_before(place: Spark) -> None:
    with scratch(place.folder) as connection:
        warehouse = SparkWarehouse(connection, place)
        assert mail_domains.ask_new(warehouse, None) == 0
        known = [emails.look_up(f"ann@{domain}") for domain in ("yes.com", "no.com", "later.com")]
        values = ", ".join(f"('{row['email']}', '{row['domain']}')" for row in known)
        warehouse.write("reference.emails", f"select * from (values {values}) as t (email, domain)")
        warehouse.write("intermediate.int_leads_unified", "select email from reference.emails")
        for day, later in ((1, "SERVFAIL"), (40, {"A": ["192.0.2.1"]})):
            warehouse.write("reference.run", f"select timestamp '2026-01-01' + interval {day} day as as_of")
            with serving({"yes.com": {"MX": ["10 mail.yes.com."]}, "later.com": later}) as server:
                mail_domains.ask_new(warehouse, server.resolver)
        sql = "select domain, takes_mail, cast(asked_at as varchar) from reference.mail_domains order by domain"
        assert connection.execute(sql).fetchall() == [
            ("later.com", True, "2026-02-10 00:00:00"),
            ("no.com", False, "2026-02-10 00:00:00"),
            ("yes.com", True, "2026-01-02 00:00:00"),
        ]


def test_countries_of_addresses_are_looked_up_anew_by_a_newer_file(place: Spark, tmp_path: Path) -> None:
    with scratch(place.folder) as connection:
        warehouse = SparkWarehouse(connection, place)
        for epoch, code in ((1, "GB"), (2, "IE")):
            file = geoip.write(tmp_path / "countries.mmdb", {"81.2.69.0/24": geoip.country(code)}, build_epoch=epoch)
            with ips.opened(file) as countries:
                wanted = "select '81.2.69.142' as ip_address"
                keys = ("ip_address",)
                look_up_new(warehouse, "reference.ips", ips.SCHEMA, keys, wanted, countries.look_up, countries.BY)
            assert connection.execute("select * from reference.ips").fetchall() == [
                ("81.2.69.142", code, f"Test-Country of {epoch}")
            ]
