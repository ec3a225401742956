"""The `leadline` command.

Belongs here: what a person types and reads. Heavy libraries (Dagster, dbt, Great Expectations) are imported inside commands only,
so that `--help` and `validate` answer at once.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from orchestration.inputs import Inputs

DONE, FAILED, WRONG_INPUT, BLOCKED, UNDELIVERED = 0, 1, 2, 3, 4
PATIENCE = 5  # seconds to wait for the lock: `explain` and the look for lost runs hold it for a moment


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
    (./agreement), LEADLINE_AS_OF (now). Without them the demo company that comes with Leadline is used.
    """
    os.umask(0o077)  # what a run writes holds people's data


@main.command()
@click.option(
    "--select",
    "selection",
    multiple=True,
    metavar="TABLES",
    help="Build only these tables, and publish nothing (see below).",
)
@click.option("--dry-run", is_flag=True, help="Read and compare everything, say what would land, and write nothing.")
@click.option("--full-refresh", is_flag=True, help="Delete the private warehouse first, and rebuild it from the lake.")
def run(selection: tuple[str, ...], dry_run: bool, full_refresh: bool) -> None:
    """Run the main job: extract, transform, check, publish, alert.

    With --select only a part is built, in the private warehouse, and nothing is published: readers keep what they see. Tables are named
    as in dbt, apart by spaces, with + before a name for what it is made from and after it for what is made from it.

    \b
      leadline run --select fct_deals+             fct_deals, and what is made from it
      leadline run --select "+lead_flags"          from the sources to the flags on leads
      leadline run --select group:marts_sales      all tables of a group of Dagster's pages
      leadline run --dry-run                       what would land, and which version would be published
      leadline run --full-refresh                  as if there had never been a warehouse: the lake has everything

    \b
    Exit status: 0 published, 1 failed, 2 sources or agreement are wrong and nothing was extracted,
    3 a check blocked publishing and the last published version stays, 4 published, but an alert is undelivered.
    """
    if bool(selection) + dry_run + full_refresh > 1:
        raise click.UsageError("--select, --dry-run and --full-refresh exclude each other: give one of them")
    settings = _settings()
    if dry_run:
        _dry_run(settings)
        return
    from orchestration.lock import LockedError, run_lock

    _log_to(settings)
    try:
        with run_lock(settings.data, "leadline run", patience=PATIENCE):
            _run(settings, " ".join(selection) if selection else None, full_refresh)
    except LockedError as error:
        raise Stop(str(error), FAILED) from None


def _dry_run(settings: Settings) -> None:
    settings, inputs = _checked(settings)
    from expectations.agreement.schema import AgreementError
    from orchestration.commands import dry_run
    from orchestration.extract.keys import KeyFileError
    from orchestration.extract.sources import SourceError
    from orchestration.lake import LakeError

    try:
        found = dry_run.dry_run(settings)
    except (SourceError, AgreementError) as error:
        raise Stop(f"{error}\n\nA run would end here too. {_what_stays(settings)}", WRONG_INPUT) from None
    except (LakeError, KeyFileError) as error:
        raise Stop(f"{error}\n\nA run would end here too. {_what_stays(settings)}", FAILED) from None
    click.echo("\n".join([*inputs.notes, dry_run.told(found)]))


def _run(settings: Settings, selection: str | None, full_refresh: bool) -> None:
    settings, inputs = _checked(settings)
    for note in inputs.notes:
        logging.getLogger("leadline").warning(note)
    if full_refresh:
        from orchestration.commands.refresh import forget_warehouse

        for gone in forget_warehouse(settings):
            logging.getLogger("leadline").info("deleted    %s", gone)
    from orchestration.ahead import ahead
    from orchestration.commands.summary import summary, summary_of_a_part

    is_ready = ahead(settings)  # importing what runs takes seconds
    from orchestration.main_job import CheckBlockedError, StepError, UndeliveredError, run_main_job
    from orchestration.selection import SelectionError

    undelivered = None
    try:
        build, tables = run_main_job(settings, inputs.kinds, selection, is_ready)
    except UndeliveredError as error:
        build, tables, undelivered = error.build, error.tables, str(error)
    except SelectionError as error:
        raise Stop(f"{error}\n\n{_what_stays(settings)}", WRONG_INPUT) from None
    except CheckBlockedError as error:
        raise Stop(f"{error}\n\n{_what_stays(settings)}", BLOCKED) from None
    except Exception as error:
        if isinstance(error, StepError) and error.kind in {"SourceError", "ShrinkError", "AgreementError"}:
            raise Stop(f"{error}\n\n{_what_stays(settings)}", WRONG_INPUT) from None
        logging.getLogger("leadline").debug("the run failed", exc_info=True)
        raise Stop(f"{error}\n\n{_what_stays(settings)}\nDetails: {settings.logs / 'leadline.log'}", FAILED) from None
    click.echo(summary(settings, build) if selection is None else summary_of_a_part(settings, build, tables))
    if undelivered:
        click.secho("\nUndelivered: ", fg="red", bold=True, nl=False, err=True)
        click.echo(f"{undelivered}\nThe next run tries again; what was written lies in {settings.outbox}.", err=True)
        sys.exit(UNDELIVERED)


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "given",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="A file, folder or zip to copy into DIR/inbox; may be given again.",
)
@click.option("--in-place", is_flag=True, help="Point to what --from names, and copy nothing.")
def init(folder: Path, given: tuple[Path, ...], in_place: bool) -> None:
    """Make a company's folder DIR, with sources.yml and an agreement drafted from its files.

    Reads every csv, tsv, xlsx and parquet file in DIR/inbox, and says which entity it looks like and which column is which. Guesses are
    marked in the draft, and questions left open: read it before the first run. What is there already is never overwritten.

    \b
      leadline init acme --from ~/Downloads/crm-export.zip      one export
      leadline init acme                                        of the files that are in acme/inbox
      leadline init acme --from /srv/exports --in-place         files that stay where they are

    Exit status: 0 drafted, 2 there is no file, or a sources.yml already.
    """
    from orchestration.commands import init as commands

    try:
        made = commands.init(folder, given, in_place=in_place)
    except commands.InitError as error:
        raise Stop(str(error), WRONG_INPUT) from None
    click.echo(commands.told(made))


