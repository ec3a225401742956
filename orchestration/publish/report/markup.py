"""Pieces of HTML: escaping, figures that say their name, links to records, sections.

Belongs here: how text becomes HTML. Everything that comes from the marts goes through `text`, `figure` or `record`.
Does not belong here: charts, tables, what a section says.
"""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape

from orchestration.publish.report.words import number


def text(value: object) -> str:
    """Escaped text, fit for an attribute as well."""
    return escape(str(value), quote=True)


def figure(name: str, value: float | Decimal, shown: str | None = None, **keys: object) -> str:
    """A number that says which figure it is: `data-figure` with its name, and an attribute for each key that it is of.

    Args:
        shown: what the reader sees; the value with separators when not stated.
    """
    of = "".join(f' data-{key.replace("_", "-")}="{text(key_value)}"' for key, key_value in keys.items())
    return f'<data value="{text(value)}" data-figure="{text(name)}"{of}>{text(number(value) if shown is None else shown)}</data>'


def record(identity: str, url: str | None) -> str:
    """A record's id, as a link where its source states one that a browser may follow."""
    if url and re.match(r"https?://", url, re.IGNORECASE):
        return f'<a class="record" href="{text(url)}" rel="noreferrer noopener">{text(identity)}</a>'
    return f'<span class="record">{text(identity)}</span>'


def section(identity: str, kicker: str, title: str, *parts: str) -> str:
    """A section under its subject (`kicker`) and a title that says what was found."""
    return (
        f'<section id="{identity}" aria-labelledby="{identity}-title">'
        f'<p class="kicker">{text(kicker)}</p><h2 id="{identity}-title">{text(title)}</h2>{"".join(parts)}</section>'
    )


def note(definition: str) -> str:
    """What a figure counts: mart and filter, in one line. `definition` is text of our own, with code between back quotes."""
    return f'<p class="note">{coded(definition)}</p>'


def empty(what: str) -> str:
    """What to do where there is nothing to show; back quotes as in `note`."""
    return f'<p class="empty">{coded(what)}</p>'


def coded(words: str) -> str:
    """Escaped text in which what stands between back quotes is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(words))


def key(entries: dict[str, str]) -> str:
    """The key of a chart's colours: class of the swatch and its meaning."""
    items = "".join(f'<li><span class="swatch {name}"></span>{text(meaning)}</li>' for name, meaning in entries.items())
    return f'<ul class="key">{items}</ul>'
