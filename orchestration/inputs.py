"""Sources and agreement, checked before anything is extracted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from expectations.agreement import adds_up
from expectations.agreement.schema import AgreementError
from orchestration import public_holidays
from orchestration.alert import channels
from orchestration.extract import agreement, agreement_versions
from orchestration.extract.check_sources import check_source
from orchestration.extract.sources import SourceError, SourcesFile, load_sources
from orchestration.lake import Lake
from orchestration.publish.versions import PublishError, check_group, current, manifest_of
from orchestration.runtime import now
from orchestration.settings import ROOT, Settings, variable


class InputError(ValueError):
    """Sources, agreement or as-of cannot be used; nothing was extracted."""


@dataclass(frozen=True)
class Inputs:
    """What the sources say.

    Attributes:
        kinds: kinds of source that are on.
        notes: what a person should know, though it stops nothing.
        found: one line a table that was looked at, with examples of what cannot be read; then whether the plan adds up.
    """

    kinds: list[str]
    notes: list[str]
    found: list[str]


def check_inputs(settings: Settings, look_at_files: bool = False) -> tuple[Settings, Inputs]:
    """Read sources.yml and the agreement.

    Args:
        look_at_files: also open the sources' files and compare their columns and formats with the mapping.

    Returns:
        The settings, with `as_of` from sources.yml where the environment states none; what the sources say.

    Raises:
        InputError: something is wrong; the message names the file, the thing, the value and the remedy.
    """
    try:
        check_group(settings.readers_group)
        sources = load_sources(settings.sources, inbox=settings.inbox)
        agreed = agreement.read(settings.agreement)
        if wrong := [*public_holidays.problems(agreed), *channels.problems(agreed, variable)]:
            raise AgreementError([f"{settings.agreement}/{problem}" for problem in wrong])
        found = [*_look(sources, settings), *adds_up.told(agreed)] if look_at_files else []
        settings = replace(settings, as_of=settings.as_of or _instant(sources))
        _refuse_the_past(settings)
        agreement_versions.check(agreed, Lake(settings.lake), settings.as_of or now(), settings.agreement)
    except (SourceError, AgreementError, PublishError) as error:
        raise InputError(str(error)) from error
    return settings, Inputs(sorted({source.kind for source in sources.sources}), _notes(sources, settings), found)


def _look(sources: SourcesFile, settings: Settings) -> list[str]:
    lines = []
    for source in sources.sources:
        for table in check_source(source, settings):
            lines.append(f"{source.name} {table.table_name}: {table.rows:,} rows, {table.rejected:,} cannot be read")
            lines += [f"    {line}" for line in (*table.notices, *table.examples)]
    return lines


def _notes(sources: SourcesFile, settings: Settings) -> list[str]:
    notes = []
    shipped = ROOT / "expectations" / "agreement"
    if settings.agreement == shipped and settings.sources != ROOT / "orchestration" / "sources.yml":
        notes.append(
            f"There is no ./agreement here: leads and deals are judged by the one that comes with Leadline ({shipped})."
        )
    on = {source.name for source in sources.sources}
    for kind in sorted({source.kind for source in sources.sources}):
        for name in Lake(settings.lake).sources(kind):
            if name not in on:
                notes.append(
                    f"Source '{name}' is no longer in {settings.sources.name}, but what it delivered stays in the marts: "
                    "one data folder serves one sources.yml; use another LEADLINE_DATA to begin anew."
                )
    return notes


def _instant(sources: SourcesFile) -> datetime | None:
    if sources.as_of is None:
        return None
    return sources.as_of.replace(tzinfo=UTC) if sources.as_of.tzinfo is None else sources.as_of.astimezone(UTC)


def _refuse_the_past(settings: Settings) -> None:
    """A run cannot load what it would not have known, nor sort before what a later instant landed."""
    if settings.as_of is None:
        return
    remedy = "unset LEADLINE_AS_OF, or use another LEADLINE_DATA"
    version = current(settings.publish)
    if version is not None:
        published = datetime.fromisoformat(manifest_of(settings.publish, version)["as_of"])
        if settings.as_of < published:
            raise InputError(
                f"as of {settings.as_of.isoformat()} is before the published build's {published.isoformat()} ({version}): {remedy}"
            )
    landed = Lake(settings.lake).latest_as_of()
    if landed is not None and settings.as_of.replace(microsecond=0) < landed:
        raise InputError(
            f"as of {settings.as_of.isoformat()} is before {landed.isoformat()}, of which the lake in {settings.data} "
            f"already holds rows (a run that was not published has landed them): {remedy}"
        )
