"""A message as plain text: for chat, webhooks and the outbox. What it says is decided in `digest`."""

from __future__ import annotations

from textwrap import fill

from orchestration.alert import words
from orchestration.alert.digest import Digest, Item

WIDTH = 92
TAGS = {
    "opened": "NEW",
    "escalated": "NOW",
    "growing": "GROWING",
    "reminder": "STILL THERE",
    "resolved": "RESOLVED",
    "stands": "",
}


def tag(item: Item) -> str:
    """What happened and how severe it is, in capitals."""
    severity = "" if item.event == "resolved" else item.severity.upper()
    return " · ".join(part for part in (TAGS[item.event], severity) if part)


def records(item: Item) -> str:
    """Ids of the newest records, with what is left of them; empty where the item names none."""
    if not item.examples:
        return ""
    ids = ", ".join(record.id for record in item.examples)
    return f"{ids} and {words.number(item.more)} more" if item.more else ids


def days(item: Item) -> str:
    """The chart in words: of the last 14 days, how many in all and on the worst day."""
    return f"Last {len(item.days)} days: {', '.join(words.number(count) for count in item.days)} (today last)"


def left_out(digest: Digest) -> str:
    """What is counted but not told."""
    items, many = digest.left_out
    return f"And {items} more, with {words.number(many)} records in all." if items else ""


def footer(digest: Digest) -> str:
    """Which message it is, and who decides who gets it."""
    return (
        f"Hard: not what was agreed. Soft: worth knowing. Who gets what is said in the agreement's routing.yml. "
        f"Leadline, message {digest.id}."
    )


def owner(digest: Digest) -> str:
    """Who answers for it."""
    return f"Owner: {digest.owner}."


def render(digest: Digest) -> str:
    """The whole message, in lines of at most 92 characters where no link is longer."""
    parts = [f"{digest.headline}\n{_wrapped(f'{owner(digest)} {digest.note}')}"]
    parts += ["\n".join(_wrapped(words.sentence(fact)) for fact in digest.facts)] if digest.facts else []
    for number, item in enumerate(digest.items, start=1):
        lines = [_wrapped(f"{number}. {item.title}", "   "), f"   [{tag(item)}]"]
        lines += [_wrapped(f"   {label}: {text}", "   ") for label, text in item.lines]
        if item.days:
            lines.append(f"   {days(item)}")
        if item.examples:
            lines.append(_wrapped(f"   Records: {records(item)}", "   "))
            lines += [f"     {record.url}" for record in item.examples if record.url]
        parts.append("\n".join([*lines, f"   Page: {item.link}"]))
    if digest.left_out[0]:
        parts.append(f"{left_out(digest)}\nPage: {digest.page}")
    parts.append(f"--\n{_wrapped(footer(digest))}")
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
