"""The outbox: every message as files that people read, HTML and text; with Markdown beside them where it goes to chat programs, too.

Belongs here: names, writing, and reading back what is to be sent again: under one id everybody gets the same words.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from orchestration.alert.channels import Letter

_SUBJECT = "Subject: "


def write(folder: Path, letter: Letter, day: date) -> Path:
    """Write a message; returns its text file. Readers see whole files only, and nobody but the owner sees them.

    Args:
        day: as-of day of the message: begins its name, so that files sort.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    name = _name(day, letter.audience, letter.id)
    text = f"{_SUBJECT}{letter.subject}\n\n{letter.text}"
    for ending, content in (("html", letter.html), ("md", letter.chat), ("txt", text)):
        if not content:
            continue
        aside = folder / f".{name}.{ending}"
        aside.touch(mode=0o600)
        aside.chmod(0o600)
        aside.write_text(content, encoding="utf-8")
        aside.replace(folder / f"{name}.{ending}")
    return folder / f"{name}.txt"


def read(folder: Path, day: date, audience: str, message_id: str) -> Letter | None:
    """A message as it was written; None where one of its files is gone."""
    name = _name(day, audience, message_id)
    try:
        html = (folder / f"{name}.html").read_text(encoding="utf-8")
        subject, _, text = (folder / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
        chat = folder / f"{name}.md"
        markdown = chat.read_text(encoding="utf-8") if chat.exists() else ""
    except OSError:
        return None
    return Letter(message_id, audience, subject.removeprefix(_SUBJECT), html, text, markdown)


def _name(day: date, audience: str, message_id: str) -> str:
    return f"{day.isoformat()}-{audience}-{message_id}"
