"""A sheet for sales' decisions, of companies whose leads have no column for them.

Belongs here: when a company needs it, its header, and what sources.yml says of it. Does not belong here: making the file (see `init`).
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.commands.draft.source import SourceDraft

FILE = "lead_decisions.csv"
HEADER = "lead,decision,date,by,reason\n"
_NAME = "decisions"
_HISTORY = "lead_status_history"


def wanted(sources: Sequence[SourceDraft]) -> list[SourceDraft]:
    """Sources whose leads say nothing of what sales decided, and have no history that does."""
    return [source for source in sources if _is_silent(source)]


def _is_silent(source: SourceDraft) -> bool:
    tables = {draft.entity: draft for draft in source.valid}
    if "leads" not in tables or _HISTORY in tables:
        return False
    return not {"status", "rejection_reason"} & {mapped.column.name for mapped in tables["leads"].mapped}


def table(example: str) -> list[str]:
    """Lines of the table, as they stand below `tables:`.

    Args:
        example: a lead as sales is to write it.
    """
    return [
        f"      {_HISTORY}:  # what sales decided on a lead: a line in {FILE} for each decision, the last one counts",
        f"        file: {FILE}",
        "        shrink_limit: 1  # people edit it: a decision may be taken back, the last one as well",
        "        columns:",
        f"          lead_id: lead  # {example}",
        "          status: decision  # accepted, rejected, or recycled: given back to marketing",
        '          changed_at: {column: date, format: ["%Y-%m-%d", "%d.%m.%Y"]}',
        "          changed_by: by",
        "          reason: reason  # of a rejection: one of those that the brief lists",
        "        values:",
        '          status: {"accept": accepted, "yes": accepted, "reject": rejected, "no": rejected}',
    ]


def source(path: str, names: Sequence[str], leads_of: str) -> list[str]:
    """Lines of a source of its own, where the sheet lies beside the exports.

    Args:
        path: of the sheet, as it is to stand in sources.yml.
        names: of the other sources.
        leads_of: the source whose leads are decided on.
    """
    name = _NAME
    while name in names:
        name = f"sales_{name}"
    return [
        f"  - name: {name}",
        "    kind: spreadsheets",
        f"    path: {path}",
        "    tables:",
        *table(f"with the name of its source: {leads_of}:1234"),
    ]
