"""A message as Markdown for chat: short, as people read it between others. What it says is decided in `digest`.

Belongs here: layout, and the length that chat programs take. A block of Slack's holds 3,000 characters, a card of Teams' 28 KB in all.
"""

from __future__ import annotations

import re

from orchestration.alert import as_text, words
from orchestration.alert.digest import Digest, Item

TOLD = ("Was", "To do", "Answer", "Incident")  # lines of an item that are worth their place
LONGEST = 2600  # characters; what a program escapes or adds must fit, too

_LOOK_ALIKES = str.maketrans("*`~[]<>|\\", "∗'∼()‹›¦∖")


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
    lines = [_plain(f"{label}: {text}") for label, text in item.lines if label in TOLD]
    if item.examples:
        lines.append(_plain(f"Records: {as_text.records(item)}"))
    if digest.pages:
        lines.append(f"[On the page]({item.link})")
    # A list: every chat program begins a new line there.
    return "\n".join([f"**{as_text.tag(item)}** {_plain(item.title)}", *(f"- {line}" for line in lines)])


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
    """Text that no chat program reads as markup: one of the data makes no link, and calls nobody.

    Some have no sign that takes a meaning away, so signs with a meaning become others that look like them.
    """
    text = re.sub(r"(?<!\w)_|_(?!\w)", " ", text.translate(_LOOK_ALIKES))
    return text.replace("@", "@\u200b").replace("://", ":\u200b//")
