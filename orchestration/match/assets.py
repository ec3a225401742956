"""Links between records as an asset."""

import dagster as dg

from orchestration.match.exact import links
from orchestration.runtime import step
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse


def build(settings: Settings) -> dg.Definitions:
    """`identity.links`: one row per pair of records that are one person."""

    @dg.asset(
        key=["identity", "links"],
        deps=[["intermediate", "int_leads_unified"], ["intermediate", "int_contacts_unified"], ["reference", "emails"]],
        group_name="match",
        description="One row per pair of records that are one person: which rule says so, and how sure it is.",
    )
    def match() -> dg.MaterializeResult:
        with step("match") as outcome, open_warehouse(settings.warehouse) as warehouse:
            pairs = links(warehouse)
            outcome.append(f"{pairs:,} links")
        return dg.MaterializeResult(metadata={"dagster/row_count": pairs})

    return dg.Definitions(assets=[match])
