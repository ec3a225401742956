"""What the assets of all rooms share: the names of their groups and owners, what is shown of a table, how a failure is told.

Belongs here: what an operator sees the same way everywhere in Dagster. Does not belong here: any asset (see the rooms).
"""

# No postponed annotations in a module called assets: Dagster reads the types of its functions.

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg
import pyarrow as pa

from orchestration.runtime import log, step
from orchestration.warehouse import Warehouse

# In the order data flows. Dagster lists groups by their names, so a group's name begins with its number.
STEPS: Sequence[str] = (
    "run agreement records extract staging unified enrich match identity history signals check predict marts publish alert".split()
)

ANALYTICS, MARKETING, SALES = "team:analytics", "team:marketing", "team:sales"
# Who answers for what a mart says; everything before the marts is the analytics team's.
OWNERS = {"marketing": [MARKETING], "sales": [SALES], "alignment": [MARKETING, SALES]}


def group(step: str, part: str = "") -> str:
    """Name of a group of assets, such as `14_marts_sales`: one of `STEPS` with its number, and a part of it."""
    return "_".join([f"{STEPS.index(step) + 1:02}", step, *([part] if part else [])])


def schema_of(schema: pa.Schema) -> dg.TableSchema:
    """Columns of an Arrow table, as Dagster shows them."""
    return dg.TableSchema(columns=[dg.TableColumn(name=field.name, type=str(field.type)) for field in schema])


def shown(
    warehouse: Warehouse, tables: Sequence[str], plots: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, dict[str, Any]]:
    """What Dagster shows of tables of the warehouse after a step: rows, and figures to plot; in one query for all tables.

    Args:
        tables: `schema.table`; also views. One that the warehouse does not show, as a view of Spark's, is left out.
        plots: of a table, name of a figure -> SQL of one number over its rows. A figure without a value is left out.

    Returns:
        Metadata by table.
    """
    seen = {schema: warehouse.tables(schema) for schema in {table.split(".")[0] for table in tables}}
    tables = [table for table in tables if table.split(".")[1] in seen[table.split(".")[0]]]
    if not tables:
        return {}
    selects = [f"select '{table}' as table_name, null as figure, count(*) as value from {table}" for table in tables]
    for table, figures in (plots or {}).items():
        selects += [
            f"select '{table}', '{name}', cast({sql} as double) from {table}"
            for name, sql in figures.items()
            if table in tables
        ]
    found: dict[str, dict[str, Any]] = {}
    for row in warehouse.rows(" union all ".join(selects)):
        if row["figure"] is None:
            found.setdefault(row["table_name"], {})["dagster/row_count"] = int(row["value"])
        elif row["value"] is not None:
            found.setdefault(row["table_name"], {})[row["figure"]] = dg.MetadataValue.float(row["value"])
    return found


def columns_of(warehouse: Warehouse, schema: str) -> dict[str, dg.TableSchema]:
    """Columns of every table of a schema, by `schema.table`: for tables whose columns nothing else declares."""
    found: dict[str, list[dg.TableColumn]] = {}
    for row in warehouse.rows(
        """
        select table_name, column_name, lower(data_type) as data_type from information_schema.columns
        where table_schema = ? order by table_name, ordinal_position
        """,
        [schema],
    ):
        column = dg.TableColumn(name=row["column_name"], type=row["data_type"])
        found.setdefault(f"{schema}.{row['table_name']}", []).append(column)
    return {table: dg.TableSchema(columns=columns) for table, columns in found.items()}


@contextmanager
def told(name: str) -> Iterator[list[str]]:
    """Time a step of the run (see `runtime.step`) and tell its error in words.

    Dagster's page then begins with what the error says: thing, value, remedy. The traceback is in the run's log file.

    Raises:
        Failure: in place of whatever the block raised; `error` in its metadata is the name of that error.
    """
    try:
        with step(name) as outcome:
            yield outcome
    except dg.Failure:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told)
        log.debug("%s failed", name, exc_info=True)
        kind = type(error).__name__
        raise dg.Failure(
            description=str(error) or kind,
            metadata={"step": name, "error": kind, "traceback": "logs/leadline.log in the data folder"},
            allow_retries=False,
        ) from None
