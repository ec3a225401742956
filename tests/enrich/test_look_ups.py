"""What an address, a number or the name of a country tells by itself."""

from __future__ import annotations

import pytest

from orchestration.enrich import countries, domains, emails, languages, names, phones, time_zones


@pytest.mark.parametrize(
    ("email", "valid", "disposable", "role"),
    [
        ("ann.smith@acme.com", True, False, False),
        ("ann.smith@acme", False, False, False),
        ("ann smith@acme.com", False, False, False),
        ("@acme.com", False, False, False),
        ("ann@mailinator.com", True, True, False),
        ("ann@box.mailinator.com", True, True, False),
        ("info@acme.com", True, False, True),
        ("sales+fair@acme.com", True, False, True),
        ("salesman@acme.com", True, False, False),
        ("jürgen@müller.de", True, False, False),
    ],
    ids=["person", "no top level", "blank", "no local part", "disposable", "below a disposable domain", "role", "tagged role",
         "begins like a role", "international"],
)  # fmt: skip
def test_facts_on_an_email(email: str, valid: bool, disposable: bool, role: bool) -> None:
    facts = emails.look_up(email)
    assert (facts["is_valid"], facts["is_disposable"], facts["is_role_account"]) == (valid, disposable, role)
    assert (facts["reason"] is None) == valid


@pytest.mark.parametrize(
    ("written", "domain", "registered", "free", "disposable", "academic"),
    [
        ("acme.com", "acme.com", "acme.com", False, False, False),
        ("https://www.acme.com/de/", "acme.com", "acme.com", False, False, False),
        ("mail.acme.co.uk", "mail.acme.co.uk", "acme.co.uk", False, False, False),
        ("müller.de", "xn--mller-kva.de", "xn--mller-kva.de", False, False, False),
        ("post.müller.de", "post.xn--mller-kva.de", "xn--mller-kva.de", False, False, False),
        ("gmail.com", "gmail.com", "gmail.com", True, False, False),
        ("yahoo.co.uk", "yahoo.co.uk", "yahoo.co.uk", True, False, False),
        ("web.de", "web.de", "web.de", True, False, False),
        ("vip.qq.com", "vip.qq.com", "qq.com", True, False, False),
        ("gmail.acme.com", "gmail.acme.com", "acme.com", False, False, False),
        ("live.github.io", "live.github.io", "live.github.io", False, False, False),
        ("hotmail-pumps.com", "hotmail-pumps.com", "hotmail-pumps.com", False, False, False),
        ("box.mailinator.com", "box.mailinator.com", "mailinator.com", False, True, False),
        ("mit.edu", "mit.edu", "mit.edu", False, False, True),
        ("cs.ox.ac.uk", "cs.ox.ac.uk", "ox.ac.uk", False, False, True),
        ("unam.edu.mx", "unam.edu.mx", "unam.edu.mx", False, False, True),
        ("edu-pumps.com", "edu-pumps.com", "edu-pumps.com", False, False, False),
        ("academy.com", "academy.com", "academy.com", False, False, False),
        ("edu.acme.com", "edu.acme.com", "acme.com", False, False, False),
        ("www.acme.github.io", "acme.github.io", "acme.github.io", False, False, False),
        ("shop.acme.uk.com", "shop.acme.uk.com", "acme.uk.com", False, False, False),
        ("github.io", "github.io", None, False, False, False),
        ("co.uk", "co.uk", None, False, False, False),
        ("mail.acme.lan", "mail.acme.lan", None, False, False, False),
        ("acme gmbh", None, None, None, None, None),
        ("acme", None, None, None, None, None),
        ("n/a", None, None, None, None, None),
    ],
)  # fmt: skip
def test_facts_on_a_domain(
    written: str,
    domain: str | None,
    registered: str | None,
    free: bool | None,
    disposable: bool | None,
    academic: bool | None,
) -> None:
    assert domains.look_up(written) == {
        "value": written, "domain": domain, "registered_domain": registered, "is_free": free, "is_disposable": disposable,
        "is_academic": academic,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("phone", "country", "valid", "e164"),
    [
        ("+49 30 901820", "", True, "+4930901820"),
        ("0049 30 901820", "", True, "+4930901820"),
        ("030 901820", "DE", True, "+4930901820"),
        ("(512) 757-6000", "US", True, "+15127576000"),
        ("(012) 757-6000", "US", False, None),
        ("(512) 757-6000", "", None, None),
        ("12345", "", False, None),
        ("call me", "", False, None),
        ("+1 555", "US", False, None),
    ],
    ids=["international", "international with zeros", "national with its country", "US", "impossible area",
         "national without a country: nobody can tell", "too short", "no number", "too short with code"],
)  # fmt: skip
def test_facts_on_a_phone_number(phone: str, country: str, valid: bool | None, e164: str | None) -> None:
    facts = phones.look_up(phone, country)
    assert (facts["is_valid"], facts["e164"]) == (valid, e164)


