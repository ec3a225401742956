"""Briefs: volume by a deadline, shares, exclusions, price, commitments, what supersedes what; and their errors."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.agreement.brief import Brief
from expectations.agreement.schema import load_agreement
from tests.expectations.test_agreement import BRIEF, FIELDS, SECOND_BRIEF, problems, write

VOLUME = "    volume: {goal: 10, unit: conforming}\n"
WHOLE = BRIEF.replace(
    VOLUME,
    """\
    volume:
      goal: 10
      unit: conforming
      due: "2026-04-03T17:00"
      time_zone: America/New_York
      pacing: front
      minimum_shares:
        - {field: country, value: [no, Germany], share: 0.5}
        - {field: country, value: DK, share: 0.2}
    persona: Plant managers.
    exclusions: {customers: true, students: true, accounts: [Acme, acme.com]}
    duplicates: {keys: [email, domain], scope: vendor}
    price: {amount: 42.5, currency: USD, per: accepted, cap: 4000, return_within_days: 14}
    sales_commitments: {respond_within_minutes: 240, attempts: 6, reason_on_rejection: true}
    marketing_commitments: {nurture_within_days: 7}
""",
)
SECOND = BRIEF + SECOND_BRIEF.replace("version: 1", "version: 2\n    supersedes: 1\n    retroactive: true").replace(
    "2026-01-01", "2026-04-01"
)


def brief_of(folder: Path, text: str) -> Brief:
    return load_agreement(write(folder, brief=text), FIELDS).briefs[-1]


def test_what_a_brief_of_today_says_of_what_is_new(tmp_path: Path) -> None:
    brief = brief_of(tmp_path, BRIEF)
    assert (brief.volume.per, brief.volume.due, brief.volume.pacing, brief.volume.minimum_shares) == (
        "month", None, "even", [],
    )  # fmt: skip
    assert (brief.exclusions.sorts, brief.exclusions.accounts, brief.price, brief.persona) == ([], [], None, None)
    assert (brief.duplicates.keys, brief.duplicates.scope) == (["email", "phone"], "everywhere")
    assert (brief.supersedes, brief.retroactive) == (None, False)
    sales, marketing = brief.sales_commitments, brief.marketing_commitments
    assert (sales.respond_within_minutes, sales.attempts, sales.reason_on_rejection) == (None, None, False)
    assert marketing.nurture_within_days is None


def test_what_a_whole_brief_says(tmp_path: Path) -> None:
    brief = brief_of(tmp_path, WHOLE)
    volume, price = brief.volume, brief.price
    assert (volume.per, volume.due, volume.time_zone) == (None, datetime(2026, 4, 3, 17), "America/New_York")
    assert [(share.value, share.share) for share in volume.minimum_shares] == [(["NO", "Germany"], 0.5), (["DK"], 0.2)]
    assert (brief.exclusions.sorts, brief.exclusions.accounts) == (["customers", "students"], ["Acme", "acme.com"])
    assert price is not None
    assert (price.amount, price.cap) == (Decimal("42.50"), Decimal("4000.00"))


def test_a_version_may_take_the_place_of_an_earlier_one_for_what_was_delivered(tmp_path: Path) -> None:
    brief = brief_of(tmp_path, SECOND)
    assert (brief.version, brief.supersedes, brief.retroactive) == (2, 1, True)


DUE = 'due: "2026-04-03T17:00"'


@pytest.mark.parametrize(
    ("text", "old", "new", "problem"),
    [
        (WHOLE, "per: accepted", "per: delivered",
         "line 22, briefs[1].price.per: 'delivered' counts what nobody has agreed to take, and anybody can deliver: "
         "choose conforming (as this brief asks) or accepted (by sales)"),
        (WHOLE, DUE, f"{DUE}\n      per: month",
         "line 13, briefs[1].volume.due: `per` is there too: a goal is for each month or quarter, or by one day; keep one"),
        (WHOLE, f"      {DUE}\n", "",
         "line 13, briefs[1].volume.time_zone: it is the zone of `due`, and there is none: leave it out"),
        (WHOLE, DUE, "due: 2026-04-03",
         "line 13, briefs[1].volume.due: '2026-04-03' is no local day and time: write it as 2026-04-03T17:00, its zone as "
         "`time_zone` beside it"),
        (WHOLE, DUE, 'due: "2026-04-03T17:00Z"',
         "line 13, briefs[1].volume.due: '2026-04-03T17:00Z' is no local day and time: write it as 2026-04-03T17:00, its zone "
         "as `time_zone` beside it"),
        (WHOLE, DUE, 'due: "2025-04-03T17:00"',
         "line 10, briefs[1].volume: it is due on 2025-04-03, and the brief holds from 2026-01-01"),
        (WHOLE, "pacing: front", "pacing: fast",
         "line 15, briefs[1].volume.pacing: 'fast' is not one of even, front, back, none"),
        (WHOLE, "value: DK, share: 0.2", "value: DK, share: 0.6",
         "line 16, briefs[1].volume.minimum_shares: 'country' has shares that add up to 110% of the leads: at most 100% can be asked"),
        (WHOLE, "field: country, value: DK", "field: contry, value: DK",
         "line 18, briefs[1].volume.minimum_shares[2].field: 'contry' is not a column of a lead (did you mean country?); "
         "there are: country, employees, phone"),
        (WHOLE, "students: true", "pupils: true",
         "line 20, briefs[1].exclusions.pupils: is not known here; there are: customers, competitors, partners, students, accounts"),
        (WHOLE, "[Acme, acme.com]", "[Acme, Acme]",
         "line 20, briefs[1].exclusions.accounts: 'Acme' stands there twice: keep one of the two"),
        (WHOLE, "[email, domain]", "[]",
         "line 21, briefs[1].duplicates.keys: '[]': list should have at least 1 item after validation, not 0"),
        (WHOLE, "scope: vendor", "scope: vendors",
         "line 21, briefs[1].duplicates.scope: 'vendors' is not one of everywhere, vendor, campaign (did you mean vendor?)"),
        (WHOLE, "cap: 4000", "cap: 40",
         "line 22, briefs[1].price.cap: 40.00 does not even pay for one lead (42.50): raise it or leave it out"),
        (WHOLE, "amount: 42.5", "amount: 42.555",
         "line 22, briefs[1].price.amount: '42.555': decimal input should have no more than 2 decimal places"),
        (WHOLE, "attempts: 6", "attempt: 6",
         "line 23, briefs[1].sales_commitments.attempt: is not known here (did you mean attempts?); there are: "
         "respond_within_minutes, decide_within_days, attempts, reason_on_rejection"),
        (WHOLE, "nurture_within_days: 7", "nurture_within_days: 0",
         "line 24, briefs[1].marketing_commitments.nurture_within_days: '0': input should be greater than 0"),
        (SECOND, "    supersedes: 1\n", "",
         "line 24, briefs[2].retroactive: say which version it judges anew, with `supersedes`"),
        (SECOND, "supersedes: 1", "supersedes: 2",
         "line 24, briefs[2].supersedes: 2 is not before version 2: name an earlier one"),
        (SECOND.replace("    version: 2", "    version: 4"), "supersedes: 1", "supersedes: 3",
         "line 24, briefs[2].supersedes: 'default' has no version 3: there is 1"),
        (SECOND.replace("version: 1", "version: 3", 1).replace("2026-04-01", "2025-04-01"), "supersedes: 1", "supersedes: 1",
         "line 24, briefs[2].supersedes: 'default' has no version 1: there is no earlier one"),
    ],
    ids=["price per delivered", "per and due", "zone of nothing", "due without a time", "due with a zone", "due before it holds",
         "pacing", "shares over 1", "share of no column", "unknown exclusion", "account twice", "no key", "scope of duplicates",
         "cap below one lead", "thousandths", "unknown commitment", "nurture", "retroactive alone", "supersedes itself",
         "supersedes what is not there", "supersedes the first"],
)  # fmt: skip
def test_an_error_of_a_brief_names_line_field_value_and_remedy(
    tmp_path: Path, text: str, old: str, new: str, problem: str
) -> None:
    assert text.count(old) == 1
    assert f"lead_brief.yml, {problem}" in problems(write(tmp_path, brief=text.replace(old, new)))
