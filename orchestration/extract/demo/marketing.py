"""Where leads come from: channels and vendors, campaigns and what they cost.

Belongs here: how much each origin brings and how good it is. Does not belong here: single leads (see `leads`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.extract.demo.build import Build
from orchestration.extract.demo.calendar import FIRST_DAY, LAST_DAY, weight

AGENCY, CAFE, CHEAP, MITTELSTAND, CALLERS = "Klickwerk", "Brightleads", "Leadwerk Nord", "DACH-Kontakt", "Telewerk"
RESELLERS = ("Pumpenhaus Alsterau", "Dosiertechnik Murbruck", "Fluidservice Waalhoven")
BRIEFED = date(2025, 3, 1)  # from when on DACH-Kontakt has a brief of its own


@dataclass(frozen=True)
class Origin:
    """One way in which leads come.

    Attributes:
        word: what the form calls the channel; `channel` is Leadline's word for it.
        share: of all leads.
        need: how well its leads convert (in logits).
        cost: euros a lead, roughly.
    """

    word: str
    channel: str
    share: float
    need: float
    cost: float = 0.0
    vendor: str | None = None
    form: str | None = None
    page: str | None = None
    begins: date = FIRST_DAY
    ends: date = LAST_DAY

    @property
    def is_form(self) -> bool:
        """Somebody sat before a computer: there is an IP address."""
        return self.form is not None


ORIGINS = [
    Origin("Web", "website", 0.16, 0.35, form="F-contact", page="/contact"),
    Origin("Search", "organic_search", 0.11, 0.25, form="F-guide", page="/guides/which-pump"),
    Origin("Paid search", "paid_search", 0.15, 0.15, 95, AGENCY, "F-offer", "/offer/dosing"),
    Origin("Paid social", "paid_social", 0.09, -0.45, 60, AGENCY, "F-download", "/white-papers"),
    Origin("Social", "organic_social", 0.03, -0.3, 0, None, "F-download", "/white-papers"),
    Origin("E-mail", "email", 0.09, 0.1, 12, None, "F-webinar", "/webinars"),
    Origin("Typed in", "direct", 0.03, 0.45, form="F-contact", page="/contact"),
    Origin("Trade fair", "event", 0.07, 0.3, 210),
    Origin("Recommendation", "referral", 0.04, 0.9),
    Origin("Reseller", "partner", 0.06, 0.55, 40, RESELLERS[0]),
    Origin("Cold call", "outbound", 0.03, -0.35, 70, CALLERS),
    # The café takes over from the vendor's own leads (see `story`).
    Origin(
        "Content syndication",
        "other",
        0.03,
        -0.25,
        55,
        CAFE,
        "F-partner",
        "/white-papers",
        date(2025, 2, 3),
        date(2025, 7, 13),
    ),
    Origin("Content syndication", "other", 0.05, -0.6, 38, CHEAP, "F-partner", "/white-papers"),
    Origin("Content syndication", "other", 0.055, 0.0, 75, MITTELSTAND, "F-partner", "/white-papers", BRIEFED),
]

WEBINARS = [date(2025, 2, 13), date(2025, 3, 20), date(2025, 5, 15), date(2025, 6, 26), date(2025, 9, 11), date(2025, 10, 23),
            date(2025, 11, 20), date(2026, 1, 22), date(2026, 2, 26), date(2026, 4, 16), date(2026, 5, 21)]  # fmt: skip


@dataclass(frozen=True)
class Fair:
    """A trade fair: everybody comes home, and then one upload brings all leads at once."""

    name: str
    begins: date
    ends: date
    uploaded: date
    share: float
    file: str


FAIRS = [
    Fair("Fluidica 2025", date(2025, 9, 23), date(2025, 9, 26), date(2025, 9, 30), 0.6, "leads_fluidica_2025.csv"),
    Fair("Prozessa 2026", date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 17), 0.4, "leads_prozessa_2026.csv"),
]

# Name, channel's word, vendor, first and last day, euros a week. More specific ones stand first.
_SEASONAL = [
    ("Spring start-up 2025", "Paid search", AGENCY, date(2025, 3, 3), date(2025, 4, 30), 2600),
    ("Before the summer shutdown 2025", "Paid social", AGENCY, date(2025, 5, 19), date(2025, 7, 11), 1500),
    ("Year-end budgets 2025", "Paid search", AGENCY, date(2025, 10, 6), date(2025, 11, 28), 3100),
    ("Spring start-up 2026", "Paid search", AGENCY, date(2026, 3, 2), date(2026, 4, 30), 3000),
    ("Before the summer shutdown 2026", "Paid social", AGENCY, date(2026, 5, 11), LAST_DAY, 1700),
]
_ALWAYS_ON = [
    ("Search ads", "Paid search", AGENCY, FIRST_DAY, LAST_DAY, 2300),
    ("Social ads", "Paid social", AGENCY, FIRST_DAY, LAST_DAY, 950),
    ("White papers at Brightleads", "Content syndication", CAFE, date(2025, 2, 3), date(2025, 12, 19), 900),
    ("White papers at Leadwerk Nord", "Content syndication", CHEAP, FIRST_DAY, LAST_DAY, 520),
    ("Mittelstand programme", "Content syndication", MITTELSTAND, BRIEFED, LAST_DAY, 1150),
    ("Cold calls", "Cold call", CALLERS, FIRST_DAY, LAST_DAY, 600),
    ("Reseller programme", "Reseller", None, FIRST_DAY, LAST_DAY, 150),
    ("Customers recommend us", "Recommendation", None, FIRST_DAY, LAST_DAY, 60),
    ("Newsletter", "E-mail", None, FIRST_DAY, LAST_DAY, 90),
]


def fill(build: Build) -> None:
    """Campaigns, with what each spent: by week, webinars and fairs in the weeks around their day."""
    stream = build.stream("spend")
    number = 0
    rows: list[tuple[str, str, str | None, date, date, int]] = [*_SEASONAL]
    rows += [
        (
            f"Webinar of {day.day} {day:%B} {day.year}",
            "E-mail",
            None,
            day - timedelta(days=21),
            day + timedelta(days=7),
            380,
        )
        for day in WEBINARS
    ]
    rows += [
        (fair.name, "Trade fair", None, fair.begins - timedelta(days=28), fair.uploaded, round(24000 * fair.share))
        for fair in FAIRS
    ]
    rows += _ALWAYS_ON
    # What runs all year and what comes to one lead are in proportion to how many leads are asked for.
    size = build.size / 5000
    for name, word, vendor, begins, ends, weekly in sorted(rows, key=lambda row: (row[3], row[0])):
        number += 1
        campaign = f"K-{number:03}"
        spent = 0.0
        day = begins - timedelta(days=begins.weekday())
        while day <= ends:
            shown = max(day, begins)
            cost = round(
                size * weekly * weight(min(day + timedelta(days=2), LAST_DAY)) * (0.85 + 0.3 * stream.share()), 2
            )
            if shown <= LAST_DAY:
                build.add("campaign_spend", campaign_id=campaign, date=shown, cost=cost, currency="EUR")
                spent += cost
            day += timedelta(days=7)
        build.add(
            "campaigns",
            campaign_id=campaign,
            name=name,
            channel=word,
            vendor=vendor,
            starts_on=begins,
            ends_on=None if ends == LAST_DAY else ends,
            budget=1000.0 * round(1.05 * spent / 1000 + 0.5),
            currency="EUR",
        )
    _customer_event(build, number + 1)


def _customer_event(build: Build, number: int) -> None:
    """A small event abroad, paid in francs."""
    campaign = f"K-{number:03}"
    day = date(2025, 6, 5)
    build.add(
        "campaigns", campaign_id=campaign, name="Customer day Glattikon 2025", channel="Trade fair", vendor=None,
        starts_on=day, ends_on=day, budget=6000.0, currency="CHF",
    )  # fmt: skip
    build.add("campaign_spend", campaign_id=campaign, date=day, cost=5480.50, currency="CHF")


class Campaigns:
    """Which campaign a lead of an origin on a day came from."""

    def __init__(self, build: Build) -> None:
        self._by_origin: dict[tuple[str, str | None], list[tuple[date, date, str, str]]] = {}
        for row in build.tables["campaigns"]:
            ends = row["ends_on"] or LAST_DAY
            entry = (row["starts_on"], ends, row["campaign_id"], row["name"])
            self._by_origin.setdefault((row["channel"], row["vendor"]), []).append(entry)
        for entries in self._by_origin.values():
            entries.sort(key=lambda entry: (entry[1] - entry[0], entry[2]))  # the shortest is the most specific

    def of(self, word: str, vendor: str | None, day: date) -> str | None:
        """Campaign id; None where nothing was running, or the origin has no campaigns."""
        vendor = None if vendor in RESELLERS else vendor
        for begins, ends, campaign, _ in self._by_origin.get((word, vendor), ()):
            if begins <= day <= ends:
                return campaign
        return None
