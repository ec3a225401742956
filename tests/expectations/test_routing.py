"""routing.yml: what it says when it is right, what holds without it, and how it says that it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.agreement.routing import DEFAULT, NAME
from expectations.agreement.schema import AgreementError, load_agreement
from tests.expectations.test_agreement import write

ROUTING = """\
base_url: https://reports.example.com/leadline/
grows: {factor: 2, records: 5}
audiences:
  - id: marketing
    name: Marketing
    owner: Mia
    gets:
      subjects: [leads]
      severities: [hard]
      scope: {vendors: [LeadHub]}
    urls:
      - "mailtos://${SMTP_USER}:${SMTP_PASSWORD}@mail.example.com"
      - ${HOOK}
"""


def folder(path: Path, routing: str) -> Path:
    (write(path) / NAME).write_text(routing, encoding="utf-8")
    return path


def problems(path: Path, routing: str) -> list[str]:
    with pytest.raises(AgreementError) as error:
        load_agreement(folder(path, routing))
    return [problem.removeprefix(f"{path}/") for problem in error.value.problems]


def test_what_the_file_says(tmp_path: Path) -> None:
    agreement = load_agreement(folder(tmp_path, ROUTING))
    routing = agreement.routing
    [audience] = routing.audiences
    assert (routing.base_url, routing.grows.factor, routing.grows.records) == (
        "https://reports.example.com/leadline/",
        2,
        5,
    )
    assert (audience.id, audience.name, audience.owner) == ("marketing", "Marketing", "Mia")
    assert (audience.gets.subjects, audience.gets.severities, audience.gets.scope.vendors) == (
        ["leads"],
        ["hard"],
        ["LeadHub"],
    )
    assert audience.urls == ["mailtos://${SMTP_USER}:${SMTP_PASSWORD}@mail.example.com", "${HOOK}"]
    assert [file.name for file in agreement.files] == [
        "company.yml",
        "lead_brief.yml",
        "sales_process.yml",
        "routing.yml",
    ]


def test_without_the_file_the_default_routing_applies_and_is_no_file_of_the_agreement(tmp_path: Path) -> None:
    agreement = load_agreement(write(tmp_path))
    assert [(audience.id, audience.gets.subjects, audience.urls) for audience in agreement.routing.audiences] == [
        ("marketing", ["leads"], []),
        ("sales_operations", ["deals"], []),
        ("data_owner", ["data"], []),
    ]
    assert (agreement.routing.base_url, agreement.routing.grows.factor, agreement.routing.grows.records) == (
        None,
        1.5,
        3,
    )
    assert [file.name for file in agreement.files] == ["company.yml", "lead_brief.yml", "sales_process.yml"]


def test_the_default_is_the_file_that_ships() -> None:
    assert NAME in {file.name for file in load_agreement(DEFAULT.parent).files}


def test_one_address_needs_no_list(tmp_path: Path) -> None:
    one = ROUTING.replace('\n      - "mailtos', ' "mailtos').replace("\n      - ${HOOK}", "")
    assert load_agreement(folder(tmp_path, one)).routing.audiences[0].urls == [
        "mailtos://${SMTP_USER}:${SMTP_PASSWORD}@mail.example.com"
    ]


NO_ADDRESS = "name an address such as mailtos://… or json://…, or a variable that holds one: this is neither"


TIMED = ROUTING.replace(
    "    owner: Mia\n",
    """\
    owner: Mia
    digest_at: "09:30"
    quiet: {from: "20:00", to: "07:00", days: weekends}
    heartbeat_days: 3
