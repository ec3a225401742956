"""`leadline init`: a company's own folder, with sources.yml and an agreement drafted from the files found.

Belongs here: the folder, its files, what is told. Does not belong here: guessing (see `draft`).
"""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.commands.draft import agreement, decisions, render
from orchestration.commands.draft.headings import plain
from orchestration.commands.draft.source import SourceDraft, draft_source
from orchestration.extract.files import READABLE
from orchestration.extract.sources import SourceError, load_sources
from orchestration.settings import ROOT

INBOX = "inbox"
ZIP = ".zip"
MINUTE, HOUR = 15, 5

_IGNORED = "# People's data stays out of version control.\ndata/\ninbox/\n*.log\n"
_README = """\
# {name}: leads and deals, with Leadline

`leadline validate` here says what does not fit yet, `leadline run` takes in what is in `inbox/`; `sources.yml` and `agreement/` are
yours to edit.
"""


class InitError(ValueError):
    """The folder cannot be made; nothing that was there has been changed."""


@dataclass(frozen=True)
class Made:
    """What was made: the drafted sources, guesses and questions left, the line of crontab, agreement files that
    were there already, sources on whose leads sales decides in a sheet."""

    folder: Path
    sources: list[SourceDraft]
    guesses: int
    questions: int
    crontab: str
    kept: list[str]
    undecided: list[SourceDraft]


def init(folder: Path, given: Sequence[Path] = (), *, in_place: bool = False) -> Made:
    """Make a company's folder, and draft sources.yml and an agreement from the files in its inbox.

    Args:
        folder: the company's; may be there already.
        given: files, folders and zips to copy into its inbox.
        in_place: point to what is given instead of copying it.

    Raises:
        InitError: sources.yml is there already, or there is no file to draft from.
    """
    folder = folder.expanduser().resolve()
    _check(folder, given)
    inbox = folder / INBOX
    given = [path.expanduser().resolve() for path in given]
    copies = [] if in_place else [inbox / path.name for path in given if path != inbox]
    for copy in copies:
        if copy.exists():
            raise InitError(f"{copy} is there already: move it away, or leave it out of --from")
    inbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        for path, copy in zip([path for path in given if path != inbox], copies, strict=False):
            shutil.copytree(path, copy) if path.is_dir() else shutil.copyfile(path, copy)
        return _drafted(folder, inbox, given if in_place else [])
    except InitError:
        for copy in copies:
            shutil.rmtree(copy) if copy.is_dir() else copy.unlink(missing_ok=True)
        raise


def _drafted(folder: Path, inbox: Path, pointed_to: Sequence[Path]) -> Made:
    places = _places(folder, inbox, pointed_to)
    if not places:
        raise InitError(
            f"there is no file to draft from: put your exports ({', '.join((*READABLE, ZIP))}) into {inbox}, or name them with "
            "--from, and run it again"
        )
    try:
        with tempfile.TemporaryDirectory(prefix=".init-", dir=folder) as work:
            sources = [draft_source(name, path, Path(work) / name) for name, path in places.items()]
    except SourceError as error:
        raise InitError(str(error)) from error
    paths = {name: _written(path, folder) for name, path in places.items()}
    return _write(folder, sources, paths)


def _check(folder: Path, given: Sequence[Path]) -> None:
    if folder.exists() and not folder.is_dir():
        raise InitError(f"{folder} is a file, not a folder: name another")
    if folder == ROOT or folder.is_relative_to(ROOT):
        raise InitError(
            f"{folder} is inside Leadline's own folder ({ROOT}): a company's data belongs elsewhere, name another"
        )
    if (folder / "sources.yml").exists():
        raise InitError(
            f"{folder / 'sources.yml'} is there already, and there is no --force: move it away to draft a new one"
        )
    for path in given:
        if not path.expanduser().exists():
            raise InitError(f"there is no {path}: correct --from")


def _places(folder: Path, inbox: Path, given: Sequence[Path]) -> dict[str, Path]:
    """Sources by name: each folder and zip of the inbox (or given) is one, and the files that lie beside them together are one."""
    entries = [path for path in sorted(inbox.iterdir()) if not path.name.startswith(".")]
    parts = [path for path in entries if path.suffix.lower() == ZIP or (path.is_dir() and _has_files(path))]
    parts += given
    files = [path for path in entries if path.is_file() and path.suffix.lower() in READABLE]
    if parts:  # beside which an earlier init put it
        files = [path for path in files if path.name != decisions.FILE]
    if files and parts:
        names = ", ".join(path.name for path in parts)
        raise InitError(
            f"{inbox} holds files, and there is {names} beside them: put the files into a folder of the inbox too"
        )
    # One export alone has the company's name; several have names of their own.
    found = [(folder.name, inbox)] if files else [(path.stem, path) for path in parts]
    if len(found) == 1:
        found = [(folder.name, found[0][1])]
    places: dict[str, Path] = {}
    for name, path in found:
        fit = _name(name)
        number = 2
        while fit in places:
            fit, number = f"{_name(name)}_{number}", number + 1
        places[fit] = path
    return places


