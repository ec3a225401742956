"""What every command shares: its settings, its checked inputs, and an end that the user can understand.

Belongs here: exit statuses, and stopping with one. Does not belong here: any command. Nothing heavy is imported here: `--help` answers at
once.
"""

from __future__ import annotations

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


def settings() -> Settings:
    """What the environment says.

    Raises:
        Stop: it cannot be used.
    """
    try:
        found = load_settings()
    except SettingsError as error:
        raise Stop(str(error), WRONG_INPUT) from None
    if found.data.exists() and not found.data.is_dir():
        raise Stop(f"LEADLINE_DATA: {found.data} is a file, not a folder: name another", WRONG_INPUT)
    return found


def checked(settings: Settings, look_at_files: bool = False) -> tuple[Settings, Inputs]:
    """Settings with the sources' as-of, and what the sources say.

    Raises:
        Stop: sources or agreement are wrong.
    """
    from orchestration.inputs import InputError, check_inputs

    try:
        return check_inputs(settings, look_at_files)
    except InputError as error:
        raise Stop(str(error), WRONG_INPUT) from None
