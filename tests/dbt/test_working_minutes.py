"""Working minutes between two instants, by the models' look-ups and by going through the minutes one by one.

The company of these tests works at odd hours: with a break, until midnight, on a Saturday; and it has an office in New York with other
hours and holidays of its own.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.dbt.world import World, failed

COMPANY = """
time_zone: Europe/Berlin
base_currency: EUR
country: DE
go_live: 2026-01-01
working_hours:
  default:
    - {days: [mon, tue, wed, thu], from: "08:30", to: "12:00"}
    - {days: [mon, tue, wed, thu], from: "12:45", to: "17:00"}
    - {days: [fri], from: "10:00", to: "24:00"}
  US:
    - {days: [mon, wed, sat], from: "06:00", to: "11:15"}
offices:
  US: {time_zone: America/New_York, regions: [North America]}
holidays:
  default: [2026-05-05]
  DE: [2026-04-06, 2026-05-01]
  US: [2026-05-25]
"""
BRIEF = """
briefs:
  - id: default
    version: 1
    valid_from: 2026-01-01
    name: All
    objective: All
    approved_by: {marketing: A, sales: B}
    change_note: First.
    scope: default
    volume: {goal: 1, unit: conforming, per: month}
    clauses: []
    limits: {}
    sales_commitments: {respond_within_minutes: 60}
    rejection_reasons: [no need]
"""
OFFICES = {"home": ("DE", ZoneInfo("Europe/Berlin")), "away": ("US", ZoneInfo("America/New_York"))}
HOURS = {
    "DE": {**dict.fromkeys(range(4), ((510, 720), (765, 1020))), 4: ((600, 1440),)},
    "US": dict.fromkeys((0, 2, 5), ((360, 675),)),
}
# A country with holidays of its own has no others.
HOLIDAYS = {"DE": {date(2026, 4, 6), date(2026, 5, 1)}, "US": {date(2026, 5, 25)}}
AS_OF = datetime(2026, 6, 15)
FIRST = datetime(2026, 3, 20)

minutes = st.integers(0, 60 * 24 * 80)
pairs = st.tuples(minutes, st.integers(0, 60 * 24 * 12), st.sampled_from(sorted(OFFICES)))


def worked(begins: datetime, ends: datetime, office: str) -> int:
    """Minute by minute: which of them begin while people work?"""
    country, zone = OFFICES[office]
    count, instant = 0, begins
    while instant < ends:
        local = instant.replace(tzinfo=UTC).astimezone(zone)
        minute = 60 * local.hour + local.minute
        if local.date() not in HOLIDAYS[country]:
            count += any(opens <= minute < closes for opens, closes in HOURS[country].get(local.weekday(), ()))
        instant += timedelta(minutes=1)
    return count


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, int, str], float | None]:
    """What the models say of many leads at once: dbt is run once for all examples."""
    cases: dict[tuple[int, int, str], None] = {}

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(pairs)
    # Over both changes of the clock, over the holidays, from before opening to after closing, no time at all.
    @example((60 * 24 * 7 + 900, 60 * 24 * 3, "home"))
    @example((60 * 24 * 16, 60 * 24 * 3, "home"))
    @example((60 * 24 * 41, 60 * 24 * 3, "home"))
    @example((60 * 24 * 65, 60 * 24 * 3, "away"))
    @example((60 * 24 * 3 + 300, 60 * 15, "home"))
    @example((60 * 24 * 4, 0, "away"))
    def collect(case: tuple[int, int, str]) -> None:
        cases[case] = None

    collect()
    folder = tmp_path_factory.mktemp("minutes")
    agreement = folder / "agreement"
    agreement.mkdir()
    (agreement / "company.yml").write_text(COMPANY)
    (agreement / "lead_brief.yml").write_text(BRIEF)
    sample = Path(__file__).parents[2] / "docs" / "examples" / "sample" / "agreement"
    (agreement / "sales_process.yml").write_text((sample / "sales_process.yml").read_text())
    world = World(folder / "data", as_of=AS_OF, agreement=agreement)
    world.land(
        {
            "owners": [
                {"owner_id": "home", "name": "Ann", "region": "Nowhere"},
                {"owner_id": "away", "name": "Bob", "region": "north america"},
            ],
            "leads": [
                {
                    "lead_id": str(number),
                    "owner_id": office,
                    "delivered_at": FIRST + timedelta(minutes=begins),
                    "first_response_at": FIRST + timedelta(minutes=begins + length),
                }
                for number, (begins, length, office) in enumerate(cases)
            ],
        }
    )
    assert failed(world.build("dbt_1", "dbt_2")) == []
    found = dict(world.query("select lead_id, working_minutes_to_response from intermediate.int_leads_follow_up"))
    return {case: found[f"crm:{number}"] for number, case in enumerate(cases)}


def test_working_minutes_are_those_that_were_worked(counted: dict[tuple[int, int, str], float | None]) -> None:
    assert len(counted) > 100
    expected = {
        (begins, length, office): worked(
            FIRST + timedelta(minutes=begins), FIRST + timedelta(minutes=begins + length), office
        )
        for begins, length, office in counted
    }
    assert counted == expected
    assert {office for *_, office in counted} == set(OFFICES)
    assert sum(value > 0 for value in expected.values()) > 50
