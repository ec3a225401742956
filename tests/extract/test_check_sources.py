from __future__ import annotations

import pytest

from orchestration.extract.check_sources import TableCheck, check_source
from orchestration.extract.sources import SourceError
from tests.extract.company import Company

TABLE = {"file": "deals.csv", "columns": {"deal_id": "id", "stage": "stage", "amount": "value"}}


def test_a_look_counts_and_lands_nothing(company: Company):
    company.file("deals.csv", "id,stage,value\nd1,Open,abc\nd2,Open,2\nd3,Open\n")
    source = company.source({"deals": TABLE})
    assert check_source(source, company.settings) == [TableCheck("deals", 3, 2, ())]
    assert company.lake.is_empty()
    assert not company.settings.key_file.exists()
    assert list(company.settings.work.iterdir()) == []


def test_a_look_refuses_what_a_run_would_refuse(company: Company):
    company.file("deals.csv", "id,stage,worth\nd1,Open,1\n")
    with pytest.raises(SourceError, match="column 'value' is not in deals.csv"):
        check_source(company.source({"deals": TABLE}), company.settings)
