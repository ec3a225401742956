"""Tables of the page, built by great-tables and dressed by the page's own style.

Belongs here: from cells of HTML to a table in a box that scrolls by itself. Does not belong here: which figures a table shows.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its cells stand, and whether it holds sentences, which need room."""

    label: str
    align: Literal["left", "right", "center"] = "left"
    is_wide: bool = False


def table(identity: str, caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column names the row.

    Args:
        identity: unique on the page.
        caption: what the table shows, for who cannot see it.
        rows: cells as HTML; whoever fills them has escaped what came from the marts.
    """
    import pyarrow as pa
    from great_tables import GT, html

    names = [f"c{number}" for number in range(len(columns))]
    data = pa.table({name: [row[number] for row in rows] for number, name in enumerate(names)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Arrow in great-tables is new, and what is used of it is tested
        built = GT(data, rowname_col="c0")
        for name, column in zip(names, columns, strict=True):
            built = built.cols_align(align=column.align, columns=name)
        built = (
            built.tab_stubhead(label=html(escape(columns[0].label)))
            .cols_label({name: html(_heading(column)) for name, column in zip(names[1:], columns[1:], strict=True)})
            .fmt_passthrough(columns=names, escape=False)
        )
        raw = built.as_raw_html(inline_css=False)
    found = re.search(r"<table.*</table>", raw, re.DOTALL)
    if found is None:
        raise ValueError(f"great-tables made no table of '{identity}': {raw[:200]}")
    return (
        f'<div class="scroll" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f"{_own_ids(found.group(), identity)}</div>"
    )


def _heading(column: Column) -> str:
    return f'<span class="wide">{escape(column.label)}</span>' if column.is_wide else escape(column.label)


def _own_ids(markup: str, identity: str) -> str:
    """Ids of cells are unique in a table only: they get the table's before them. Quotes of text are escaped, so only tags are met."""

    def prefixed(found: re.Match[str]) -> str:
        names = " ".join(f"{identity}-{name}" for name in found.group(2).split())
        return f' {found.group(1)}="{names}"'

    return re.sub(r' (id|headers)="([^"]*)"', prefixed, markup)
