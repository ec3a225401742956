"""What a snapshot holds, and what it never does."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.build import Build
from orchestration.publish.snapshot import write_snapshot
from orchestration.publish.versions import PublishError, checksum
from orchestration.warehouse import open_warehouse

BUILD = Build("20260301T000000Z-000001-abcdef01", datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def private(tmp_path: Path) -> Path:
    file = tmp_path / "warehouse" / "leadline.duckdb"
    with open_warehouse(file) as warehouse:
        warehouse.write("intermediate.int_leads", "select 'ann@x.com' as email")
        warehouse.write(
            "marts.fct_leads",
            """
            select * from (values
                ('l:1', 'DE', 'c:1', 'ada@us.com', 10),
                ('l:2', 'ann@x.com', 'call +49 171 5550001 now', 'bob@us.com', null),
                ('l:3', null, '1+1 offer', null, 3)
            ) as rows (lead_id, country, campaign_id, owner_id, employees)
            """,
        )
        warehouse.write(
            "marts.check_results",
            f"select '{BUILD.id}' as build_id, 'soft' as severity, false as success union all select 'old', 'hard', true",
        )
    return file


def test_only_marts_travel_and_what_reads_like_an_address_or_number_is_withheld_and_said(
    private: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "v0001"
    folder.mkdir()
    with caplog.at_level(logging.WARNING, logger="leadline"):
        manifest = write_snapshot(private, folder, BUILD)
    with duckdb.connect(str(folder / "leadline.duckdb"), read_only=True) as snapshot:
        assert snapshot.sql("select distinct schema_name from duckdb_tables()").fetchall() == [("marts",)]
        assert snapshot.sql("select * from marts.fct_leads order by lead_id").fetchall() == [
            ("l:1", "DE", "c:1", "ada@us.com", 10),
            ("l:2", "(withheld)", "(withheld)", "bob@us.com", None),
            ("l:3", None, "1+1 offer", None, 3),
        ]
    assert [record.getMessage().split(" that ")[0] for record in caplog.records] == [
        "withheld 1 values of fct_leads.country",
        "withheld 1 values of fct_leads.campaign_id",
    ]
    assert manifest["tables"]["fct_leads"]["rows"] == 3
    assert manifest["checks"] == [{"severity": "soft", "checks": 1, "failed": 1}]
    written = json.loads((folder / "manifest.json").read_text())
    assert written["files"]["leadline.duckdb"]["sha256"] == checksum(folder / "leadline.duckdb")


def test_a_warehouse_without_marts_is_not_published(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "leadline.duckdb") as warehouse:
        warehouse.write("intermediate.int_leads", "select 1 as lead_id")
    (tmp_path / "v0001").mkdir()
    with pytest.raises(PublishError, match="there is no table in schema marts"):
        write_snapshot(tmp_path / "leadline.duckdb", tmp_path / "v0001", BUILD)
