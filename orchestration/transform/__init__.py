"""dbt as Dagster assets: facts, in three passes. The SQL lives in `dbt_project/`."""
