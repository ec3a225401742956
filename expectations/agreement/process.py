"""sales_process.yml: which steps a deal takes, why each is there, and what must be true before a deal leaves it.

Belongs here: the shape of a process, its stages, gates and moves, and what makes one wrong by itself. Does not belong here: what makes
several wrong together (see `consistency`), whether a deal kept to it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from expectations.agreement.parts import Id, Part, Share, Text, Version, each_once, near

CLOSED_STAGES = ("closed_won", "closed_lost")

# What each kind of evidence has beside its kind: what data can prove, and nothing else.
EVIDENCE = {
    "field_is_filled": ("field",),
    "field_is_one_of": ("field", "value"),
    "activity_held": ("activity",),
    "quote_sent": (),
    "quote_accepted": (),
    "contact_role": ("role",),
    "stage_visited": ("stage",),
    "checkbox": ("column",),
}


class Evidence(Part):
    """What in the data proves a criterion."""

    kind: Literal[
        "field_is_filled", "field_is_one_of", "activity_held", "quote_sent", "quote_accepted", "contact_role",
        "stage_visited", "checkbox",
    ]  # fmt: skip
    field: Id | None = None
    """Of field_is_filled and field_is_one_of: a column of a deal."""
    value: Annotated[list[Text], AfterValidator(each_once)] = Field(default_factory=list)
    """Of field_is_one_of: the values that prove it."""
    activity: Literal["call", "email", "meeting", "message", "task", "quote", "demo"] | None = None
    """Of activity_held: its kind."""
    role: Text | None = None
    """Of contact_role: the role of a contact of the deal."""
    stage: Id | None = None
    """Of stage_visited: the stage that the deal has been in."""
    column: Text | None = None
    """Of checkbox: a column of the source, as it is called there."""

    @model_validator(mode="after")
    def _has_what_its_kind_asks(self) -> Evidence:
        asked = EVIDENCE[self.kind]
        for name in ("field", "value", "activity", "role", "stage", "column"):
            if name in asked and not getattr(self, name):
                raise ValueError(f"kind: '{self.kind}' needs {' and '.join(asked)} beside it")
            if name not in asked and getattr(self, name):
                beside = f"only {' and '.join(asked)}" if asked else "nothing"
                raise ValueError(f"{name}: '{self.kind}' has {beside} beside it: leave it out, or choose another kind")
        return self

    @property
    def values(self) -> list[str | None]:
        """What proves it, each in one text: `field=value` of field_is_one_of; one null where the kind says all."""
        if self.kind == "field_is_one_of":
            return [f"{self.field}={value}" for value in self.value]
        return [next((getattr(self, name) for name in EVIDENCE[self.kind]), None)]


class Criterion(Part):
    """One thing that must be true before a deal leaves the stage."""

    id: Id
    says: Text
    evidence: Evidence
    waived_by: Annotated[list[Text], AfterValidator(each_once)] = Field(default_factory=list)
    """Roles that may let a deal pass without it."""


class Stage(Part):
    """One step of the sales process."""

    id: Id
    why: Text
    """What the stage makes sure of; a stage that nobody can say this of is superfluous."""
    probability: Share
    """Where a deal of the stage starts from, until there is history enough to know better."""
    forecast_category: Literal["omitted", "pipeline", "best_case", "commit", "closed"]
    expected_days: int | None = Field(default=None, gt=0)
    """How long a healthy deal stays in it."""
    names: dict[Text, list[Text]] = Field(default_factory=dict)
    """The words of each source (its name in sources.yml) for the stage."""
    gate: list[Criterion] = Field(default_factory=list)
    """What must be true before a deal moves on from it."""

    @property
    def is_closed(self) -> bool:
        return self.id in CLOSED_STAGES

    @property
    def is_won(self) -> bool:
        return self.id == "closed_won"

    @model_validator(mode="after")
    def _criteria_fit(self) -> Stage:
        if self.is_closed and self.gate:
            raise ValueError(f"gate: {self.id} is closed, and no deal moves on from it: leave it out")
        ids = [criterion.id for criterion in self.gate]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise ValueError(f"gate: '{id_}' is the id of two criteria: rename one")
        return self


class Process(Version):
    """One version of the sales process."""

    stages: list[Stage] = Field(min_length=3)
    moves: dict[Id, Annotated[list[Id], AfterValidator(each_once)]] = Field(default_factory=dict)
    """To which stages a deal may move from a stage. A stage that is not named here has the next one, and closed_lost."""

    @model_validator(mode="after")
    def _stages_fit(self) -> Process:
        ids = [stage.id for stage in self.stages]
        if tuple(ids[-2:]) != CLOSED_STAGES or any(stage.is_closed for stage in self.stages[:-2]):
            raise ValueError(
                f"stages: the last two are {' and '.join(CLOSED_STAGES)}, and no others are closed (now: {', '.join(ids)})"
            )
        for stage in self.stages:
            if stage.is_closed and stage.probability != float(stage.is_won):
                raise ValueError(
                    f"stages: the probability of {stage.id} is {float(stage.is_won):g}, not {stage.probability:g}"
                )
            if not stage.is_closed and stage.expected_days is None:
                raise ValueError(f"stages: {stage.id} lacks expected_days: how long a healthy deal stays in it")
        return self

    @model_validator(mode="after")
    def _moves_fit(self) -> Process:
        ids = [stage.id for stage in self.stages]
        for start, ends in self.moves.items():
            for named in (start, *ends):
                if named not in ids:
                    raise ValueError(
                        f"moves: '{named}' is no stage of this version{near(named, ids)}; there are: {', '.join(ids)}"
                    )
            if start in ends:
                raise ValueError(f"moves: '{start}' to itself is no move: leave it out")
        return self

    @property
    def allowed_moves(self) -> dict[str, list[str]]:
        """To which stages a deal may move from each: as stated, else forward by one, and to closed_lost from anywhere."""
        ids = [stage.id for stage in self.stages if not stage.is_closed] + ["closed_won"]
        usual = {start: [end, "closed_lost"] for start, end in pairwise(ids)}
        return {stage.id: self.moves.get(stage.id, usual.get(stage.id, [])) for stage in self.stages}


class Processes(Part):
    """sales_process.yml: which steps a deal takes, and why each is there."""

    processes: list[Process] = Field(min_length=1)
