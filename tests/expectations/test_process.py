"""The sales process: gates with evidence, allowed moves; and their errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.agreement.process import EVIDENCE
from expectations.agreement.schema import AgreementError, load_agreement
from orchestration.extract.entities import ENTITIES, VOCABULARIES
from tests.expectations.test_agreement import PROCESS, write

GATED = PROCESS.replace(
    "        expected_days: 20\n",
    """\
        expected_days: 20
        gate:
          - {id: next_step, says: There is a next step., evidence: {kind: field_is_filled, field: next_step}}
          - id: terms
            says: The terms are ours.
            evidence: {kind: field_is_one_of, field: payment_terms, value: [30, 60 days]}
            waived_by: [Head of Sales, Finance]
          - {id: met, says: We met., evidence: {kind: activity_held, activity: meeting}}
          - {id: sent, says: Sent., evidence: {kind: quote_sent}}
          - {id: accepted, says: Accepted., evidence: {kind: quote_accepted}}
          - {id: buyer, says: The buyer., evidence: {kind: contact_role, role: Buyer}}
          - {id: first, says: In order., evidence: {kind: stage_visited, stage: proposal}}
          - {id: checked, says: Checked., evidence: {kind: checkbox, column: Ops OK}}
""",
)
FOUR = PROCESS.replace(
    "      - {id: closed_won",
    "      - {id: contract, why: To sign., probability: 0.9, forecast_category: commit, expected_days: 7}\n      - {id: closed_won",
)
DEALS = list(ENTITIES["deals"].by_name)


def problems(folder: Path, process: str) -> list[str]:
    with pytest.raises(AgreementError) as error:
        load_agreement(write(folder, process=process), deal_fields=DEALS)
    return [problem.removeprefix(f"{folder}/") for problem in error.value.problems]


def test_a_gate_has_every_kind_of_evidence(tmp_path: Path) -> None:
    [process] = load_agreement(write(tmp_path, process=GATED), deal_fields=DEALS).processes
    gate = process.stages[0].gate
    assert [(criterion.evidence.kind, criterion.evidence.values) for criterion in gate] == [
        ("field_is_filled", ["next_step"]),
        ("field_is_one_of", ["payment_terms=30", "payment_terms=60 days"]),
        ("activity_held", ["meeting"]),
        ("quote_sent", [None]),
        ("quote_accepted", [None]),
        ("contact_role", ["Buyer"]),
        ("stage_visited", ["proposal"]),
        ("checkbox", ["Ops OK"]),
    ]
    assert {criterion.evidence.kind for criterion in gate} == set(EVIDENCE)
    assert [criterion.waived_by for criterion in gate][:2] == [[], ["Head of Sales", "Finance"]]


@pytest.mark.parametrize("activity", VOCABULARIES["activities", "kind"].split())
def test_every_kind_of_activity_may_be_asked_for(tmp_path: Path, activity: str) -> None:
    agreement = load_agreement(write(tmp_path, process=GATED.replace("activity: meeting", f"activity: {activity}")))
    evidence = [criterion.evidence for stage in agreement.processes[0].stages for criterion in stage.gate]
    assert [held.activity for held in evidence if held.kind == "activity_held"] == [activity]


@pytest.mark.parametrize(
    ("moves", "allowed"),
    [
        (
            "",
            {"proposal": ["contract", "closed_lost"], "contract": ["closed_won", "closed_lost"], "closed_won": [], "closed_lost": []},
        ),
        (
            "    moves: {contract: [proposal, closed_won], closed_lost: [proposal]}\n",
            {"proposal": ["contract", "closed_lost"], "contract": ["proposal", "closed_won"], "closed_won": [],
             "closed_lost": ["proposal"]},
        ),
    ],
    ids=["forward by one, and lost from anywhere", "what is stated, and the rest as usual"],
)  # fmt: skip
def test_which_moves_are_allowed(tmp_path: Path, moves: str, allowed: dict[str, list[str]]) -> None:
    assert load_agreement(write(tmp_path, process=FOUR + moves)).processes[0].allowed_moves == allowed


@pytest.mark.parametrize(
    ("text", "old", "new", "problem"),
    [
        (GATED, "kind: quote_sent", "kind: quote_seen",
         "line 20, processes[1].stages[1].gate[4].evidence.kind: 'quote_seen' is not one of field_is_filled, field_is_one_of, "
         "activity_held, quote_sent, quote_accepted, contact_role, stage_visited, checkbox (did you mean quote_sent?)"),
        (GATED, ", activity: meeting", "",
         "line 19, processes[1].stages[1].gate[3].evidence.kind: 'activity_held' needs activity beside it"),
        (GATED, ", value: [30, 60 days]", "",
         "line 17, processes[1].stages[1].gate[2].evidence.kind: 'field_is_one_of' needs field and value beside it"),
        (GATED, "kind: quote_sent", "kind: quote_sent, role: Buyer",
         "line 20, processes[1].stages[1].gate[4].evidence.role: 'quote_sent' has nothing beside it: leave it out, or choose "
         "another kind"),
        (GATED, "activity: meeting", "activity: visit",
         "line 19, processes[1].stages[1].gate[3].evidence.activity: 'visit' is not one of call, email, meeting, message, task, "
         "quote, demo"),
        (GATED, "field: next_step", "field: next_stp",
         f"line 14, processes[1].stages[1].gate[1].evidence.field: 'next_stp' is not a column of a deal (did you mean next_step?); "
         f"there are: {', '.join(DEALS)}. A column of the source that has no such name is a `checkbox`"),
        (GATED, "stage: proposal", "stage: proposl",
         "line 23, processes[1].stages[1].gate[7].evidence.stage: 'proposl' is no stage of this version (did you mean proposal?); "
         "there are: proposal, closed_won, closed_lost"),
        (GATED, "id: sent", "id: met",
         "line 13, processes[1].stages[1].gate: 'met' is the id of two criteria: rename one"),
        (GATED, "[Head of Sales, Finance]", "[Finance, Finance]",
         "line 18, processes[1].stages[1].gate[2].waived_by: 'Finance' stands there twice: keep one of the two"),
        (PROCESS, "why: Signed.", "why: Signed., gate: [{id: a, says: A., evidence: {kind: quote_sent}}]",
         "line 13, processes[1].stages[2].gate: closed_won is closed, and no deal moves on from it: leave it out"),
        (PROCESS + "    moves: {proposal: [closed_won]}\n", "proposal: [", "propsal: [",
         "line 15, processes[1].moves: 'propsal' is no stage of this version (did you mean proposal?); "
         "there are: proposal, closed_won, closed_lost"),
        (PROCESS + "    moves: {proposal: [closed_won]}\n", "[closed_won]", "[won]",
         "line 15, processes[1].moves: 'won' is no stage of this version; there are: proposal, closed_won, closed_lost"),
        (PROCESS + "    moves: {proposal: [closed_won]}\n", "[closed_won]", "[proposal]",
         "line 15, processes[1].moves: 'proposal' to itself is no move: leave it out"),
    ],
    ids=["unknown kind", "nothing beside it", "no values", "too much beside it", "unknown activity", "no column", "no stage",
         "criterion twice", "role twice", "gate of a closed stage", "move from nowhere", "move to nowhere", "move to itself"],
)  # fmt: skip
def test_an_error_of_the_process_names_line_field_value_and_remedy(
    tmp_path: Path, text: str, old: str, new: str, problem: str
) -> None:
    assert text.count(old) == 1
    assert f"sales_process.yml, {problem}" in problems(tmp_path, text.replace(old, new))
