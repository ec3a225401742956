"""Versions under `publish/` and the link `current` that readers follow.

Belongs here: numbering, switching, verifying, pruning. Does not belong here: what a version holds (see `snapshot`).
The switch moves a link to a *directory*: file names stay the same in every version, and a reader sees the old set or the new one.
"""

from __future__ import annotations

import grp
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
KEPT = 10


class PublishError(RuntimeError):
    """A version cannot be published or switched to; `current` is as it was."""


def versions(publish: Path) -> list[str]:
    """Published versions, oldest first."""
    return sorted((path.name for path in publish.glob("v[0-9]*") if path.is_dir()), key=_number)


def current(publish: Path) -> str | None:
    """The version that readers see; None before the first."""
    link = publish / "current"
    return link.readlink().name if link.is_symlink() else None


def manifest_of(publish: Path, version: str) -> dict[str, Any]:
    """What a version says of itself.

    Raises:
        PublishError: its manifest is missing or cannot be read.
    """
    file = publish / version / MANIFEST
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise PublishError(
            f"{file} cannot be read ({error}): `leadline rollback` to another version, then run again"
        ) from error


def next_version(publish: Path) -> str:
    """Name of the version that is published next."""
    last = versions(publish)
    return f"v{(_number(last[-1]) if last else 0) + 1:04d}"


@contextmanager
def new_version(publish: Path, readers_group: str | None) -> Iterator[tuple[str, Path]]:
    """Give an empty folder to fill; at the end of the block it is a version, closed to writing. Nothing of it is seen before `switch`."""
    publish.mkdir(parents=True, exist_ok=True)
    for left in publish.glob(".incoming-*"):
        shutil.rmtree(left)
    name = next_version(publish)
    folder = publish / f".incoming-{name}"
    folder.mkdir()
    try:
        yield name, folder
        _close_to_writing(folder, readers_group)
        folder.rename(publish / name)
        _sync(publish)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def switch(publish: Path, version: str) -> None:
    """Make readers see a version, in one move, after its checksums were verified.

    Raises:
        PublishError: there is no such version, or its files are not those of its manifest.
    """
    if version not in versions(publish):
        known = ", ".join(versions(publish)) or "none"
        raise PublishError(f"there is no version '{version}' in {publish} (there are: {known})")
    verify(publish, version)
    moved = publish / ".current"
    moved.unlink(missing_ok=True)
    moved.symlink_to(version)
    moved.replace(publish / "current")
    _sync(publish)


def verify(publish: Path, version: str) -> None:
    """Compare a version's files with its manifest.

    Raises:
        PublishError: a file is missing or has changed.
    """
    for name, expected in manifest_of(publish, version)["files"].items():
        file = publish / version / name
        if not file.is_file():
            raise PublishError(f"{version} lacks {name}, which its manifest lists: choose another version")
        if checksum(file) != expected["sha256"]:
            raise PublishError(
                f"{file} is not the file that was published as {version} (its checksum differs): choose another version"
            )


def previous(publish: Path) -> str:
    """The newest version before the current one.

    Raises:
        PublishError: there is none.
    """
    now = current(publish)
    older = [name for name in versions(publish) if now is not None and _number(name) < _number(now)]
    if not older:
        raise PublishError(f"there is no version before {now or 'the first'} in {publish}")
    return older[-1]


def prune(publish: Path, keep: int = KEPT) -> list[str]:
    """Delete the oldest versions beyond `keep`, never the current one; readers that have one open keep what they read."""
    gone = [name for name in versions(publish)[:-keep] if name != current(publish)]
    for name in gone:
        for folder in (publish / name, *(path for path in (publish / name).rglob("*") if path.is_dir())):
            folder.chmod(0o700)
        shutil.rmtree(publish / name)
    return gone


def list_file(version: Path, file: Path) -> None:
    """Add a file to the manifest of the version whose folder it was written into, so that `verify` covers it."""
    manifest = json.loads((version / MANIFEST).read_text())
    manifest["files"][file.relative_to(version).as_posix()] = {"sha256": checksum(file), "bytes": file.stat().st_size}
    (version / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")


def checksum(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_group(readers_group: str | None) -> None:
    """Refuse a group of readers that does not exist.

    Raises:
        PublishError: there is no such group.
    """
    if readers_group is not None:
        _group(readers_group)


def allow_readers(data: Path, publish: Path, readers_group: str | None) -> None:
    """Close the data folder to everyone else; with a group of readers, let it through to `publish/` alone.

    Raises:
        PublishError: there is no such group.
    """
    if readers_group is None:
        data.chmod(0o700)
        publish.chmod(0o700)
        return
    group = _group(readers_group)
    for folder, mode in ((data, 0o710), (publish, 0o750)):
        os.chown(folder, -1, group)
        folder.chmod(mode)


def _close_to_writing(folder: Path, readers_group: str | None) -> None:
    group = _group(readers_group) if readers_group else None
    for path in [*folder.rglob("*"), folder]:
        if group is not None:
            os.chown(path, -1, group)
        path.chmod(0o750 if path.is_dir() else 0o440)
        _sync(path)


def _group(name: str) -> int:
    try:
        return grp.getgrnam(name).gr_gid
    except KeyError:
        raise PublishError(f"LEADLINE_READERS_GROUP: there is no group '{name}' on this machine") from None


def _number(version: str) -> int:
    return int(version.removeprefix("v"))


def _sync(path: Path) -> None:
    if stat.S_ISLNK(path.lstat().st_mode):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
