"""Links between records as an asset."""

import dagster as dg

from orchestration.assets import ANALYTICS, columns_of, group, told
from orchestration.match.exact import links
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse


def build(settings: Settings) -> dg.Definitions:
    """`identity.links`: one row per pair of records that are one person."""

    @dg.asset(
        key=["identity", "links"],
        deps=[["intermediate", "int_leads_unified"], ["intermediate", "int_contacts_unified"], ["reference", "emails"]],
        group_name=group("match"),
        owners=[ANALYTICS],
        kinds={"python", "duckdb"},
        description="One row per pair of records that are one person: which rule says so, and how sure it is.",
    )
    def match() -> dg.MaterializeResult:
        with told("match") as outcome, open_warehouse(settings.warehouse) as warehouse:
            pairs = links(warehouse)
            outcome.append(f"{pairs:,} links")
            columns = columns_of(warehouse, "identity")["identity.links"]
        return dg.MaterializeResult(metadata={"dagster/row_count": pairs, "dagster/column_schema": columns})

    return dg.Definitions(assets=[match])
