"""Rows of sales_process.yml: stages, the sources' words for them, gates and moves.

Belongs here: what of the file goes into which column. Does not belong here: the tables' types (see `agreement`).
"""

from __future__ import annotations

from typing import Any

from expectations.agreement.parts import Agreement
from expectations.agreement.process import Process, Stage

Row = dict[str, Any]


def rows(agreement: Agreement) -> dict[str, list[Row]]:
    """The rows of each table, without stamps."""
    processes = agreement.processes
    return {
        "agreement_stages": [row for process in processes for row in _stages(agreement, process)],
        "agreement_stage_names": [
            {"process_version": process.version, "stage_id": stage.id, "source": source, "name": word}
            for process in processes
            for stage in process.stages
            for source, words in stage.names.items()
            for word in words
        ],
        "agreement_gates": [
            {"process_version": process.version, **row}
            for process in processes
            for stage in process.stages
            for row in _gate(stage)
        ],
        "agreement_moves": [
            {"process_version": process.version, "from_stage_id": start, "to_stage_id": end}
            for process in processes
            for start, ends in process.allowed_moves.items()
            for end in ends
        ],
    }


def _stages(agreement: Agreement, process: Process) -> list[Row]:
    return [
        {
            "process_version": process.version,
            "valid_from": process.valid_from,
            "valid_to": agreement.ends(process),
            "stage_id": stage.id,
            "position": position,
            "is_closed": stage.is_closed,
            "is_won": stage.is_won,
            **stage.model_dump(include={"why", "probability", "forecast_category", "expected_days"}),
        }
        for position, stage in enumerate(process.stages, start=1)
    ]


def _gate(stage: Stage) -> list[Row]:
    """A row for each value that proves a criterion: any one of them is enough."""
    return [
        {
            "stage_id": stage.id,
            "criterion_id": criterion.id,
            "position": position,
            "says": criterion.says,
            "evidence_kind": criterion.evidence.kind,
            "evidence_value": value,
            "waived_by": ", ".join(criterion.waived_by) or None,
        }
        for position, criterion in enumerate(stage.gate, start=1)
        for value in criterion.evidence.values
    ]