""",
)


def test_when_an_audience_is_told(tmp_path: Path) -> None:
    routing = load_agreement(folder(tmp_path, f"remind_after_hours: 48\n{TIMED}")).routing
    [audience] = routing.audiences
    assert audience.quiet is not None
    assert (routing.remind_after_hours, audience.digest_at, audience.heartbeat_days) == (48, 9 * 60 + 30, 3)
    assert (audience.quiet.from_, audience.quiet.to, audience.quiet.days) == (20 * 60, 7 * 60, ["sat", "sun"])


def test_holidays_alone_may_be_quiet(tmp_path: Path) -> None:
    quiet = TIMED.replace('{from: "20:00", to: "07:00", days: weekends}', "{holidays: true}")
    [audience] = load_agreement(folder(tmp_path, quiet)).routing.audiences
    assert audience.quiet is not None
    assert (audience.quiet.from_, audience.quiet.days, audience.quiet.holidays) == (None, [], True)


def test_without_times_the_digest_is_at_eight_nothing_is_quiet_and_all_is_well_every_week(tmp_path: Path) -> None:
    routing = load_agreement(folder(tmp_path, ROUTING)).routing
    [audience] = routing.audiences
    assert routing.leads_of_days == 30
    assert (routing.remind_after_hours, audience.digest_at, audience.quiet, audience.heartbeat_days) == (
        24,
        480,
        None,
        7,
    )


NEVER = "this is never: give `from` and `to`, or days"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param('"09:30"', "9", "7, audiences[1].digest_at: '9' is no time of day: write it as 09:00, between 00:00 and 24:00",
            id="a digest at no time"),
        pytest.param(', to: "07:00"', "", "8, audiences[1].quiet.from: quiet hours have a `from` and a `to`: give both, or only days",
            id="quiet without an end"),
        pytest.param('"07:00"', '"20:00"', "8, audiences[1].quiet.to: it is the same as `from`: whole days are given as days",
            id="quiet for no time or a day"),
        pytest.param('"20:00"', "8 pm", "8, audiences[1].quiet.from: '8 pm' is no time of day: write it as 09:00, between 00:00 and 24:00",
            id="quiet from no time"),
        pytest.param("days: weekends", "days: weekend",
            "8, audiences[1].quiet.days: 'weekend' is neither weekends nor a list of weekdays such as [sat, sun]", id="days that are none"),
        pytest.param("days: weekends", "days: [saturday]",
            "8, audiences[1].quiet.days[1]: 'saturday' is not one of mon, tue, wed, thu, fri, sat, sun", id="a day that is none"),
        pytest.param("days: weekends", "days: [mon, tue, wed, thu, fri, sat, sun]",
            "8, audiences[1].quiet.days: this is always, and nothing would ever be sent: leave a day out", id="always quiet"),
        pytest.param('from: "20:00", to: "07:00", days: weekends', "", f"8, audiences[1].quiet.from: {NEVER}", id="never quiet"),
        pytest.param('{from: "20:00", to: "07:00", days: weekends}', "nights",
            "8, audiences[1].quiet: 'nights' says too little: write {name: value, …}; there are: from, to, days, "
            "holidays", id="quiet in a word"),
        pytest.param("heartbeat_days: 3", "heartbeat_days: 0",
            "9, audiences[1].heartbeat_days: '0': input should be greater than or equal to 1", id="a heartbeat at once"),
    ],
)  # fmt: skip
def test_an_error_in_times_names_line_value_and_remedy(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert TIMED.count(old) == 1
    assert problems(tmp_path, TIMED.replace(old, new)) == [f"routing.yml, line {told}"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param("owner: Mia", "boss: Mia", [
            "routing.yml, line 4, audiences[1].owner: is missing: add it",
            "routing.yml, line 6, audiences[1].boss: is not known here; there are: id, name, owner, gets, digest_at, quiet, "
            "heartbeat_days, urls",
        ], id="no owner"),
        pytest.param("[leads]", "[lead]", [
            "routing.yml, line 8, audiences[1].gets.subjects[1]: 'lead' is not one of leads, deals, data (did you mean leads?)",
        ], id="a subject that is none"),
        pytest.param("[hard]", "[harsh]", [
            "routing.yml, line 9, audiences[1].gets.severities[1]: 'harsh' is not one of hard, soft (did you mean hard?)",
        ], id="a severity that is none"),
        pytest.param("{vendors: [LeadHub]}", "{vendor: [LeadHub]}", [
            "routing.yml, line 10, audiences[1].gets.scope.vendor: is not known here (did you mean vendors?); "
            "there are: vendors, channels, campaigns, owners",
        ], id="a scope that is none"),
        pytest.param("[leads]", "[leads, data]", [
            "routing.yml, line 10, audiences[1].gets.scope: data has no vendor, channel, campaign or owner: "
            "give data an audience of its own",
        ], id="data in a scope"),
        pytest.param("[leads]", "[deals]", [
            "routing.yml, line 10, audiences[1].gets.scope: deals have no vendor: give leads of a vendor an audience of its own",
        ], id="deals of a vendor"),
        pytest.param("https://", "", [
            "routing.yml, line 1, base_url: 'reports.example.com/leadline/' is not where a page is served: "
            "write http:// or https://, without # and spaces",
        ], id="a page that is no address"),
        pytest.param("factor: 2", "factor: 1", [
            "routing.yml, line 2, grows.factor: '1': input should be greater than 1",
        ], id="growth that is none"),
        pytest.param("${HOOK}", "secret-token", [f"routing.yml, line 13, audiences[1].urls[2]: {NO_ADDRESS}"], id="no address"),
        pytest.param("${HOOK}", "{secret-token: x}", [f"routing.yml, line 13, audiences[1].urls[2]: {NO_ADDRESS}"], id="a mapping"),
        pytest.param("${SMTP_PASSWORD}", "${SMTP-PASSWORD}", [
            "routing.yml, line 12, audiences[1].urls[1]: name a variable as ${NAME}: letters, digits and _ between the braces",
        ], id="a variable that is none"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_field_and_never_an_address(
    tmp_path: Path, old: str, new: str, told: list[str]
) -> None:
    assert ROUTING.count(old) == 1
    assert problems(tmp_path, ROUTING.replace(old, new)) == told
    assert "secret" not in "".join(told)


def test_an_id_is_given_once(tmp_path: Path) -> None:
    twice = ROUTING + ROUTING[ROUTING.index("  - id") :]
    assert problems(tmp_path, twice) == [
        "routing.yml, line 3, audiences: 'marketing' is the id of two audiences: rename one"
    ]


def test_an_agreement_tells_nobody_at_its_own_risk(tmp_path: Path) -> None:
    assert problems(tmp_path, "base_url: https://example.com/\n") == [
        "routing.yml, line 1, audiences: is missing: add it"
    ]
