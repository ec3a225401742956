"""A message as Markdown for chat: short, as people read it between others. What it says is decided in `digest`.

Belongs here: layout, and the length that chat programs take. A block of Slack's holds 3,000 characters, a card of Teams' 28 KB in all.
"""

from __future__ import annotations

import re

from orchestration.alert import as_text, words
from orchestration.alert.digest import Digest, Item

LONGEST = 2600  # characters; what a program escapes or adds must fit, too


def render(digest: Digest) -> str:
    """The whole message; items that do not fit are counted."""
    head = [f"**{_plain(digest.subject)}**", _plain(f"{as_text.owner(digest)} {digest.note}")]
    head += [_plain(words.sentence(fact)) for fact in digest.facts]
    items = [_item(item, digest) for item in digest.items]
    for told in range(len(items), -1, -1):
        text = "\n\n".join([*head, *items[:told], *_rest(digest, told), f"Leadline, message {digest.id}"])
        if len(text) <= LONGEST or told == 0:
            return text
    raise AssertionError("unreachable: no item at all always fits")


def _item(item: Item, digest: Digest) -> str:
    lines = [f"**{as_text.tag(item) or 'RESOLVED'}** {_plain(item.title)}"]
    lines += [_plain(f"{label}: {text}") for label, text in item.lines if label in ("To do", "Answer", "Was")]
    if item.examples:
        lines.append(_plain(f"Records: {as_text.records(item)}"))
    if digest.pages:
        lines.append(f"[On the page]({item.link})")
    return "  \n".join(lines)


def _rest(digest: Digest, told: int) -> list[str]:
    """What is counted but not told, whether or not it would have fitted."""
    cut = digest.items[told:]
    items = digest.left_out[0] + len(cut)
    if not items:
        return []
    many = digest.left_out[1] + sum(item.records for item in cut)
    where = f" [See the page]({digest.page})" if digest.pages else ""
    return [f"And {items} more, with {words.number(many)} records in all.{where}"]


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is; a text of the data makes no link, and calls nobody."""
    return re.sub(r"([\\`*_\[\]<>~|])", r"\\\1", text).replace("@", "@\u200b")
