"""Where somebody met the company before becoming a lead, and afterwards.

Belongs here: touches. Several channels before a form raise the odds, which is what attribution is to find.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from orchestration.extract.demo.build import Build, Lead
from orchestration.extract.demo.calendar import FIRST_DAY, LAST
from orchestration.extract.demo.marketing import AGENCY, Campaigns

START = datetime.combine(FIRST_DAY, datetime.min.time())
# What somebody met earlier, by word of the channel: how often, what a touch costs, which contents it shows.
EARLIER: dict[str, tuple[float, float, tuple[str, ...]]] = {
    "Search": (3.0, 0.0, ("W-04", "W-06", "W-09")),
    "Paid search": (2.2, 4.20, ("W-01", "W-05")),
    "Paid social": (2.0, 2.60, ("W-02", "W-03", "W-07")),
    "Social": (1.0, 0.0, ("W-17", "W-18")),
    "Web": (2.4, 0.0, ("W-08", "W-09", "W-15")),
    "E-mail": (1.4, 0.05, ("W-19", "W-10", "W-11")),
    "Typed in": (0.7, 0.0, ("W-17",)),
}
VENDORS = {"Paid search": AGENCY, "Paid social": AGENCY}
# How much an earlier channel helps (in logits): what attribution should find.
HELPS = {
    "Search": 0.16,
    "Paid search": 0.12,
    "Paid social": 0.03,
    "Social": 0.02,
    "Web": 0.25,
    "E-mail": 0.22,
    "Typed in": 0.1,
}
WEIGHTS = {word: share for word, (share, _, _) in EARLIER.items()}
HOW_MANY = {0: 30, 1: 26, 2: 20, 3: 13, 4: 7, 5: 4}


def fill_before(build: Build) -> None:
    """Touches up to the lead, the last of which is its own channel; what they help is added to the lead's need."""
    stream = build.stream("touches")
    campaigns = Campaigns(build)
    for lead in build.leads:
        row, met = lead.row, list[tuple[datetime, str]]()
        if not row["ip_address"] or row["ip_country"] != "IN":
            moment = row["created_at"]
            for _ in range(stream.weighted(HOW_MANY)):
                moment -= timedelta(hours=stream.around(130, 0.8), seconds=stream.below(3600))
                if moment < START:
                    break
                met.append((moment.replace(microsecond=0), stream.weighted(WEIGHTS)))
            lead.need += sum(HELPS[word] for word in {word for _, word in met}) - 0.2
        for moment, word in reversed(met):
            _, cost, contents = EARLIER[word]
            # Half of what came before the form is known by a cookie only and put to the address afterwards.
            has_address = row["email"] is not None and stream.chance(0.5)
            _touch(
                build,
                occurred_at=moment,
                channel=word,
                campaign_id=campaigns.of(word, VENDORS.get(word), moment.date()),
                lead_id=None if has_address else row["lead_id"],
                email=row["email"] if has_address else None,
                content_id=stream.pick(contents),
                cost=round(cost * (0.6 + 0.8 * stream.share()), 2) or None,
            )
        _own(build, lead)


def _own(build: Build, lead: Lead) -> None:
    row = lead.row
    _touch(
        build,
        occurred_at=row["created_at"],
        channel=row["channel"] or "Web",
        campaign_id=row["campaign_id"],
        lead_id=row["lead_id"],
        content_id="W-01" if row["form_id"] in ("F-download", "F-partner") else None,
        cost=None,
    )


def fill_after(build: Build) -> None:
    """Newsletters that contacts opened, and the order of it all."""
    stream = build.stream("newsletters")
    campaigns = Campaigns(build)
    for contact in build.tables["contacts"]:
        if not stream.chance(0.45):
            continue
        moment = max(contact["created_at"], START) + timedelta(days=stream.around(45, 0.6), seconds=stream.below(40000))
        if moment < LAST:
            moment = moment.replace(microsecond=0)
            _touch(
                build,
                occurred_at=moment,
                channel="E-mail",
                campaign_id=campaigns.of("E-mail", None, moment.date()),
                contact_id=contact["contact_id"],
                content_id=stream.pick(("W-19", "W-20", "W-12")),
                cost=0.05,
            )
    touches = build.tables["touches"]
    touches.sort(key=lambda row: row["occurred_at"])
    for number, row in enumerate(touches, start=1):
        row["touch_id"] = f"T-{number:06}"


def _touch(build: Build, **row: object) -> None:
    build.tables["touches"].append(row)
