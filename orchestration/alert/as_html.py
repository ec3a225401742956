"""A message as HTML that every mail client shows: tables, inline styles, no picture, no script, nothing fetched. A chart is a table, too.

Belongs here: layout. What it says is decided in `digest`.
Mail programs make the text alternative of it by taking the tags away: the order of the text, and addresses where a link leads, are
written so that it reads well then.
"""

from __future__ import annotations

import re
from html import escape

from orchestration.alert import as_text, words
from orchestration.alert.digest import Digest, Item

COLOURS = {"hard": "#b3261e", "soft": "#7a5200", "resolved": "#1b6b3a"}
_DARK = {"hard": "#ff8a80", "soft": "#f0c060", "resolved": "#7fd49b"}
LINE = "#c4c7cc"
BAR = 40  # pixels of the highest bar
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

# Clients that know no style sheet show the inline styles, which are those of a light page.
_STYLE = (
    ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    "a{color:#0b57d0}"
    "@media (prefers-color-scheme:dark){"
    ".page{background:#17181a!important}.text{color:#e8e8e8!important}.quiet{color:#a8abb0!important}"
    ".rule{border-color:#3a3c40!important}a{color:#9ec1ff!important}"
    + "".join(f".{name}{{color:{colour}!important}}" for name, colour in _DARK.items())
    + "}"
)


def render(digest: Digest, beside: str | None = None) -> str:
    """The whole message.

    Args:
        beside: where the page lies from where the message is read, for a file of the outbox; None for a message that travels.
    """
    rows = "".join(_item(number, item, digest, beside) for number, item in enumerate(digest.items, start=1))
    rest = ""
    if digest.left_out[0]:
        rest = _row(
            f'<p class="text" style="{_p(15)}">{_text(as_text.left_out(digest))} {_page(digest.page, digest, beside, "See the page")}</p>'
        )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{_text(digest.subject)}</title><style>{_STYLE}</style></head>\n"
        '<body class="page" style="margin:0;padding:0;background:#ffffff">'
        '<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#ffffff"><tr>'
        '<td align="center" style="padding:24px 16px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;text-align:left">\n'
        + _row(
            f'<h1 class="text" style="margin:0;{_FONT};font-size:22px;line-height:28px;font-weight:600;color:#1a1a1a">'
            f"{_text(digest.headline)}</h1>"
            f'<p class="quiet" style="{_p(14, "#5f6368")};padding-top:6px">{_text(as_text.owner(digest))} {_text(digest.note)}</p>'
        )
        + "".join(_row(f'<p class="text" style="{_p(15)}">{_text(words.sentence(fact))}</p>') for fact in digest.facts)
        + rows
        + rest
        + _row(
            f'<p class="quiet" style="{_p(12, "#5f6368")}">{_text(as_text.footer(digest))}</p>',
            line=True,
        )
        + "</table></td></tr></table></body></html>\n"
    )


def _item(number: int, item: Item, digest: Digest, beside: str | None) -> str:
    colour = "resolved" if item.event == "resolved" else item.severity
    lines = "".join(
        f'<p class="text" style="{_p(15)};padding-top:4px"><span class="quiet" style="color:#5f6368">{_text(label)}:</span> '
        f"{_text(text)}</p>"
        for label, text in item.lines
    )
    records = ""
    if item.examples:
        links = ", ".join(_record(record.id, record.url) for record in item.examples)
        more = f" and {item.more:,} more" if item.more else ""
        records = (
            f'<p class="text" style="{_p(15)};padding-top:4px">'
            f'<span class="quiet" style="color:#5f6368">Records:</span> {links}{more}</p>'
        )
    return _row(
        f'<p class="{colour}" style="{_p(12, COLOURS[colour])};letter-spacing:.06em;font-weight:600">{_text(as_text.tag(item))}</p>'
        f'<h2 class="text" style="margin:0;padding-top:2px;{_FONT};font-size:17px;line-height:24px;font-weight:600;color:#1a1a1a">'
        f"{number}. {_text(item.title)}</h2>{lines}{_chart(item, colour)}{records}"
        f'<p class="text" style="{_p(15)};padding-top:4px">{_page(item.link, digest, beside, _leads_to(item))}</p>',
        line=True,
    )


def _chart(item: Item, colour: str) -> str:
    """The last days as bars, with the figures below for whoever sees no colour. Cells have heights: mail clients know no other way."""
    if not item.days:
        return ""
    most = max(item.days)
    bars = "".join(
        f'<td valign="bottom" style="padding:0 2px 0 0;height:{BAR}px">'
        f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>'
        f'<td class="bar {colour}" bgcolor="{COLOURS[colour] if count else LINE}" height="{_height(count, most)}" '
        f'style="height:{_height(count, most)}px;line-height:1px;font-size:1px;background:{COLOURS[colour] if count else LINE}"></td>'
        "</tr></table></td>"
        for count in item.days
    )
    return (
        f'<table role="presentation" aria-hidden="true" cellpadding="0" cellspacing="0" width="{14 * len(item.days)}" '
        f'style="margin-top:8px;width:{14 * len(item.days)}px;table-layout:fixed"><tr>{bars}</tr></table>'
        f'<p class="quiet" style="{_p(12, "#5f6368")}">{_text(as_text.days(item))}</p>'
    )


def _height(count: int, most: int) -> int:
    """Of a bar; a day with anything is seen, one with nothing is a line."""
    return max(3, round(BAR * count / most)) if count else 1


def _row(content: str, line: bool = False) -> str:
    border = ";border-top:1px solid #d9dbde" if line else ""
    return f'<tr><td class="rule" style="padding:16px 0{border}">{content}</td></tr>\n'


def _p(size: int, colour: str = "#1a1a1a") -> str:
    return f"margin:0;{_FONT};font-size:{size}px;line-height:{round(size * 1.5)}px;color:{colour}"


def _record(identity: str, url: str | None) -> str:
    """A record's id, as a link where its source states one that a mail program may follow."""
    if url and re.match(r"https?://", url, re.IGNORECASE):
        return f'<a href="{_text(url)}">{_text(identity)}</a>'
    return _text(identity)


def _page(link: str, digest: Digest, beside: str | None, words: str) -> str:
    """Where on the page: a link where the reader can follow one, else the path in the data folder."""
    if digest.pages:
        # Hidden: the address for whoever reads the text alternative, where a link has none.
        return f'<a href="{_text(link)}">{words}</a>{_only_text(f": {link}")}'
    if beside is not None:
        return f'<a href="{_text(beside + link)}">{words}</a>'
    return f'{words}: <span class="quiet" style="color:#5f6368;word-break:break-all">{_text(link)}</span>'


def _leads_to(item: Item) -> str:
    return "On the page" if item.event == "resolved" else "All of them on the page"


def _only_text(text: str) -> str:
    return f'<span style="display:none;mso-hide:all">{_text(text)}</span>'


def _text(value: str) -> str:
    return escape(value, quote=True).replace(" %", "&nbsp;%")