@pytest.mark.parametrize(
    ("phone", "country", "kind", "is_of_country"),
    [
        ("+49 30 901820", "DE", "fixed_line", True),
        ("+49 30 901820", "AT", "fixed_line", False),
        ("+49 900 1234567", "DE", "premium_rate", True),
        ("+49 800 1234567", "DE", "toll_free", True),
        ("+49 177 99 1234567", "DE", "voicemail", True),
        ("+44 7640 123456", "GB", "pager", True),
        ("+1 (212) 555-0142", "CA", "fixed_line_or_mobile", True),
        ("+7 727 258 1234", "RU", "fixed_line", True),
        ("+44 1534 817000", "GB", "fixed_line", True),
        ("+49 30 901820", "", "fixed_line", None),
        ("+49 30 901820", "AQ", "fixed_line", None),
        ("+800 1234 5678", "DE", "toll_free", None),
        ("+49 30 12", "DE", None, None),
    ],
    ids=["its country", "another country", "premium rate", "toll free", "mailbox", "pager", "the American plan", "Kazakhstan for Russia",
         "Jersey for Britain", "no country", "a country without a code", "of no country", "not valid"],
)  # fmt: skip
def test_kind_and_country_of_a_phone_number(
    phone: str, country: str, kind: str | None, is_of_country: bool | None
) -> None:
    facts = phones.look_up(phone, country)
    assert (facts["kind"], facts["is_of_country"]) == (kind, is_of_country)


@pytest.mark.parametrize(
    ("written", "code"),
    [("germany", "DE"), ("deutschland", "DE"), ("usa", "US"), ("u.s.", "US"), ("united states", "US"), ("uk", "GB"), ("gb", "GB"),
     ("österreich", "AT"), ("czech republic", "CZ"), ("in", "IN"), ("atlantis", None), ("qu", None), ("", None)],
)  # fmt: skip
def test_code_of_a_country(written: str, code: str | None) -> None:
    assert countries.look_up(written) == {"value": written, "country_code": code}


@pytest.mark.parametrize(
    ("name", "run"),
    [
        ("asdf", True), ("asdfgh", True), ("qwertz", True), ("poiuz", True), ("hjkl", True), ("qweasd", True), ("asdf asdf", True),
        ("kkkk", True), ("йцукен", True), ("asdfgh gmbh", True),
        ("li", False), ("ng", False), ("asa", False), ("poirot", False), ("wert", False), ("trew", False), ("reza", False), ("sass", False),
        ("kkk", False), ("werner", False), ("3m", False), ("", False),
    ],
)  # fmt: skip
def test_fingers_along_a_keyboard_are_no_name(name: str, run: bool) -> None:
    assert names.look_up(name)["is_keyboard_run"] == run


@pytest.mark.parametrize(
    ("company", "none"),
    [
        ("n/a", True), ("none", True), ("privat", True), ("test gmbh", True), ("---", True), ("my company", True), ("xxx", True),
        ("name gmbh", True), ("brak", True), ("particular", True), ("xxxx", True), ("qwertz", True), ("|", True),
        ("x", False), ("3m", False), ("acme", False), ("privatbrauerei holm", False), ("test instruments ltd", False), ("co & co", False),
    ],
)  # fmt: skip
def test_a_word_for_no_company_is_none(company: str, none: bool) -> None:
    assert names.look_up(company)["is_no_company"] == none


@pytest.mark.parametrize(
    ("zone", "country", "is_of_country"),
    [
        ("europe/vienna", "AT", True),
        ("europe/vienna", "DE", False),
        ("asia/kolkata", "IN", True),
        ("asia/calcutta", "IN", True),
        ("asia/calcutta", "DE", False),
        ("us/eastern", "US", True),
        ("europe/busingen", "DE", True),
        ("europe/berlin", "SE", True),
        ("europe/stockholm", "DE", False),
        ("utc", "DE", None),
        ("etc/gmt+5", "US", None),
        ("cet", "BE", None),
        ("+05:30", "IN", None),
        ("europe/atlantis", "DE", None),
        ("europe/berlin", "XX", None),
    ],
    ids=["its own", "a neighbour's", "today's name", "a former name", "a former name, elsewhere", "an older way to say it",
         "a zone of one town", "the neighbour's zone that its own is a name of", "not the other way round", "no place", "an offset",
         "a clock", "no name", "no zone", "no country"],
)  # fmt: skip
def test_whether_a_time_zone_is_one_of_a_country(zone: str, country: str, is_of_country: bool | None) -> None:
    expected = {"timezone": zone, "country_code": country, "is_of_country": is_of_country}
    assert time_zones.look_up(zone, country) == expected


@pytest.mark.parametrize(
    ("language", "country", "is_of_country"),
    [
        ("de-at", "AT", True),
        ("de-at", "DE", True),
        ("de", "BR", False),
        ("hi-in", "DE", False),
        ("en-us", "PL", True),
        ("fr-ch,fr;q=0.9", "CH", True),
        ("rm", "CH", True),
        ("es-mx", "US", True),
        ("tr", "DE", False),
        ("tr-de", "DE", True),
        ("zh-tw", "TW", True),
        ("iw", "IL", True),
        ("xx", "DE", None),
        ("*", "DE", None),
        ("und", "DE", None),
        ("de", "XX", None),
    ],
    ids=["its own", "a neighbour's way to speak it", "spoken by few", "of elsewhere", "English", "the first of a list", "official, of few",
         "a tenth of the people", "of few", "the tag says the country", "another script", "a former code", "no language", "any",
         "undetermined", "no country"],
)  # fmt: skip
def test_whether_a_language_is_spoken_in_a_country(language: str, country: str, is_of_country: bool | None) -> None:
    expected = {"language": language, "country_code": country, "is_of_country": is_of_country}
    assert languages.look_up(language, country) == expected
