"""Planted defects of what became of leads, and leads that came twice because somebody corrected them.

Belongs here: what is wrong with a lead after the funnel. Does not belong here: deliveries (see `defects`), deals (see `defects_of_deals`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orchestration.extract.demo import agreed, funnel
from orchestration.extract.demo.build import DEFECT, NEAR_MISS, Build, Kind, Lead
from orchestration.extract.demo.calendar import LAST
from orchestration.extract.demo.defects import CHANNELS
from orchestration.extract.demo.plants import Brief


def plant_outcomes(build: Build) -> None:
    """Plant everything that is wrong with what became of leads."""
    _junk(build)
    _statuses(build)
    _corrected(build)
    _reasons(build)
    _no_reasons(build)


def _junk(build: Build) -> None:
    """Leads that sales rejected and converted all the same."""
    free = [
        lead
        for lead in build.leads
        if lead.deal is not None and not lead.told and not lead.deal.told and lead.at < LAST - timedelta(days=60)
    ]
    mixed = build.stream("junk").shuffled(free)

    def take() -> Lead:
        lead = mixed.pop()
        lead.told = True
        return lead

    for number in range(5):
        lead = take()
        status = {"status": funnel.REJECTED} if number < 3 else {}
        lead.row |= {
            **status,
            "rejection_reason": ("no need", "no budget", "duplicate", "competitor", "no need")[number],
        }
        build.tell(
            "junk_lead_converted",
            "lead",
            lead.row["lead_id"],
            DEFECT,
            "rejected, and has a deal" if status else "a reason to reject, and a deal",
        )
    for number in range(3):
        lead = take()
        before = lead.row["first_response_at"] + timedelta(minutes=3)
        build.add(
            "lead_status_history",
            lead_id=lead.row["lead_id"],
            status=funnel.REJECTED,
            changed_at=before,
            changed_by=lead.row["owner_id"],
            reason="no need",
        )
        if number:
            lead.row["status"] = funnel.RECYCLED
        build.tell("junk_lead_converted", "lead", lead.row["lead_id"], NEAR_MISS, "rejected at first, not in the end")
    rejected = [
        lead for lead in build.leads if lead.row["status"] == funnel.REJECTED and lead.deal is None and not lead.told
    ]
    for lead in build.stream("junk").shuffled(rejected)[:2]:
        lead.told = True
        build.tell("junk_lead_converted", "lead", lead.row["lead_id"], NEAR_MISS, "rejected, without a deal")


def _statuses(build: Build) -> None:
    """Two statuses that nobody mapped, two in capitals; leads that are tests or were deleted."""
    free = [
        lead for lead in build.leads if lead.deal is None and not lead.told and lead.row["status"] == funnel.WORKING
    ]
    mixed = build.stream("statuses").shuffled(free)
    words: list[tuple[str, Kind, str]] = [
        ("Parked", DEFECT, "a status that nobody mapped"),
        ("Call later", DEFECT, "a status that nobody mapped"),
        ("IN PROGRESS", NEAR_MISS, "capitals"),
        ("working", NEAR_MISS, "Leadline's own word"),
    ]
    for status, kind, note in words:
        lead = mixed.pop()
        lead.told = True
        lead.row["status"] = status
        build.tell("unmapped_value", "lead", lead.row["lead_id"], kind, note)
    for column in ("is_test", "is_deleted"):
        for _ in range(5):
            lead = mixed.pop()
            lead.told = True
            lead.row[column] = True


FAIR = next(word for word, channel in CHANNELS.items() if channel == "event")
# What somebody put right a fortnight later: rule, column, and what it says now.
_RIGHT = [
    ("email_invalid", "email", "hanne.ostkamp@wuppersal-bau.demo"), ("email_invalid", "email", "till.feldhof@verrachem.demo"),
    ("phone_invalid", "phone", "+49 30 231259801"), ("phone_invalid", "phone", "+49 89 999989802"),
    ("clause_company_named", "company", "Hestersal Kamp GmbH"), ("clause_consent_given", "consent", True),
    ("clause_our_countries", "country", "DE"), ("clause_enough_people", "employees", 48),
]  # fmt: skip
_WRONG = [
    ("email_invalid", "email", "not known"),
    ("phone_invalid", "phone", "12"),
    ("clause_enough_people", "employees", 4),
]


def _corrected(build: Build) -> None:
    """Leads that came twice: a correction closes a flag, but the verdict stands; and what is worsened later was no bad delivery."""
    by_id = {lead.row["lead_id"]: lead for lead in build.leads}
    until = LAST - timedelta(days=20)
    planted: dict[str, list[Lead]] = {}
    for row in build.key:
        if (
            row.subject == "lead"
            and row.kind == DEFECT
            and not row.note.startswith("story")
            and by_id[row.id].row["channel"] != FAIR  # what a fair brought is in the one file of its upload
            and by_id[row.id].at < until
        ):
            planted.setdefault(row.rule_id, []).append(by_id[row.id])
    for rule, column, value in _RIGHT:
        _version(build, planted[rule].pop(0), column, value)
    free = [
        lead
        for lead in build.leads
        if not lead.told
        and lead.deal is None
        and lead.row["phone"]
        and lead.row["email"]
        and lead.row["channel"] != FAIR
        and lead.at < until
    ]
    for (rule, column, value), lead in zip(_WRONG, build.stream("worse").shuffled(free), strict=False):
        lead.told = True
        _version(build, lead, column, value)
        build.tell(rule, "lead", lead.row["lead_id"], NEAR_MISS, "worsened by a later correction")


def _version(build: Build, lead: Lead, column: str, value: Any) -> None:
    later = min(max(lead.row["updated_at"], lead.at) + timedelta(days=14), LAST)
    build.add("leads", **{**lead.row, "_file": "leads_corrected.csv", column: value, "updated_at": later})


# A reason as sales typed it, of a lead under a brief or of one from before there was any.
_TYPED: list[tuple[str, bool, Kind, str]] = [
    ("wrong person", True, DEFECT, "a reason that no brief lists"),
    ("not interested", True, DEFECT, "a reason that no brief lists"),
    ("too smal", True, DEFECT, "mistyped"),
    ("no need, no budget", True, DEFECT, "two reasons in one"),
    ("-", True, DEFECT, "a sign in place of a reason"),
    ("NO NEED", True, NEAR_MISS, "capitals"),
    ("Competitor", True, NEAR_MISS, "a capital"),
    ("  no budget ", True, NEAR_MISS, "blanks around it"),
    ("wrong person", False, NEAR_MISS, "before there was a brief"),
    ("not interested", False, NEAR_MISS, "before there was a brief"),
]


def _reasons(build: Build) -> None:
    """Reasons to reject that the brief does not list, and some that it lists though they look otherwise."""
    free = _rejected(build, "typed")
    for reason, is_briefed, kind, note in _TYPED:
        lead = next(lead for lead in free if _has_brief(lead) == is_briefed)
        free.remove(lead)
        _give(lead, reason, reason)
        build.tell("rejection_reason_unknown", "lead", lead.row["lead_id"], kind, note)
    lead = next(lead for lead in free if _has_brief(lead))
    _give(lead, None, "wrong person")
    build.tell("rejection_reason_unknown", "lead", lead.row["lead_id"], DEFECT, "told by the history alone")


NOT_ASKED = "and the brief asks for none"
# What stands with the lead and in its history; and whether the lead has a status.
_SAID: list[tuple[str | None, str | None, bool, Kind, str]] = [
    (None, None, True, DEFECT, "no reason anywhere"),
    (None, None, True, DEFECT, "no reason anywhere"),
    (None, None, True, DEFECT, "no reason anywhere"),
    ("  ", "n/a", True, DEFECT, "blanks, and a word for nothing"),
    (None, None, False, DEFECT, "no status either: the history alone tells that it was rejected"),
    (None, None, True, NEAR_MISS, f"no reason anywhere, {NOT_ASKED}"),
    (None, None, True, NEAR_MISS, f"no reason anywhere, {NOT_ASKED}"),
    ("no need", None, True, NEAR_MISS, "a reason with the lead"),
    ("no budget", None, True, NEAR_MISS, "a reason with the lead"),
    (None, "no need", True, NEAR_MISS, "a reason in the history"),
    (None, "no need", False, NEAR_MISS, "the history alone tells both"),
]


def _no_reasons(build: Build) -> None:
    """Rejections of which nobody knows why; some are told in one place only, and some did not last."""
    free = _rejected(build, "untold")
    for with_lead, in_history, has_status, kind, note in _SAID:
        lead = next(lead for lead in reversed(free) if agreed.owes_reason(_brief(lead)) != note.endswith(NOT_ASKED))
        free.remove(lead)
        _give(lead, with_lead, in_history)
        if not has_status:
            lead.row["status"] = None
        build.tell("rejected_without_reason", "lead", lead.row["lead_id"], kind, note)
    accepted = [
        lead
        for lead in build.leads
        if not lead.told and lead.deal is None and lead.row["status"] in (funnel.ACCEPTED, funnel.RECYCLED)
    ]
    for lead in build.stream("untold").shuffled(accepted)[:2]:
        lead.told = True
        build.add(
            "lead_status_history",
            lead_id=lead.row["lead_id"],
            status=funnel.REJECTED,
            changed_at=lead.row["first_response_at"] + timedelta(minutes=3),
            changed_by=lead.row["owner_id"],
        )
        build.tell(
            "rejected_without_reason", "lead", lead.row["lead_id"], NEAR_MISS, "rejected at first, not in the end"
        )


def _rejected(build: Build, topic: str) -> list[Lead]:
    """Rejected leads that are nobody's yet, in a random order."""
    return build.stream(topic).shuffled(
        [lead for lead in build.leads if lead.row["status"] == funnel.REJECTED and lead.deal is None and not lead.told]
    )


def _brief(lead: Lead) -> Brief:
    return agreed.brief(CHANNELS[lead.row["channel"]], lead.row["vendor"], lead.at)


def _has_brief(lead: Lead) -> bool:
    return _brief(lead) is not None


def _give(lead: Lead, with_lead: str | None, in_history: str | None) -> None:
    """Say why a lead was rejected: with the lead, and with the last entry of its history."""
    lead.told = True
    lead.row["rejection_reason"] = with_lead
    lead.history[-1]["reason"] = in_history
