"""Keys that are people's data: an HMAC in their place, computed inside the engine.

Belongs here: the key file, which keys (and misplaced values) are personal, the SQL of the HMAC.
Does not belong here: which columns are keys (see `entities`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import duckdb

from orchestration.lake import OWN, Lake

BYTES = 32
BLOCK = 64  # of SHA-256
PREFIX = "hmac-"


class KeyFileError(RuntimeError):
    """The key file is missing or unusable."""


def ensure_key(file: Path, lake: Lake, *, is_kept: bool = True) -> bytes:
    """Read the key; make it where nothing was ever landed from a source.

    Args:
        is_kept: whether a key that is made is written to the file; one that is not serves a look that lands nothing.

    Raises:
        KeyFileError: it is missing although the lake holds rows (a new one would make every hashed key another person),
            or it is not a key.
    """
    if not file.exists():
        if any(kind.name != OWN and any(kind.glob("*/source=*/*.parquet")) for kind in _kinds(lake)):
            raise KeyFileError(
                f"{file} is missing, and keys in {lake.root} were hashed with it: restore it from your backup, set "
                "LEADLINE_PII_KEY_FILE to where it is, or start with an empty LEADLINE_DATA"
            )
        if not is_kept:
            return secrets.token_bytes(BYTES)
        _make(file)
    key = file.read_bytes()
    if len(key) < BYTES:
        raise KeyFileError(f"{file} holds {len(key)} bytes, a key has {BYTES}: restore it from your backup")
    return key


def set_key(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Hand the key to the engine's session, padded as HMAC-SHA256 wants it."""
    if len(key) > BLOCK:
        import hashlib

        key = hashlib.sha256(key).digest()
    padded = key.ljust(BLOCK, b"\0")
    for name, pad in (("inner", 0x36), ("outer", 0x5C)):
        connection.execute(f"set variable leadline_{name} = unhex('{bytes(byte ^ pad for byte in padded).hex()}')")


def hashed(text: str) -> str:
    """SQL of what stands in the lake for a personal key."""
    inner = f"unhex(sha256(getvariable('leadline_inner') || encode(lower(trim({text})))))"
    return f"'{PREFIX}' || left(sha256(getvariable('leadline_outer') || {inner}), 32)"


def is_personal_key(text: str) -> str:
    """SQL of whether a key is an e-mail address, a name (letters without a digit, or words of letters) or a written phone number."""
    return (
        f"(contains({text}, '@') or regexp_matches({text}, '\\p{{L}}') and not regexp_matches({text}, '[0-9]') "
        f"or regexp_full_match({text}, '{_WORD}({_BREAK}{_WORD})+') or {_is_phone(text)})"
    )


def is_personal_value(text: str) -> str:
    """SQL of whether a value that stands in a column where it does not belong may be a person's: more is suspected than of a key."""
    bare = f"regexp_full_match({text}, '0[0-9]{{6,}}')"
    words = f"regexp_matches({text}, '(^|{_BREAK}){_WORD}{_BREAK}(.*{_BREAK})?{_WORD}({_BREAK}|$)')"
    return f"(contains({text}, '@') or {_is_phone(text)} or {bare} or {words})"


# A word of a name, as in `Schmidt2`, `O'Neil`, `J.`, `(Ann)`; and what stands between two.
_WORD = r"[^\p{L}0-9\s,;]*\p{L}[\p{L}\p{M}''’.-]*[0-9]{0,4}[^\p{L}0-9\s,;]*"
_BREAK = r"[\s,;]+"


def _is_phone(text: str) -> str:
    """A plus, brackets or spaces, or a 0 in front of digits that are parted: an id such as 2024-000123 is none."""
    digits = f"length(regexp_replace({text}, '[^0-9]', '', 'g'))"
    return (
        f"(regexp_full_match({text}, '[+]?[0-9()\\s./-]+') and regexp_matches({text}, '^[+]|[()\\s]|^0[0-9]*[./-]') "
        f"and {digits} >= 7)"
    )


def _kinds(lake: Lake) -> list[Path]:
    if not lake.root.is_dir():
        return []
    return [folder for folder in lake.root.iterdir() if folder.is_dir() and not folder.name.startswith(".")]


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(secrets.token_bytes(BYTES))
        opened.flush()
        os.fsync(opened.fileno())
