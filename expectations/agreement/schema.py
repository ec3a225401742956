"""Reading the agreement: company.yml, lead_brief.yml, sales_process.yml; routing.yml and plan.yml where there are such.

Belongs here: the files, and putting together what is wrong with them. Does not belong here: what they may say (see `company`,
`brief`, `process`, `routing`, `consistency`), landing it in the lake (see `orchestration.extract.agreement`), or judging by it.
Reading must be fast: neither Great Expectations nor Dagster nor dbt is imported here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from expectations.agreement import consistency, plan, routing, yaml_lines
from expectations.agreement.brief import Briefs
from expectations.agreement.company import Company
from expectations.agreement.consistency import Columns
from expectations.agreement.parts import Agreement, File, Part
from expectations.agreement.problems import problem
from expectations.agreement.process import Processes


class AgreementError(ValueError):
    """The agreement cannot be used. Each line names file, line and field, the value and the remedy."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


FILES: dict[str, type[Part]] = {"company.yml": Company, "lead_brief.yml": Briefs, "sales_process.yml": Processes}


def load_agreement(
    folder: Path,
    fields: Mapping[str, str] | None = None,
    outcomes: Collection[str] = (),
    deal_fields: Collection[str] | None = None,
) -> Agreement:
    """Read and check the agreement in a folder.

    Args:
        fields: columns that a clause may speak of, with their types: what a delivery brings. Without them the columns are not
            checked.
        outcomes: the other columns of a lead: what became of it.
        deal_fields: columns of a deal that evidence may speak of. Without them they are not checked.

    Raises:
        AgreementError: something is missing or wrong; every problem is listed.
    """
    files, parts, problems = [], {}, []
    stated = (folder / routing.NAME).exists()
    read = {name: (folder / name, model) for name, model in FILES.items()}
    read[routing.NAME] = (folder / routing.NAME if stated else routing.DEFAULT, routing.Routing)
    if (folder / plan.NAME).exists():
        read[plan.NAME] = (folder / plan.NAME, plan.Plans)
    for name, (path, model) in read.items():
        try:
            file = _read(path)
            # The default routing is no file of this agreement.
            if name != routing.NAME or stated:
                files.append(file)
            parts[name] = _parse(file, model, fields)
        except AgreementError as error:
            problems += error.problems
    if not problems:
        company, briefs, processes, routed = (parts[name] for name in (*FILES, routing.NAME))
        plans = tuple(parts[plan.NAME].plans) if plan.NAME in parts else ()
        agreement = Agreement(company, tuple(briefs.briefs), tuple(processes.processes), routed, tuple(files), plans)
        problems = consistency.problems(agreement, Columns(fields, outcomes, deal_fields))
        if not problems:
            return agreement
    raise AgreementError([f"{folder}/{problem}" for problem in problems])


def _read(path: Path) -> File:
    if not path.is_file():
        raise AgreementError(
            [f"{path.name}: there is no such file (LEADLINE_AGREEMENT names the folder of {', '.join(FILES)})"]
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        return File(path.name, text, yaml_lines.read(text))
    except UnicodeDecodeError as error:
        raise AgreementError([f"{path.name}: byte {error.start} is not UTF-8: save the file as UTF-8"]) from error
    except yaml_lines.YamlError as error:
        field = f", {error.field}" if error.field else ""
        raise AgreementError([f"{path.name}, line {error.line}{field}: {error}"]) from error


def _parse(file: File, model: type[Part], fields: Mapping[str, str] | None) -> Any:
    values = file.document.values
    if not isinstance(values, dict):
        raise AgreementError(
            [file.at((), f"this is not a list of `name: value` (it begins with: {', '.join(model.model_fields)})")]
        )
    try:
        return model.model_validate(values, context=fields)
    except ValidationError as error:
        problems = [file.at(*problem(part, model)) for part in error.errors()]
        raise AgreementError(list(dict.fromkeys(problems))) from error
