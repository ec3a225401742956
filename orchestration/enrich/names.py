"""What can be told from a name alone: whether fingers ran along a keyboard, and whether it stands for no company.

Belongs here: facts on one text, a person's first or last name or a company's. Does not belong here: whose name it is, or what is wrong
with a lead that has it.
"""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

# Count it up when a word or a rule below changes: what was looked up by another one is looked up anew.
BY = "list 2"

SCHEMA = pa.schema([("value", pa.string()), ("is_keyboard_run", pa.bool_()), ("is_no_company", pa.bool_())])

# Rows of letters on keyboards: English, German, French, Russian.
ROWS = (
    "qwertyuiop", "qwertzuiopü", "azertyuiop", "йцукенгшщзхъ",
    "asdfghjkl", "qsdfghjklm", "фывапролджэ",
    "zxcvbnm", "yxcvbnm", "wxcvbn", "ячсмитьбю",
)  # fmt: skip
RUNS = ROWS + tuple(row[::-1] for row in ROWS)
VOWELS = re.compile("[aeiouyüаеиоуыэюяё]")
# Four keys side by side may be a name (Wert, Trew, Reza), unless they have no vowel or begin where fingers rest.
FOUR = frozenset("qwer rewq asdf fdsa йцук фыва".split())

LEGAL_FORMS = frozenset(
    """
    ab ag aps as bv co company corp corporation gmbh inc kg limited llc ltd mbh nv ohg oy plc pty sa sarl sas se sl sp spa sro srl ug z o
    """.split()
)
NO_COMPANY = frozenset(
    """
    |n/a|n.a.|na|none|nil|null|no|nothing|unknown|unbekannt|not applicable|not available|no company|no firm|any|anonymous|xx|xxx|xxxx
    |test|tests|tester|testing|test test|test company|testfirma|test firma|dummy|fake|example|sample|foo|foo bar|abc|qwerty|qwertz
    |private|privat|private person|privatperson|individual|personal|self|myself|me|privé|prive|particulier|privato|particular
    |keine|kein|keine firma|keine angabe|firma|meine firma|firmenname|company|my company|your company|company name|name
    |aucun|aucune|ninguna|ninguno|nessuna|geen|brak
    """.strip().strip("|").replace("\n    |", "|").split("|")
)  # fmt: skip


def look_up(value: str) -> dict[str, Any]:
    """Facts on one name (trimmed, lower case); the legal form of a company is no part of it."""
    words = [word for word in re.split(r"[\W\d_]+", value) if word]
    own = [word for word in words if word not in LEGAL_FORMS] or words
    bare = " ".join(word for word in value.strip(" .,").split() if word.strip(".,") not in LEGAL_FORMS)
    return {
        "value": value,
        "is_keyboard_run": bool(own) and all(_is_run(word) for word in own),
        "is_no_company": any(text.strip() in NO_COMPANY for text in (value, bare)) or re.search(r"\w", value) is None,
    }


def _is_run(word: str) -> bool:
    """Whether a word is one letter over and over, or stretches of neighbouring keys and nothing else."""
    if len(word) < 4:
        return False
    if len(set(word)) == 1:
        return True
    stretches = _stretches(word)
    if len(stretches) > 1:
        return all(len(stretch) >= 3 for stretch in stretches)
    return len(word) > 4 or word in FOUR or VOWELS.search(word) is None


def _stretches(word: str) -> list[str]:
    """The word cut into the longest stretches that run along a row, from the left; a letter that does not is one by itself."""
    found = []
    while word:
        length = max(
            length for length in range(1, len(word) + 1) if length == 1 or any(word[:length] in run for run in RUNS)
        )
        found.append(word[:length])
        word = word[length:]
    return found
