"""The files hold only words that the adjudication knows what to think of.

The SQL judges e-mail addresses, telephone numbers, names and countries by patterns and lists that are right for this company, not for the
world. Here every value of the files is seen to be one that they are right for; where a library judges for Leadline, its opinion of each
value is asked for as well.
"""

from __future__ import annotations

from typing import Any

import phonenumbers
import pytest
from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email

from orchestration.enrich import languages, time_zones
from orchestration.enrich.domains import look_up
from tests.answer_key.judged import Judged


def rows(world: Judged, sql: str) -> list[tuple[Any, ...]]:
    return world.files.execute(sql).fetchall()


def test_versions_of_a_record_are_told_apart_by_their_time(world: Judged) -> None:
    assert rows(world, "select id from lead_versions group by id, updated_at having count(*) > 1") == []
    assert rows(world, "select id from all_deals group by id having count(*) > 1") == []


@pytest.mark.parametrize("table", ["leads", "deals"])
def test_every_readable_row_is_in_the_marts_and_every_other_one_was_rejected(world: Judged, table: str) -> None:
    versions, records = ("lead_versions", "leads") if table == "leads" else ("all_deals", "all_deals")
    read, kept, found = rows(
        world,
        f"select (select count(*) from raw_{table}), (select count(*) from {versions}), (select count(*) from {records})",
    )[0]
    rejected = world.company.marts(
        "select count(distinct (file, line)) from marts.rejected_rows where table_name = ?", [table]
    )
    assert rejected == [(read - kept,)]
    assert world.company.marts(f"select count(*) from marts.fct_{table}") == [(found,)]


def test_the_pattern_of_email_addresses_is_right_for_each_of_them(world: Judged) -> None:
    judged = rows(
        world,
        "select distinct email, email_is_valid(email), email_is_valid(email) and email_is_throw_away(email) from lead_versions "
        "where email is not null",
    )
    assert [(email, *_email(email)) for email, *_ in judged] == judged


def _email(address: str) -> tuple[bool, bool]:
    try:
        domain = validate_email(address, check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return False, False
    parts = domain.split(".")
    return True, any(".".join(parts[start:]) in blocklist for start in range(len(parts) - 1))


def test_what_a_domain_tells_is_right_for_each_of_them(world: Judged) -> None:
    judged = rows(
        world,
        """
        select distinct lower(split_part(email, '@', 2)), email_is_of_anybody(email), email_is_of_a_university(email) from lead_versions
        where email_is_valid(email)
        union
        select distinct lower(website), false, false from lead_versions where website is not null
        """,
    )
    assert [
        (domain, facts["is_free"], facts["is_academic"]) for domain, *_ in judged if (facts := look_up(domain))
    ] == judged


def test_titles_that_sound_like_learning_are_known(world: Judged) -> None:
    sound = rows(
        world,
        """
        select distinct lower(title), is_learning(title) from lead_versions
        where regexp_matches(lower(title), 'stud|train|intern|pupil|apprent|prakt|azubi|schül|stag')
        """,
    )
    assert {title for title, is_learning in sound if not is_learning} <= {
        "head of canteens, studentenwerk", "internal sales manager", "student advisor",
    }  # fmt: skip
    assert rows(
        world,
        "select distinct lower(seniority) from lead_versions where regexp_matches(lower(seniority), 'stud|train|intern')",
    ) == [("student",)]


def test_addresses_are_of_people_unless_they_are_of_a_function(world: Judged) -> None:
    """A word alone in front of the at sign may be a function: all of them are known."""
    alone = rows(
        world,
        """
        select distinct lower(split_part(email, '@', 1)) from lead_versions
        where email_is_valid(email) and not email_is_of_a_function(email) and not contains(split_part(email, '@', 1), '.')
        """,
    )
    assert {word for (word,) in alone} <= {
        "salesmann", "infotech", "officer", "piet+pumps", "test", "test+7", "testa",
    }  # fmt: skip


def test_the_pattern_of_telephone_numbers_is_right_for_each_of_them(world: Judged) -> None:
    judged = rows(
        world,
        "select distinct phone, country_code(country), phone_is_valid(phone, country) from lead_versions where phone is not null",
    )
    assert [(phone, country, _phone(phone, country)) for phone, country, _ in judged] == judged


def _phone(phone: str, country: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, country))
    except phonenumbers.NumberParseException:
        return False


def test_countries_of_people_with_a_number_have_their_calling_code(world: Judged) -> None:
    judged = rows(
        world,
        "select distinct country_code(country), calling_code(country) from leads "
        "where phone is not null and country_code(country) is not null",
    )
    assert [(code, str(phonenumbers.country_code_for_region(code))) for code, _ in judged] == judged


def test_the_numbers_where_nobody_answers_are_those_of_the_library(world: Judged) -> None:
    judged = rows(
        world,
        """
        select distinct '+' || phone_number(phone, country), phone_reaches_nobody(phone, country) from lead_versions
        where phone_is_valid(phone, country)
        """,
    )
    kinds = phonenumbers.PhoneNumberType
    nobody = {kinds.PREMIUM_RATE, kinds.TOLL_FREE, kinds.PAGER, kinds.VOICEMAIL}
    assert [(phone, phonenumbers.number_type(phonenumbers.parse(phone)) in nobody) for phone, _ in judged] == judged


def test_countries_are_codes_or_words_that_the_adjudication_knows(world: Judged) -> None:
    unknown = rows(
        world,
        """
        select distinct written from (select country as written from lead_versions union all select ip_country from lead_versions)
        where written is not null and country_code(written) is null
        """,
    )
    assert unknown == [("Atlantis",)]


def test_zones_and_languages_are_of_the_countries_that_the_libraries_say(world: Judged) -> None:
    judged = rows(
        world,
        """
        select
            lower(timezone), lower(language), country_code(country),
            list_contains(countries_of_zone(timezone), country_code(country)),
            case
                when split_part(split_part(lower(language), ',', 1), '-', 1) = 'en' then true
                else
                    list_contains(countries_of_language(language), country_code(country))
                    or language_says_country(language, country_code(country))
            end
        from lead_versions where country_code(country) is not null group by all
        """,
    )
    assert [
        (
            zone,
            language,
            country,
            zone and time_zones.look_up(zone, country)["is_of_country"],
            language and languages.look_up(language, country)["is_of_country"],
        )
        for zone, language, country, *_ in judged
    ] == judged


def test_what_is_not_taken_for_a_name_is_no_name_and_the_rest_are_names(world: Judged) -> None:
    odd = rows(
        world,
        """
        select distinct name from (select first_name as name from lead_versions union all select last_name from lead_versions)
        where not is_no_name(name) and not is_keys(name) and not advertises(name, '') and not regexp_full_match(name, '\\p{Lu}\\p{Ll}+')
        """,
    )
    assert odd == []


def test_a_number_is_one_persons_unless_it_was_planted_twice(world: Judged) -> None:
    """So that nobody is taken for a colleague who gave the same switchboard."""
    shared = rows(
        world,
        """
        select list(id) from leads where phone_is_valid(phone, country)
        group by phone_number(phone, country) having count(distinct coalesce(last_name, '')) > 1
        """,
    )
    planted = world.defects["lead", "duplicate_lead"]
    assert [leads for (leads,) in shared if not planted & set(leads)] == []