def _has_files(folder: Path) -> bool:
    return any(path.suffix.lower() in READABLE for path in folder.rglob("*") if path.is_file())


def _name(text: str) -> str:
    """A source's name, as ids begin with it."""
    name = "".join(
        letter for letter in plain(text).replace(" ", "_") if letter.isascii() and (letter.isalnum() or letter == "_")
    )
    if not name[:1].isalpha():
        name = f"source_{name}".rstrip("_")
    return f"{name}_files" if name == "leadline" else name


def _written(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _write(folder: Path, sources: list[SourceDraft], paths: dict[str, str]) -> Made:
    text = render.sources_file(sources, paths, INBOX)
    guesses, questions = render.counted(text)
    texts = agreement.files(
        [source.stages for source in sources if source.stages is not None],
        sorted({currency for source in sources for currency in source.currencies}),
    )
    agreed = folder / "agreement"
    agreed.mkdir(exist_ok=True)
    kept = [name for name in texts if (agreed / name).exists()]
    for name, said in texts.items():
        if name not in kept:
            (agreed / name).write_text(said, encoding="utf-8")
    for name, said in agreement.schema_files().items():
        (agreed / name).parent.mkdir(exist_ok=True)
        if not (agreed / name).exists():
            (agreed / name).write_text(said, encoding="utf-8")
    questions += agreement.questions({name: said for name, said in texts.items() if name not in kept})
    crontab = crontab_line(folder)
    for name, said in (
        (".gitignore", _IGNORED),
        ("README.md", _README.format(name=folder.name)),
        ("crontab.txt", f"# Every day at {HOUR}:{MINUTE:02d}; `crontab -e` takes this line.\n{crontab}\n"),
    ):
        if not (folder / name).exists():
            (folder / name).write_text(said, encoding="utf-8")
    undecided = decisions.wanted(sources)
    sheet = folder / INBOX / decisions.FILE
    if undecided and not sheet.exists():
        sheet.write_text(decisions.HEADER, encoding="utf-8")
    target = folder / "sources.yml"
    target.write_text(text, encoding="utf-8")
    load_sources(target)
    return Made(folder, sources, guesses, questions, crontab, kept, undecided)


def crontab_line(folder: Path) -> str:
    """A line of crontab that runs this installation's `leadline` in a folder every day; cron reads a plain % as a line end."""
    program = Path(sys.executable).parent / "leadline"
    line = f"cd {shlex.quote(str(folder))} && {shlex.quote(str(program))} run >> leadline.log 2>&1"
    return f"{MINUTE} {HOUR} * * *  " + line.replace("%", "\\%")


def told(made: Made) -> str:
    """What a person reads when it is done."""
    lines = []
    for source in made.sources:
        for draft in source.drafts:
            state = (
                f"left out: {draft.left_out}"
                if draft.left_out
                else f"{len(draft.mapped)} columns of {len(draft.sheet.text.names)}"
            )
            lines.append((draft.sheet.label, draft.entity, f"{draft.sheet.rows:,}", state))
        lines += [(file, "-", "", f"{entity} are read from another file") for file, entity in source.spare]
        lines += [(file, "-", "", "looks like none of Leadline's tables") for file in source.unknown]
        lines += [(file, "-", "", "cannot be read") for file, _ in source.unread]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    table = [
        f"  {file.ljust(widths[0])}  {entity.ljust(widths[1])}  {rows.rjust(widths[2])} {'rows' if rows else '    '}  {state}"
        for file, entity, rows, state in lines
    ]
    kept = f"\nKept as they were: {', '.join(f'agreement/{name}' for name in made.kept)}" if made.kept else ""
    sheet = ""
    if made.undecided:
        names = ", ".join(source.name for source in made.undecided)
        sheet = (
            f"\n\nNothing in the leads of {names} says what sales decided: sales writes it into {INBOX}/{decisions.FILE}, a line for each "
            f"decision\n({decisions.HEADER.strip()}; accepted, rejected or recycled). sources.yml says how a lead is written there."
        )
    return (
        "\n".join(table)
        + f"\n\nMade {made.folder}: sources.yml, agreement/ (company, lead_brief, sales_process, routing), .gitignore, crontab.txt"
        + f"{kept}\n{made.guesses} guesses are marked there and {made.questions} questions left open: "
        + f"search for `# guess` and `# question`.{sheet}\n\n"
        + f"Then, in {made.folder}:\n  leadline validate\n  leadline run\n\nEvery day, as a line of crontab:\n  {made.crontab}"
    )