@main.command()
@click.argument("record", metavar="ID")
@click.option("--kind", type=click.Choice(["lead", "deal"]), help="Which of the two, where both have that id.")
@click.option("--as", "layout", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Layout.")
def explain(record: str, kind: str | None, layout: str) -> None:
    """Explain a lead or deal: why it is judged so, what is wrong with it, where it stands and comes from.

    ID is the whole id, or the part that its source gave it. Shows nothing personal.

    \b
      leadline explain sample:L-009
      leadline explain D-104
      leadline explain L-009 --as json

    Exit status: 0 explained, 1 it cannot be read, 2 there is no such lead or deal.
    """
    settings = _settings()
    from orchestration.commands.explain import ExplainError
    from orchestration.commands.explain import explain as explained
    from orchestration.commands.explain.text import shown
    from orchestration.publish.versions import PublishError
    from orchestration.warehouse import WarehouseError

    try:
        facts = explained(settings, record, kind)
    except ExplainError as error:
        raise Stop(str(error), WRONG_INPUT) from None
    except (WarehouseError, PublishError) as error:
        raise Stop(str(error), FAILED) from None
    click.echo(json.dumps(facts, indent=2, default=str, ensure_ascii=False) if layout == "json" else shown(facts))


@main.command()
def sources() -> None:
    """List the sources: path, tables, rows in the lake, the last load, rows that cannot be read.

    \b
      leadline sources

    Exit status: 0 listed, 2 sources.yml cannot be read.
    """
    settings = _settings()
    from orchestration.commands import sources as commands
    from orchestration.extract.sources import SourceError

    try:
        found = commands.states(settings)
    except SourceError as error:
        raise Stop(str(error), WRONG_INPUT) from None
    click.echo(commands.told(found))


@main.command()
def validate() -> None:
    """Check the agreement and the sources without extracting anything.

    \b
      leadline validate

    Exit status: 0 they can be used (rows that cannot be read are shown), 2 they cannot.
    """
    settings = _settings()
    _, inputs = _checked(settings, look_at_files=True)
    click.echo("\n".join([*inputs.found, f"{settings.sources}: ok", f"{settings.agreement}: ok"]))


@main.group()
def agreement() -> None:
    """Look into the agreement between marketing and sales: its words, and what changed."""


@agreement.command()
@click.argument("file", required=False)
def schema(file: str | None) -> None:
    """Print the JSON Schema of a FILE of the agreement, for editors; without FILE, of every file by its name.

    Exit status: 0 printed, 2 there is no such file.
    """
    from orchestration.commands import agreement as commands

    try:
        click.echo(commands.schema(file), nl=False)
    except commands.AskedError as error:
        raise Stop(str(error), WRONG_INPUT) from None


@agreement.command("diff")
@click.argument("what", required=False)
@click.argument("versions", metavar="[FROM TO]", nargs=-1, type=int)
def agreement_diff(what: str | None, versions: tuple[int, ...]) -> None:
    """Say what changed between two versions of a brief, of the process or of the plan.

    WHAT is the id of a brief, `process` or `plan` (default: all that has two versions), FROM and TO are numbers (default: the last two).

    \b
      leadline agreement diff default 1 2

    Exit status: 0 told, 2 there is no such thing or version, or the agreement is wrong.
    """
    settings = _settings()
    from expectations.agreement.schema import AgreementError
    from orchestration.commands import agreement as commands

    try:
        click.echo(commands.diff(settings.agreement, what, versions))
    except (commands.AskedError, AgreementError) as error:
        raise Stop(str(error), WRONG_INPUT) from None


@main.command()
@click.option("--port", default=3000, show_default=True, type=click.IntRange(1, 65535), help="Port of 127.0.0.1.")
def ui(port: int) -> None:
    """Serve Dagster's pages, and run its schedules and sensors, until Ctrl-C.

    The pages are read-only, and for this machine only. The main job runs every day at 05:15 in the company's time zone and when a file of
    the inbox changed, the leads job every hour. docs/operating.md says more, and how to do without this service.
    """
    settings = _settings()
    from orchestration.commands.ui import UiError, serve

    _log_to(settings)
    try:
        serve(settings, port, click.echo)
    except UiError as error:
        raise Stop(str(error), FAILED) from None


@main.command()
@click.argument("version", required=False)
def rollback(version: str | None) -> None:
    """Make readers see an earlier published VERSION (such as v0003); without one, the version before the current."""
    settings = _settings()
    from orchestration.lock import LockedError, run_lock
    from orchestration.publish import versions

    try:
        with run_lock(settings.data, "leadline rollback", patience=PATIENCE):
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
        with run_lock(settings.data, f"leadline dbt {arguments[0]}", patience=PATIENCE):
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
    """Progress to the terminal; everything to a file."""
    from orchestration.runtime import log, log_to_file

    log.propagate = False
    log.handlers.clear()
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.INFO)
    log.addHandler(terminal)
    log_to_file(settings)


if __name__ == "__main__":
    main()
