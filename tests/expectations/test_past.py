"""What a version says as one text, and how it differs: comments, order and spelling of YAML say nothing."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.agreement import past
from expectations.agreement.brief import Brief, Briefs
from expectations.agreement.process import Process, Processes
from expectations.agreement.schema import load_agreement
from expectations.agreement.yaml_lines import read
from tests.expectations.test_agreement import BRIEF, PROCESS, write
from tests.expectations.test_brief import WHOLE
from tests.expectations.test_process import GATED

TODAY = date(2026, 3, 1)
SINCE = date(2026, 1, 1)
BRIEF_1, PROCESS_1 = ("brief", "default", 1), ("process", "process", 1)


def brief_of(text: str) -> Brief:
    return Briefs.model_validate(read(text).values).briefs[0]


def process_of(text: str) -> Process:
    return Processes.model_validate(read(text).values).processes[0]


def shuffled(value: Any, order: random.Random) -> Any:
    """The same content with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        order.shuffle(keys)
        return {key: shuffled(value[key], order) for key in keys}
    return [shuffled(item, order) for item in value] if isinstance(value, list) else value


def commented(text: str, order: random.Random) -> str:
    """The same YAML with comments and empty lines between its lines."""
    words = ["", "# agreed in March", "   # question: is it so?"]
    return "\n".join(f"{line}\n{order.choice(words)}" for line in text.splitlines())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), flow=st.sampled_from([None, False, True]))
def test_the_text_of_a_version_ignores_comments_and_the_order_of_keys(seed: int, flow: bool | None) -> None:
    order = random.Random(seed)
    for text, of in ((WHOLE, brief_of), (GATED, process_of)):
        other = yaml.safe_dump(
            shuffled(read(text).values, order), sort_keys=False, default_flow_style=flow, width=10_000
        )
        assert past.content(of(commented(other, order))) == past.content(of(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[DE, NO]", "[no, de]"),
        ("goal: 10, unit: conforming", "unit: conforming, per: month, pacing: even, goal: 10"),
        ("duplicate_lead: 90", "duplicate_lead: 90.0"),
        ("says: Our countries.", "says: 'Our countries.'"),
        ("scope: default", "scope: default\n    exclusions: {customers: false}\n    retroactive: false"),
    ],
    ids=["order of values, case of codes", "defaults that are written", "a number", "quotes", "empty parts"],
)
def test_what_means_the_same_is_no_change(tmp_path: Path, old: str, new: str) -> None:
    agreement = load_agreement(write(tmp_path, brief=BRIEF.replace(old, new)))
    landed = [past.Landed(BRIEF_1, past.content(brief_of(BRIEF)), SINCE)]
    assert past.problems(agreement, landed, TODAY) == []


def test_what_a_source_calls_a_stage_is_no_part_of_what_was_agreed(tmp_path: Path) -> None:
    agreement = load_agreement(
        write(tmp_path, process=PROCESS.replace("[Proposal, Quote]", "[Proposal], erp: [Offer]"))
    )
    assert past.problems(agreement, [past.Landed(PROCESS_1, past.content(process_of(PROCESS)), SINCE)], TODAY) == []


REMEDY = "put it back, or copy the block to a new version with a later valid_from and change it there"
OF_BRIEF = "version 1 of brief 'default' is in force since 2026-01-01 and says"
OF_PROCESS = "version 1 of the sales process is in force since 2026-01-01 and says"


@pytest.mark.parametrize(
    ("file", "old", "new", "problems"),
    [
        ("brief", "goal: 10", "goal: 12",
         [f"lead_brief.yml, line 10, briefs[1].volume.goal: 12, but {OF_BRIEF} 10: {REMEDY}"]),
        ("brief", "[DE, NO]", "[DE]",
         [f"lead_brief.yml, line 16, briefs[1].clauses[1].value: [\"DE\"], but {OF_BRIEF} [\"DE\", \"NO\"]: {REMEDY}"]),
        ("brief", "id: our_countries", "id: countries",
         [f"lead_brief.yml, line 12, briefs[1].clauses[1]: 'countries', but {OF_BRIEF} nothing: {REMEDY}",
          f"lead_brief.yml, line 11, briefs[1].clauses: nothing, but {OF_BRIEF} 'our_countries': {REMEDY}"]),
        ("brief", "    limits: {duplicate_lead: 90}\n", "",
         [f"lead_brief.yml, line 2, briefs[1].limits: nothing, but {OF_BRIEF} {{\"duplicate_lead\": 90.0}}: {REMEDY}"]),
        ("brief", "    scope: default\n", "    scope: default\n    persona: Ada\n",
         [f"lead_brief.yml, line 10, briefs[1].persona: 'Ada', but {OF_BRIEF} nothing: {REMEDY}"]),
        ("brief", "valid_from: 2026-01-01", "valid_from: 2026-06-01",
         [f"lead_brief.yml, line 4, briefs[1].valid_from: '2026-06-01', but {OF_BRIEF} '2026-01-01': {REMEDY}"]),
        ("brief", "version: 1", "version: 2",
         ["lead_brief.yml, line 1, briefs: version 1 of brief 'default' is in force since 2026-01-01, and is gone: put it back; to "
          "end it, give it a last_day from 2026-03-01 on, or add a new version"]),
        ("process", "probability: 0.5", "probability: 0.6",
         [f"sales_process.yml, line 10, processes[1].stages[1].probability: 0.6, but {OF_PROCESS} 0.5: {REMEDY}"]),
    ],
    ids=["a number", "a list", "a clause renamed", "a part taken out", "a part put in", "its day", "its number", "a stage"],
)  # fmt: skip
def test_a_change_of_what_has_been_in_force_is_named_with_both_values(
    tmp_path: Path, file: str, old: str, new: str, problems: list[str]
) -> None:
    text = {"brief": BRIEF, "process": PROCESS}[file]
    assert text.count(old) == 1
    agreement = load_agreement(write(tmp_path, **{file: text.replace(old, new)}))
    landed = [
        past.Landed(BRIEF_1, past.content(brief_of(BRIEF)), SINCE),
        past.Landed(PROCESS_1, past.content(process_of(PROCESS)), SINCE),
    ]
    assert past.problems(agreement, landed, TODAY) == problems
    to_come = [past.Landed(version.key, version.content, date(2026, 3, 2)) for version in landed]
    assert past.problems(agreement, to_come, TODAY) == []


@pytest.mark.parametrize(
    ("before", "after", "is_kept"),
    [
        (None, "2026-03-01", True),
        (None, "2026-02-28", False),
        ("2026-03-01", "2026-12-31", True),
        ("2026-12-31", None, True),
        ("2026-02-28", "2026-12-31", False),
        ("2026-02-28", None, False),
    ],
    ids=["ends today", "ended yesterday", "moved", "taken back", "had ended, moved", "had ended, taken back"],
)
def test_the_last_day_may_move_while_it_is_not_over(
    tmp_path: Path, before: str | None, after: str | None, is_kept: bool
) -> None:
    texts = [BRIEF.replace("    name:", f"    last_day: {day}\n    name:") if day else BRIEF for day in (before, after)]
    agreement = load_agreement(write(tmp_path, brief=texts[1]))
    found = past.problems(agreement, [past.Landed(BRIEF_1, past.content(brief_of(texts[0])), SINCE)], TODAY)
    assert (found == []) is is_kept
    if not is_kept:
        assert found[0].endswith(": put it back (a last day that is not over may move, to 2026-03-01 or later)")
