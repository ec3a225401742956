"""What is planted in leads as they come in, value by value: what breaks each rule, and what comes near to it.

Belongs here: values. Does not belong here: which lead gets them (see `defects`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Brief = tuple[str, int] | None

V1, V2, FAIRS, INTRODUCED, MITTELSTAND = (
    ("default", 1), ("default", 2), ("events", 1), ("introductions", 1), ("dach_kontakt", 1),
)  # fmt: skip

# Introductions leave out addresses that anybody may have.
FREE = ("excluded_free_mail",)


@dataclass(frozen=True)
class Plant:
    """One value that breaks a rule, or nearly: which columns of a lead are set, under which brief, and what else they break."""

    note: str
    columns: dict[str, Any]
    brief: Brief = V2
    also: tuple[str, ...] = ()


# The two lists of each rule: what breaks it, and what comes near. Several columns at a time may be set.
BROKEN: dict[str, list[Plant]] = {
    "email_invalid": [
        Plant("two at signs", {"email": "anna.keller@@ternofab-see.demo"}),
        Plant("two points in a row", {"email": "j..lindhorst@orvaqua-land.demo"}),
        Plant("no at sign", {"email": "hanne.ostkamp.wuppersal-bau.demo"}),
        Plant("no point after the at sign", {"email": "till.feldhof@verrachem"}),
        Plant("a space inside", {"email": "uta brandauer@eidertec-hall.demo"}),
        Plant("ends with a point", {"email": "ole.sandberg@nidda-form.demo."}),
    ],
    "email_disposable": [
        Plant("mailinator", {"email": "ada.markstein@mailinator.com"}),
        Plant("guerrillamail", {"email": "wim.dorndahl@guerrillamail.com"}),
        Plant("yopmail", {"email": "selma.kernbach@yopmail.com"}),
        Plant("trashmail", {"email": "ivo.reinfeld@trashmail.com"}),
        Plant("below a throw-away domain", {"email": "thea.mohrberg@eu.mailinator.com"}),
    ],
    "email_role_account": [
        Plant("info@", {"email": "info@{domain}"}),
        Plant("sales@", {"email": "sales@{domain}"}),
        Plant("purchasing@", {"email": "purchasing@{domain}"}),
        Plant("capitals", {"email": "OFFICE@{domain}"}),
        Plant("with a tag", {"email": "service+pumps@{domain}"}),
    ],
    "phone_invalid": [
        Plant("too short", {"phone": "+49 30 12"}),
        Plant("too long", {"phone": "+44 20 7946 0123 4567 89"}),
        Plant("no such country code", {"phone": "+999 30 2312 3456"}),
        Plant("letters", {"phone": "ask the front desk"}),
        Plant("all zeros", {"phone": "+49 000 000000"}),
    ],
    "name_placeholder": [
        Plant("test", {"first_name": "Test", "last_name": "Test"}),
        Plant("keys side by side", {"first_name": "asdf", "last_name": "asdfgh"}),
        Plant("John Doe", {"first_name": "John", "last_name": "Doe"}),
        Plant("signs", {"first_name": "...", "last_name": "---"}),
        Plant("Max Mustermann", {"first_name": "Max", "last_name": "Mustermann"}),
        Plant("the field's own name", {"first_name": "Firstname", "last_name": "Lastname"}),
    ],
    "unmapped_value": [
        Plant("a channel that nobody mapped", {"channel": "LinkedIn Ads"}),
        Plant("a channel that nobody mapped", {"channel": "Print"}),
        Plant("a channel that nobody mapped", {"channel": "TikTok"}),
        Plant("nearly a known word", {"channel": "Web form"}),
        Plant("nearly a known word", {"channel": "Search engine"}),
    ],
    "clause_our_countries": [
        Plant("Spain, after version 2", {"country": "ES", "phone": None}),
        Plant("Portugal in words, after version 2", {"country": "Portugal", "phone": None}),
        Plant("India", {"country": "IN", "phone": None}),
        Plant("Brazil, under version 1", {"country": "BR", "phone": None}, V1),
        Plant("Turkey in words, under version 1", {"country": "Türkei", "phone": None}, V1),
        Plant(
            "Norway, from gmail's older name",
            {"country": "NO", "phone": None, "email": "carla.ventorf@googlemail.com"},
            INTRODUCED,
            FREE,
        ),
        Plant("no country, and the policy is to fail", {"country": None}, INTRODUCED),
    ],
    "clause_ip_in_our_countries": [
        Plant("Vietnam", {"ip_country": "VN"}),
        Plant("Brazil", {"ip_country": "BR"}),
        Plant("Spain, left out by version 2", {"ip_country": "ES"}),
        Plant("Russia", {"ip_country": "RU"}),
        Plant("India in words", {"ip_country": "India"}),
    ],
    "clause_enough_people": [
        Plant("one fewer than the limit", {"employees": 19}),
        Plant("one fewer than the limit", {"employees": 19}),
        Plant("a workshop of one", {"employees": 1}),
        Plant("a workshop", {"employees": 6}),
        Plant("a workshop", {"employees": 12}),
    ],
    "clause_not_our_industries": [
        Plant("consultants", {"industry": "Consulting"}),
        Plant("a school, small letters", {"industry": "education"}),
        Plant("recruiters", {"industry": "Recruiting"}),
        Plant("no industry, and the policy is to warn", {"industry": None}),
        Plant("no industry, and the policy is to warn", {"industry": None}),
    ],
    "clause_consent_given": [
        Plant("no", {"consent": False}),
        Plant("no, under version 1", {"consent": False}, V1),
        Plant("no, in the Mittelstand programme", {"consent": False}, MITTELSTAND),
        Plant("not asked, and the policy is to fail", {"consent": None}),
        Plant("not asked, and the policy is to fail", {"consent": None}, V1),
    ],
    "clause_company_named": [
        Plant("no company", {"company": None}),
        Plant("no company, under version 1", {"company": None}, V1),
        Plant("a word for nothing", {"company": "N/A"}),
        Plant("no company on the badge", {"company": None}, FAIRS),
        Plant("no company on the badge", {"company": None}, FAIRS),
    ],
    "clause_decides_or_uses": [
        Plant("a student", {"seniority": "student"}, FAIRS),
        Plant("the press", {"seniority": "press"}, FAIRS),
        Plant("an assistant", {"seniority": "assistant"}, FAIRS),
        Plant("not written down, and the policy is to warn", {"seniority": None}, FAIRS),
        Plant("not written down, and the policy is to warn", {"seniority": None}, FAIRS),
    ],
    "clause_person_named": [
        Plant("nobody named, from gmail", {"last_name": None, "email": "henrik.pumpen@gmail.com"}, INTRODUCED, FREE),
        Plant("nobody named, from web.de", {"last_name": None, "email": "birte.dosiert@web.de"}, INTRODUCED, FREE),
        Plant("nobody named, capitals", {"last_name": None, "email": "MARLIES.HALLE7@GMX.NET"}, INTRODUCED, FREE),
        Plant(
            "nobody named, under a country", {"last_name": None, "email": "piet+pumps@yahoo.co.uk"}, INTRODUCED, FREE
        ),
        Plant(
            "nobody named, from a telephone company",
            {"last_name": None, "email": "sven.werk2@t-online.de"},
            INTRODUCED,
            FREE,
        ),
    ],
    "clause_dach_only": [
        Plant("France", {"country": "FR", "phone": None}, MITTELSTAND),
        Plant("the Netherlands in words", {"country": "The Netherlands", "phone": None}, MITTELSTAND),
        Plant("Italy", {"country": "IT", "phone": None}, MITTELSTAND),
        Plant("Luxembourg", {"country": "LU", "phone": None}, MITTELSTAND),
        Plant("Poland", {"country": "PL", "phone": None}, MITTELSTAND),
    ],
    "clause_not_too_large": [
        Plant("one more than the limit", {"employees": 251}, MITTELSTAND),
        Plant("one more than the limit", {"employees": 251}, MITTELSTAND),
        Plant("a group", {"employees": 1800}, MITTELSTAND),
        Plant("a group", {"employees": 4200}, MITTELSTAND),
        Plant("number not known, and the policy is to fail", {"employees": None}, MITTELSTAND),
    ],
}

NEARLY: dict[str, list[Plant]] = {
    "email_invalid": [
        Plant("a tag", {"email": "gesa.lindried+pumps@{domain}"}),
        Plant("an apostrophe", {"email": "finn.o'tannwick@{domain}"}),
        Plant("an umlaut in the domain", {"email": "arne.blumhof@müritz-dosier.demo"}),
        Plant("many parts", {"email": "x.y.z@mail.plant-2.{domain}"}),
        Plant("no address at all", {"email": None, "phone": "+49 69 900097001"}),
    ],
    "email_disposable": [
        Plant("named alike", {"email": "merle.eichsen@mailinator.demo"}),
        Plant("named alike", {"email": "yara.hellfeld@yopmail-technik.demo"}),
        Plant("in the local part", {"email": "mailinator.com@{domain}"}),
        Plant("longer than a throw-away domain", {"email": "sven.rothbach@notguerrillamail.demo"}),
        Plant("a throw-away domain as part of a name", {"email": "lea.steghof@trashmail.com.demo"}),
    ],
    "email_role_account": [
        Plant("a surname", {"email": "salesmann@{domain}"}),
        Plant("a longer word", {"email": "infotech@{domain}"}),
        Plant("a role and a name", {"email": "info.lohkamp@{domain}"}),
        Plant("a surname", {"email": "officer@{domain}"}),
        Plant("a role in the domain", {"email": "ida.waldner@sales.{domain}"}),
    ],
    "phone_invalid": [
        Plant("double zero", {"phone": "0049 30 231257002", "country": "DE"}),
        Plant("a national number of the lead's country", {"phone": "030 / 231257003", "country": "Germany"}),
        Plant("brackets", {"phone": "+1 (808) 555-0142", "country": "US"}),
        Plant("points", {"phone": "+49.221.47107004", "country": "DE"}),
        Plant("no number at all", {"phone": None}),
    ],
    "name_placeholder": [
        Plant("a surname like a placeholder", {"last_name": "Testa"}),
        Plant("a word that is a surname too", {"last_name": "Bar"}),
        Plant("a word that is a surname too", {"last_name": "Sample"}),
        Plant("half of John Doe", {"first_name": "Joan", "last_name": "Doe"}),
        Plant("a short surname", {"last_name": "Xu"}),
        Plant("half of Max Mustermann", {"first_name": "Maxine", "last_name": "Mustermann"}),
    ],
    "not_contactable": [
        Plant("by phone only", {"email": None, "phone": "+49 40 669697005"}),
        Plant("by phone only", {"email": None, "phone": "+43 316 555 9706"}),
        Plant("by e-mail only", {"phone": None}),
        Plant("by e-mail only", {"phone": None}, V1),
        Plant("by a national number only", {"email": None, "phone": "089 999987007", "country": "DE"}),
    ],
    "unmapped_value": [
        Plant("capitals", {"channel": "WEB"}),
        Plant("spaces around it", {"channel": "  Paid search "}),
        Plant("Leadline's own word", {"channel": "organic_search"}),
        Plant("Leadline's own word, capitals", {"channel": "DIRECT"}),
        Plant("no channel", {"channel": None}),
    ],
    "clause_our_countries": [
        Plant("in German", {"country": "Deutschland"}),
        Plant("small letters", {"country": "at"}),
        Plant("Spain, under version 1", {"country": "ES", "phone": None}, V1),
        Plant("Portugal, introduced", {"country": "Portugal", "phone": None}, INTRODUCED),
        Plant("no country, and the policy is unknown", {"country": None}),
        Plant("no country that anybody knows, and the policy is unknown", {"country": "Atlantis"}),
        Plant("Spain, at a trade fair", {"country": "ES", "phone": None}, FAIRS),
    ],
    "clause_ip_in_our_countries": [
        Plant("no place known, and the policy is unknown", {"ip_country": None}),
        Plant("no place known, and the policy is unknown", {"ip_country": None}),
        Plant("in words", {"ip_country": "Germany"}),
        Plant("small letters", {"ip_country": "fr"}),
        Plant("Russia, before version 2 asked for it", {"ip_country": "RU"}, V1),
    ],
    "clause_enough_people": [
        Plant("exactly the limit", {"employees": 20}),
        Plant("exactly the limit", {"employees": 20}),
        Plant("exactly the limit", {"employees": 20}),
        Plant("number not known, and the policy is unknown", {"employees": None}),
        Plant("a workshop, before version 2 asked for it", {"employees": 3}, V1),
    ],
    "clause_not_our_industries": [
        Plant("another industry that begins alike", {"industry": "Consulting engineers"}),
        Plant("another industry that begins alike", {"industry": "Educational equipment"}),
        Plant("another industry that begins alike", {"industry": "Recruiting software"}),
        Plant("consultants, before version 2 left them out", {"industry": "Consulting"}, V1),
        Plant("a school, introduced", {"industry": "Education"}, INTRODUCED),
    ],
    "clause_consent_given": [
        Plant("not asked, at a trade fair", {"consent": None}, FAIRS),
        Plant("no, at a trade fair", {"consent": False}, FAIRS),
        Plant("not asked, introduced", {"consent": None}, INTRODUCED),
        Plant("no, introduced", {"consent": False}, INTRODUCED),
        Plant("no, before there was a brief", {"consent": False}, None),
    ],
    "clause_company_named": [
        Plant("a sign", {"company": "-"}),
        Plant("one letter", {"company": "X"}),
        Plant("a word", {"company": "unknown"}),
        Plant("no company, introduced", {"company": None}, INTRODUCED),
        Plant("no company, in the Mittelstand programme", {"company": None}, MITTELSTAND),
    ],
    "clause_decides_or_uses": [
        Plant("capitals", {"seniority": "C_LEVEL"}, FAIRS),
        Plant("capitals", {"seniority": "Manager"}, FAIRS),
        Plant("spaces around it", {"seniority": " director "}, FAIRS),
        Plant("the press, but from a form", {"seniority": "press"}),
        Plant("not written down, but from a form", {"seniority": None}),
    ],
    "clause_person_named": [
        Plant("a short name", {"last_name": "Li"}, INTRODUCED),
        Plant("the first name is missing", {"first_name": None}, INTRODUCED),
        Plant("the first name is missing", {"first_name": None}, INTRODUCED),
        Plant("the last name is missing, but from a form", {"last_name": None}),
        Plant("the last name is missing, but at a trade fair", {"last_name": None}, FAIRS),
    ],
    "clause_dach_only": [
        Plant("in German", {"country": "Schweiz"}, MITTELSTAND),
        Plant("three letters", {"country": "AUT"}, MITTELSTAND),
        Plant("small letters", {"country": "de"}, MITTELSTAND),
        Plant("no country, and the policy is unknown", {"country": None}, MITTELSTAND),
        Plant("France, from another vendor", {"country": "FR", "phone": None}),
    ],
    "clause_not_too_large": [
        *(Plant("exactly the limit", {"employees": 250}, MITTELSTAND) for _ in range(4)),
        Plant("a group, from another vendor", {"employees": 4600}),
    ],
}  # fmt: skip

# The same of whom the brief leaves out: planted last, so that nothing else hangs on how many there are.
LEFT_OUT: dict[str, list[Plant]] = {
    "excluded_competitors": [
        Plant("a competitor's address", {"email": "nora.velten@impellar-dosing.demo"}),
        Plant("a competitor's address, in capitals", {"email": "K.HAUSER@ROTAVO-PUMPEN.DEMO"}),
        Plant("by name, from a free address", {"email": "dosing.buyer@gmail.com", "company": "Impellar Dosing", "domain": None}),
        Plant(
            "by name, blanks and capitals",
            {"email": None, "company": "  ROTAVO pumpen ", "domain": None},
        ),
        Plant(
            "by the page that was stated",
            {"email": None, "domain": "https://www.Impellar-Dosing.demo/"},
        ),
        Plant("by name, from a domain that nobody knows", {"email": "jan.wiebold@rotavo-messe.demo", "company": "Rotavo Pumpen"}),
    ],
    "excluded_students": [
        Plant("a university's address", {"email": "lea.sommerlath@tu-auental.edu"}),
        Plant("a university's address, below a country", {"email": "tom.grubach@chem.murtal.ac.at"}),
        Plant("a word of its own", {"title": "Werkstudentin"}),
        Plant("what is studied behind it", {"title": "PhD student, process engineering"}),
        Plant("where behind it", {"title": "Trainee (purchasing)"}),
        Plant("by seniority, capitals", {"seniority": "STUDENT"}),
        Plant("at the end", {"title": "Purchasing intern"}),
    ],
}  # fmt: skip

NEARLY_LEFT_OUT: dict[str, list[Plant]] = {
    "excluded_competitors": [
        Plant("a competitor, before version 2 left them out", {"email": "vera.imhoff@rotavo-pumpen.demo"}, V1),
        Plant("a competitor at a trade fair", {"email": "udo.kanter@impellar-dosing.demo"}, FAIRS),
        Plant("a longer name", {"company": "Rotavo Pumpen Museum", "email": "ilse.brandt@pumpen-museum.demo"}),
        Plant("a longer domain", {"email": "rolf.seidler@my-impellar-dosing.demo"}),
        Plant("a competitor's name in a free address", {"email": "impellar-dosing.demo@gmail.com"}),
        Plant("a partner", {"email": "jutta.alster@pumpenhaus-alsterau.demo"}),
    ],
    "excluded_students": [
        Plant("a student, before version 2 left them out", {"title": "Student"}, V1),
        Plant("a university's address, at a trade fair", {"email": "jo.lindau@tu-auental.edu"}, FAIRS),
        Plant("within another word", {"title": "Head of canteens, Studentenwerk"}),
        Plant("a word that begins alike", {"title": "Internal sales manager"}),
        Plant("who looks after them", {"title": "Student advisor"}),
        Plant("edu at the beginning", {"email": "ralf.duwe@edu-dosier.demo"}),
        Plant("edu in a free address", {"email": "max.edu.ac@web.de"}),
    ],
}  # fmt: skip
