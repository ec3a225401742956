"""What the environment says, read once a command.

Belongs here: every environment variable of Leadline, with its default. `dbt_project/profiles.yml` is the one other reader.
Does not belong here: what sources.yml or the agreement say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from orchestration.spark import Spark, check_url

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("duckdb", "spark")


class SettingsError(ValueError):
    """A variable of the environment that cannot be used."""


@dataclass(frozen=True)
class Resolver:
    """Whom to ask about internet domains; without an address whomever the machine asks."""

    address: str | None = None
    port: int = 53


@dataclass(frozen=True)
class Settings:
    """Where things are, for one command. All paths are absolute."""

    data: Path
    sources: Path
    agreement: Path
    as_of: datetime | None = None
    target: str = "duckdb"
    pii_key_file: Path | None = None
    readers_group: str | None = None
    spark_url: str | None = None
    spark_master: str = "local[2]"
    spark_memory: str = "2g"
    geoip_file: Path | None = None
    resolver: Resolver | None = None

    @property
    def switched_on(self) -> frozenset[str]:
        """What is off by default and some rules need (see `expectations.rules.Rule.needs`)."""
        return frozenset({"dns"} if self.resolver else ())

    @property
    def lake(self) -> Path:
        return self.data / "lake"

    @property
    def inbox(self) -> Path:
        """Files that came here to be read; kinds that write their files write them here, in a folder a source."""
        return self.data / "inbox"

    @property
    def warehouse(self) -> Path | Spark:
        """Where the private warehouse is: a DuckDB file, or a folder of tables on Spark."""
        folder = self.data / "warehouse"
        if self.target == "spark":
            return Spark(folder / "leadline.spark", self.spark_url, self.spark_master, self.spark_memory)
        return folder / "leadline.duckdb"

    @property
    def publish(self) -> Path:
        return self.data / "publish"

    @property
    def work(self) -> Path:
        """Scratch space of the run that holds the lock; emptied when a run starts."""
        return self.data / "work"

    @property
    def cache(self) -> Path:
        """What takes long to make and is the same every time; may be deleted whenever no run is on."""
        return self.data / "cache"

    @property
    def outbox(self) -> Path:
        """Every alert as files that people read."""
        return self.data / "outbox"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def dagster_home(self) -> Path:
        return self.data / "dagster"

    @property
    def key_file(self) -> Path:
        return self.pii_key_file or self.data / "pii.key"

    def service_environment(self, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The whole environment for a service that this command starts, which must see the same folders from wherever it works."""
        return {
            **environ,
            "LEADLINE_DATA": str(self.data),
            "LEADLINE_SOURCES": str(self.sources),
            "LEADLINE_AGREEMENT": str(self.agreement),
            "DAGSTER_HOME": str(self.dagster_home),
            "DO_NOT_TRACK": "1",
            **({"LEADLINE_GEOIP_FILE": str(self.geoip_file)} if self.geoip_file else {}),
        }

    def environment(self) -> dict[str, str]:
        """The variables that dbt's profile and sources read, with absolute paths."""
        return {
            "LEADLINE_DATA": str(self.data),
            "LEADLINE_TARGET": self.target,
            **(self.warehouse.environment() if isinstance(self.warehouse, Spark) else {}),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
            "DO_NOT_TRACK": "1",
        }


def parse_instant(text: str, name: str = "LEADLINE_AS_OF") -> datetime:
    """Read an ISO 8601 date or time stamp as an instant in UTC; without an offset it is UTC.

    Raises:
        SettingsError: the text is neither.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise SettingsError(
            f"{name}: '{text}' is not an ISO 8601 date or time stamp (such as 2018-01-01 or 2018-01-01T06:00:00Z)"
        ) from error
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def variable(name: str) -> str | None:
    """A variable that a file names as `${NAME}`, such as a secret of routing.yml; None where it is unset or empty."""
    return os.environ.get(name) or None


def load_settings(environ: Mapping[str, str] = os.environ, here: Path | None = None) -> Settings:
    """Read the environment.

    Args:
        environ: variables; an empty one counts as unset.
        here: folder against which defaults and relative paths are resolved (the current one).

    Raises:
        SettingsError: a value cannot be used; the message names the variable, the value and the remedy.
    """
    here = (here or Path.cwd()).resolve()

    def value(name: str) -> str | None:
        return environ.get(name, "").strip() or None

    def path(name: str, *defaults: Path) -> Path:
        stated = value(name)
        if stated:
            return (here / Path(stated).expanduser()).resolve()
        return next((default for default in defaults if default.exists()), defaults[-1]).resolve()

    target = value("LEADLINE_TARGET") or "duckdb"
    if target not in TARGETS:
        raise SettingsError(f"LEADLINE_TARGET: '{target}' is not a target (choose one of: {', '.join(TARGETS)})")
    spark_url = value("LEADLINE_SPARK_URL")
    if spark_url:
        try:
            check_url(spark_url)
        except ValueError as error:
            raise SettingsError(f"LEADLINE_SPARK_URL: {error}") from None
    stated_as_of = value("LEADLINE_AS_OF")
    key_file = value("LEADLINE_PII_KEY_FILE")
    return Settings(
        data=path("LEADLINE_DATA", here / "data"),
        sources=path("LEADLINE_SOURCES", here / "sources.yml", ROOT / "orchestration" / "sources.yml"),
        agreement=path("LEADLINE_AGREEMENT", here / "agreement", ROOT / "expectations" / "agreement"),
        as_of=parse_instant(stated_as_of) if stated_as_of else None,
        target=target,
        pii_key_file=path("LEADLINE_PII_KEY_FILE") if key_file else None,
        readers_group=value("LEADLINE_READERS_GROUP"),
        spark_url=spark_url,
        spark_master=value("LEADLINE_SPARK_MASTER") or "local[2]",
        spark_memory=value("LEADLINE_SPARK_MEMORY") or "2g",
        geoip_file=_addresses(path("LEADLINE_GEOIP_FILE", here)) if value("LEADLINE_GEOIP_FILE") else None,
        resolver=_resolver(value("LEADLINE_DNS") or "off"),
    )


def _addresses(file: Path) -> Path:
    """The file, which must be there and in MaxMind's format: half a run later is too late to say so."""
    import maxminddb

    try:
        maxminddb.open_database(file).close()
    except FileNotFoundError:
        raise SettingsError(
            f"LEADLINE_GEOIP_FILE: there is no file {file}: name a file in MaxMind's format (.mmdb), or unset the variable"
        ) from None
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise SettingsError(
            f"LEADLINE_GEOIP_FILE: {file} cannot be read as a file in MaxMind's format (.mmdb): {error}; name another, or unset it"
        ) from None
    return file


def _resolver(stated: str) -> Resolver | None:
    """None for `off`, the machine's resolver for `system`, else the one at an address and port."""
    if stated in ("off", "system"):
        return Resolver() if stated == "system" else None
    address, _, port = stated.rpartition(":")
    try:
        resolver = Resolver(str(ip_address(address.removeprefix("[").removesuffix("]"))), int(port))
    except ValueError:
        resolver = Resolver(port=0)
    if not 0 < resolver.port < 2**16:
        raise SettingsError(
            f"LEADLINE_DNS: '{stated}' is neither off, system, nor the address and port of a resolver (such as 192.0.2.53:53)"
        )
    return resolver
