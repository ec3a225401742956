"""A draft as the text of sources.yml: what is known as it is, guesses marked, questions at their place.

Belongs here: lines and comments. Does not belong here: what they say of a file (see `tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from orchestration.commands.draft import decisions
from orchestration.commands.draft.source import SourceDraft
from orchestration.commands.draft.tables import Draft, Mapped, Word
from orchestration.commands.draft.text import flow, scalar
from orchestration.extract.entities import VOCABULARIES

HEAD = """\
# Which files there are, and which of their columns is which of Leadline's. Drafted by `leadline init`; yours to correct.
#
#   # guess:     this may be wrong: look at it
#   # question:  only you know; what waits for an answer is a comment below it: uncomment what is right
#
# `leadline validate` in this folder says what still does not fit. The whole language: docs/sources/spreadsheets.md of Leadline.

sources:
"""
WIDTH = 130


def sources_file(sources: Sequence[SourceDraft], paths: dict[str, str], inbox: str) -> str:
    """The text of sources.yml.

    Args:
        paths: by source, its path as it is to stand in the file.
        inbox: the folder in which sales finds a sheet for its decisions, likewise.
    """
    silent = decisions.wanted(sources)
    texts = [
        _source(source, paths[source.name], source in silent and paths[source.name] == inbox) for source in sources
    ]
    beside = [source for source in silent if paths[source.name] != inbox]
    if beside:
        names = [source.name for source in sources]
        sheet = decisions.source(scalar(f"{inbox}/{decisions.FILE}"), names, beside[0].name)
        texts.append("\n".join(sheet) + "\n")
    return HEAD + "\n".join(texts)


def _source(source: SourceDraft, path: str, has_sheet: bool) -> str:
    lines = [
        f"  - name: {source.name}  # begins every id from here ({source.name}:1234): change it before the first run or never",
        "    kind: spreadsheets",
        f"    path: {scalar(path)}",
        *_asked("in which time zone are times written here (such as Europe/Berlin)?", 4),
        "    timezone: UTC",
        *_currency(source),
        *_asked("at which address does your system show a record? With it, lists and alerts lead to the record.", 4),
        '    # record_url: "https://crm.example.com/{entity}/{id}"',
    ]
    if source.valid:
        lines.append("    tables:")
    else:
        lines += [*_asked("no table could be drafted: see below what is missing", 4), "    tables: {}"]
    for draft in source.drafts:
        lines += _table(draft)
    if has_sheet:
        lines += decisions.table("as the leads' own id")
    return "\n".join([*lines, *_beside(source)]) + "\n"


def _currency(source: SourceDraft) -> list[str]:
    has_amounts = any(mapped.column.type == "amount" for draft in source.drafts for mapped in draft.mapped)
    if source.currency:
        return [f"    currency: {source.currency}  # guess: the amounts name it"]
    return [*_asked("which currency are amounts in that name none?", 4), "    # currency: EUR"] if has_amounts else []


def _table(draft: Draft) -> list[str]:
    """A table; one that is left out is a comment from top to bottom."""
    files = f" of {len(draft.files)} files" if len(draft.files) > 1 else ""
    guess = f"; guess: {draft.guess}" if draft.guess else ""
    lines = [f"      {draft.entity}:  # {draft.sheet.rows:,} rows{files}{guess}", f"        file: {scalar(draft.file)}"]
    if draft.sheet.sheet:
        lines.append(f"        sheet: {scalar(draft.sheet.sheet)}")
    lines.append("        columns:")
    for mapped in draft.columns:
        lines += _column(mapped)
    lines += _rest(draft)
    lines += _values(draft)
    if draft.left_out is None:
        return lines
    return [
        *_asked(f"{draft.sheet.label} looks like {draft.entity}, but {draft.left_out}. Is it, and where is that?", 6),
        *map(_comment, lines),
    ]


def _column(mapped: Mapped) -> list[str]:
    name = mapped.column.name
    if not mapped.is_open:
        asked = _asked(mapped.question, 10) if mapped.question else []
        guess = f"  # guess: {mapped.guess}" if mapped.guess else ""
        return [*asked, f"          {name}: {flow(mapped.stated())}{guess}"]
    lines = _asked(f"{name}: {mapped.question}", 10)
    return [*lines, *(f"          # {name}: {flow(mapped.as_stated(way))}" for way in mapped.ways or [mapped.options])]


def _rest(draft: Draft) -> list[str]:
    used = {heading for mapped in draft.columns for heading in mapped.headings}
    rest = [name for name in draft.sheet.text.names if name not in used]
    text = f"not mapped, and kept beside in the lake: {', '.join(rest)}"
    return [f"          # {line}" for line in wrap(text, WIDTH)] if rest else []


def _values(draft: Draft) -> list[str]:
    there = {mapped.column.name for mapped in draft.mapped}
    coded = {column: words for column, words in draft.values.items() if column in there}
    if not coded:
        return []
    has_any = any(word.means for words in coded.values() for word in words)
    lines = [f"        {'' if has_any else '# '}values:"]
    for column, words in coded.items():
        known = VOCABULARIES[draft.entity, column]
        guessed, unknown = [word for word in words if word.means], [word for word in words if not word.means]
        lines.append(f"          {'' if guessed else '# '}{column}:")
        lines += [f"            {scalar(word.word)}: {word.means}  # guess, {_rows(word)}" for word in guessed]
        if unknown:
            lines += _asked(
                f"which of {known.replace(' ', ', ')} are these? Until mapped they stay as they are, and are flagged.",
                12,
            )
            lines += [f"            # {scalar(word.word)}:   # {_rows(word)}" for word in unknown]
    return lines


def _rows(word: Word) -> str:
    return f"{word.rows:,} {'row' if word.rows == 1 else 'rows'}"


def _beside(source: SourceDraft) -> list[str]:
    lines = []
    for file, entity in source.spare:
        lines += _asked(
            f"{file} looks like {entity} too. Do both belong together (`file:` takes a pattern), or is it a source of its own?",
            6,
        )
    for file in source.unknown:
        lines += _asked(f"what is in {file}? Its headings look like none of Leadline's tables.", 6)
    for file, why in source.unread:
        lines += _asked(f"{file} cannot be read: {why}", 6)
    return lines


def _asked(question: str, indent: int) -> list[str]:
    """A question as comment lines."""
    first, *more = wrap(f"question: {' '.join(question.split())}", WIDTH - indent)
    return [f"{' ' * indent}# {first}", *(f"{' ' * indent}#   {line}" for line in more)]


def _comment(line: str) -> str:
    return f"      # {line[6:]}"


def counted(text: str) -> tuple[int, int]:
    """Guesses and questions in the text of a draft, its explanation apart."""
    body = text.removeprefix(HEAD)
    return body.count("# guess") + body.count("; guess: "), body.count("# question:")
