"""What makes the gates of a process wrong: evidence that names a stage or a column which is not there.

Belongs here: checks of gates against stages and columns. Does not belong here: the shape of a gate (see `process`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from expectations.agreement import yaml_lines
from expectations.agreement.parts import File, near
from expectations.agreement.process import Criterion, Process


def problems(file: File, processes: Sequence[Process], columns: Collection[str] | None) -> list[str]:
    """Everything that is wrong with the evidence of all versions.

    Args:
        columns: of a deal; without them the fields are not checked.
    """
    found = []
    for number, process in enumerate(processes):
        stages = [stage.id for stage in process.stages]
        for position, stage in enumerate(process.stages):
            for place, criterion in enumerate(stage.gate):
                path = ("processes", number, "stages", position, "gate", place, "evidence")
                found += [file.at((*path, *field), said) for field, said in _of(criterion, stages, columns)]
    return found


def _of(
    criterion: Criterion, stages: Sequence[str], columns: Collection[str] | None
) -> list[tuple[yaml_lines.Path, str]]:
    evidence = criterion.evidence
    if evidence.stage and evidence.stage not in stages:
        there = ", ".join(stages)
        said = f"'{evidence.stage}' is no stage of this version{near(evidence.stage, stages)}; there are: {there}"
        return [(("stage",), said)]
    if evidence.field and columns is not None and evidence.field not in columns:
        there = ", ".join(columns)
        said = f"'{evidence.field}' is not a column of a deal{near(evidence.field, columns)}; there are: {there}"
        return [(("field",), f"{said}. A column of the source that has no such name is a `checkbox`")]
    return []
