"""Sources and agreement, checked before anything is extracted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from expectations.agreement.schema import AgreementError
from orchestration.extract import agreement
from orchestration.extract.check_sources import check_source
from orchestration.extract.sources import SourceError, SourcesFile, load_sources
from orchestration.publish.versions import current, manifest_of
from orchestration.settings import Settings


class InputError(ValueError):
    """Sources, agreement or as-of cannot be used; nothing was extracted."""


def check_inputs(settings: Settings, look_at_files: bool = False) -> tuple[Settings, list[str]]:
    """Read sources.yml and the agreement.

    Args:
        look_at_files: also open the sources' files and compare their columns and formats with the mapping.

    Returns:
        The settings, with `as_of` from sources.yml where the environment states none; the kinds of source that are on.

    Raises:
        InputError: something is wrong; the message names the file, the thing, the value and the remedy.
    """
    try:
        sources = load_sources(settings.sources)
        agreement.read(settings.agreement)
        if look_at_files:
            for source in sources.sources:
                check_source(source, settings)
    except (SourceError, AgreementError) as error:
        raise InputError(str(error)) from error
    settings = replace(settings, as_of=settings.as_of or _instant(sources))
    _refuse_the_past(settings)
    return settings, sorted({source.kind for source in sources.sources})


def _instant(sources: SourcesFile) -> datetime | None:
    if sources.as_of is None:
        return None
    return sources.as_of.replace(tzinfo=UTC) if sources.as_of.tzinfo is None else sources.as_of.astimezone(UTC)


def _refuse_the_past(settings: Settings) -> None:
    version = current(settings.publish)
    if version is None or settings.as_of is None:
        return
    published = datetime.fromisoformat(manifest_of(settings.publish, version)["as_of"])
    if settings.as_of < published:
        raise InputError(
            f"as of {settings.as_of.isoformat()} is before the published build's {published.isoformat()} ({version}): "
            "a run cannot load what it would not have known; unset LEADLINE_AS_OF, or use another LEADLINE_DATA"
        )
