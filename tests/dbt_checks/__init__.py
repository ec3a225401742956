"""Checks of the dbt project that need no data: `python -m tests.dbt_checks`. Tests of what models compute stand in `tests/dbt`."""
