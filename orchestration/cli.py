"""The `leadline` command.

Belongs here: what a person types and reads. Heavy libraries (Dagster, dbt, Great Expectations) are imported inside commands only,
so that `--help` and `validate` answer at once.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from orchestration.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from orchestration.inputs import Inputs

DONE, FAILED, WRONG_INPUT, BLOCKED = 0, 1, 2, 3


class Stop(click.ClickException):
    """An end that the user can understand, with the exit status that tells it."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.exit_code = status  # pyright: ignore[reportAttributeAccessIssue]  (click reads it off the instance)

    def show(self, file: Any = None) -> None:  # noqa: ARG002  (click's signature)
        click.secho("Stopped: ", fg="red", bold=True, nl=False, err=True)
        click.echo(self.message, err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="leadline")
def main() -> None:
    """From the lead to the bottom line: a warehouse that marketing and sales both believe.

    Where things are comes from the environment: LEADLINE_DATA (./data), LEADLINE_SOURCES (./sources.yml), LEADLINE_AGREEMENT
    (./agreement), LEADLINE_AS_OF (now). Without them the sample company that comes with Leadline is used.
    """
    os.umask(0o077)  # what a run writes holds people's data


@main.command()
def run() -> None:
    """Run the main job: extract, transform, check, publish.

    \b
    Exit status: 0 published, 1 failed, 2 sources or agreement are wrong and nothing was extracted,
    3 a check blocked publishing and the last published version stays.
    """
    settings = _settings()
    from orchestration.lock import LockedError, run_lock

    _log_to(settings)
    try:
        with run_lock(settings.data, "leadline run"):
            _run(settings)
    except LockedError as error:
        raise Stop(str(error), FAILED) from None


def _run(settings: Settings) -> None:
    settings, inputs = _checked(settings)
    for note in inputs.notes:
        logging.getLogger("leadline").warning(note)
    from orchestration.commands.summary import summary
    from orchestration.main_job import CheckBlockedError, StepError, run_main_job

    try:
        build = run_main_job(settings, inputs.kinds)
    except CheckBlockedError as error:
        raise Stop(f"{error}\n\n{_what_stays(settings)}", BLOCKED) from None
    except Exception as error:
        if isinstance(error, StepError) and error.kind in {"SourceError", "ShrinkError", "AgreementError"}:
            raise Stop(f"{error}\n\n{_what_stays(settings)}", WRONG_INPUT) from None
        logging.getLogger("leadline").debug("the run failed", exc_info=True)
        raise Stop(f"{error}\n\n{_what_stays(settings)}\nDetails: {settings.logs / 'leadline.log'}", FAILED) from None
    click.echo(summary(settings, build))


@main.command()
def validate() -> None:
    """Check the agreement and the sources without extracting anything."""
    settings = _settings()
    _, inputs = _checked(settings, look_at_files=True)
    click.echo("\n".join([*inputs.found, f"{settings.sources}: ok", f"{settings.agreement}: ok"]))


@main.command()
@click.argument("version", required=False)
def rollback(version: str | None) -> None:
    """Make readers see an earlier published VERSION (such as v0003); without one, the version before the current."""
    settings = _settings()
    from orchestration.lock import LockedError, run_lock
    from orchestration.publish import versions

    try:
        with run_lock(settings.data, "leadline rollback"):
            before = versions.current(settings.publish)
            version = version or versions.previous(settings.publish)
            versions.switch(settings.publish, version)
    except LockedError as error:
        raise Stop(str(error), FAILED) from None
    except versions.PublishError as error:
        raise Stop(str(error), WRONG_INPUT) from None
    manifest = versions.manifest_of(settings.publish, version)
    click.echo(f"Readers see {version} (build {manifest['build_id']}, as of {manifest['as_of']}); it was {before}.")
    click.echo("The next run publishes a new version. The lake was not changed.")


@main.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def dbt(arguments: tuple[str, ...]) -> None:
    """Run any dbt command on the private warehouse, with the run's variables and paths.

    Works after one run: `leadline dbt build -s fct_deals+`, `leadline dbt show -s fct_leads`, `leadline dbt docs generate`.
    """
    if not arguments or arguments[0] in {"-h", "--help"}:
        click.echo(click.get_current_context().get_help())
        return
    settings = _settings()
    from orchestration.lock import LockedError, run_lock
    from orchestration.transform import dbt as runner

    if not settings.warehouse.exists():
        raise Stop(f"there is no warehouse at {settings.warehouse} yet: run `leadline run` first", WRONG_INPUT)
    settings, inputs = _checked(settings)
    try:
        with run_lock(settings.data, f"leadline dbt {arguments[0]}"):
            outcome = runner.invoke(settings, inputs.kinds, list(arguments))
    except LockedError as error:
        raise Stop(str(error), FAILED) from None
    if outcome.exception is not None:
        raise Stop(str(outcome.exception), WRONG_INPUT)
    sys.exit(DONE if outcome.success else FAILED)


def _settings() -> Settings:
    try:
        settings = load_settings()
    except SettingsError as error:
        raise Stop(str(error), WRONG_INPUT) from None
    if settings.data.exists() and not settings.data.is_dir():
        raise Stop(f"LEADLINE_DATA: {settings.data} is a file, not a folder: name another", WRONG_INPUT)
    return settings


def _checked(settings: Settings, look_at_files: bool = False) -> tuple[Settings, Inputs]:
    """Settings with the sources' as-of, and what the sources say; stops when sources or agreement are wrong."""
    from orchestration.inputs import InputError, check_inputs

    try:
        return check_inputs(settings, look_at_files)
    except InputError as error:
        raise Stop(str(error), WRONG_INPUT) from None


def _what_stays(settings: Settings) -> str:
    from orchestration.publish.versions import current

    version = current(settings.publish)
    return f"Readers still see {version}." if version else "Nothing has been published yet."


def _log_to(settings: Settings) -> None:
    """Progress to the terminal; everything, with tracebacks and the wall clock, to a file."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    log = logging.getLogger("leadline")
    log.setLevel(logging.DEBUG)
    log.propagate = False
    log.handlers.clear()
    for handler, level, layout in (
        (logging.StreamHandler(sys.stderr), logging.INFO, "%(message)s"),
        (logging.FileHandler(settings.logs / "leadline.log"), logging.DEBUG, "%(asctime)s %(levelname)s %(message)s"),
    ):
        handler.setLevel(level)
        handler.setFormatter(logging.Formatter(layout))
        log.addHandler(handler)


if __name__ == "__main__":
    main()
