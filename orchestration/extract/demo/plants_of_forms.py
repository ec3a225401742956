"""What is planted in how a form was filled in, value by value: places that contradict each other, words that are none.

Belongs here: values, as in `plants`. Does not belong here: which lead gets them (see `defects`).
"""

from __future__ import annotations

from orchestration.extract.demo.plants import V1, Plant

BROKEN: dict[str, list[Plant]] = {
    "email_of_ours": [
        Plant("one of ours", {"email": "nils.probe@lindwerk.demo"}),
        Plant("one of ours, capitals", {"email": "Kira.Probe@LINDWERK.demo"}),
        Plant("one of ours, with a tag", {"email": "ute.probe+fair@lindwerk.demo"}),
        Plant("of a part of our domain", {"email": "jan.probe@mail.lindwerk.demo"}),
        Plant("one of ours, under version 1", {"email": "eva.probe@lindwerk.demo"}, V1),
    ],
    "phone_contradicts_country": [
        Plant("a French number, stated Germany", {"phone": "+33 1 99 00 96 01", "country": "DE"}),
        Plant("an Indian number, stated Austria", {"phone": "+91 80 2345 9602", "country": "AT"}),
        Plant("a Swiss number, stated Germany in words", {"phone": "+41 61 555 96 03", "country": "Deutschland"}),
        Plant("an American number, stated Britain", {"phone": "+1 808 555 0196", "country": "GB"}),
        Plant(
            "an Austrian number with two zeros, under version 1", {"phone": "0043 316 555 9604", "country": "CH"}, V1
        ),
    ],
    "ip_contradicts_country": [
        Plant("sent from Poland, stated Germany", {"country": "DE", "ip_country": "PL", "phone": None}),
        Plant("sent from Germany, stated Austria", {"country": "AT", "ip_country": "DE", "phone": None}),
        Plant("both in words", {"country": "Schweiz", "ip_country": "France", "phone": None}),
        Plant("small letters", {"country": "nl", "ip_country": "be", "phone": None}),
        Plant("sent from India, under version 1", {"country": "DE", "ip_country": "IN", "phone": None}, V1),
    ],
    "phone_not_reachable_kind": [
        Plant("a premium rate", {"phone": "+49 900 3969601", "country": "DE"}),
        Plant("a premium rate", {"phone": "+43 900 396960", "country": "AT"}),
        Plant("toll free", {"phone": "+49 800 3969603", "country": "DE"}),
        Plant("toll free", {"phone": "+1 800 555 0196", "country": "US"}),
        Plant("a mailbox", {"phone": "+49 177 99 3969604", "country": "DE"}),
        Plant("a pager", {"phone": "+44 7640 396961", "country": "GB"}),
    ],
    "name_keyboard_run": [
        Plant("the middle row", {"first_name": "Hjkl", "last_name": "Fghjk"}),
        Plant("the upper row as a last name", {"last_name": "Qwertz"}),
        Plant("the lower row as a first name", {"first_name": "yxcvbn"}),
        Plant("one key held down", {"last_name": "Kkkkkk"}),
        Plant("twice the same keys", {"first_name": "asdasd"}),
        Plant("backwards", {"last_name": "Poiuz"}, V1),
    ],
    "company_placeholder": [
        Plant("nothing in words", {"company": "none"}),
        Plant("private, in German", {"company": "Privat"}),
        Plant("signs", {"company": "---"}),
        Plant("keys side by side, with a legal form", {"company": "Asdf GmbH"}),
        Plant("a test, with a legal form", {"company": "Test GmbH"}, V1),
    ],
    "test_lead": [
        Plant("test@", {"email": "test@{domain}"}),
        Plant("test with a tag", {"email": "test+7@{domain}"}),
        Plant("kept for examples", {"email": "jane.roe@example.com"}),
        Plant("below a domain that is kept for examples", {"email": "joe.bloggs@mail.example.org"}),
        Plant("by its name", {"first_name": "Lead", "last_name": "Test"}),
        Plant("by its name, under version 1", {"first_name": "Test", "last_name": "User"}, V1),
    ],
    "spam_in_text": [
        Plant("a link in the name", {"first_name": "Win at https://prize.demo", "last_name": "Now"}),
        Plant("a page in the title", {"title": "see www.cheap-links.demo"}),
        Plant("an offer for a title", {"title": "Best SEO Services Ever"}),
        Plant("an offer in the name", {"first_name": "Make money", "last_name": "Today"}),
        Plant("an offer in the title, under version 1", {"title": "CLICK HERE for a payday loan"}, V1),
    ],
}

NEARLY: dict[str, list[Plant]] = {
    "email_of_ours": [
        Plant("ends alike", {"email": "nils.probe@feldlindwerk.demo"}),
        Plant("begins alike", {"email": "kira.probe@lindwerk.demo.example-holding.demo"}),
        Plant("in the local part", {"email": "lindwerk.demo@{domain}"}),
        Plant("named alike", {"email": "jan.probe@lindwerk-hall.demo"}),
        Plant("our domain as the lead's, and no address of ours", {"domain": "lindwerk.demo"}),
    ],
    "phone_contradicts_country": [
        Plant("a Canadian number, stated USA: one calling code", {"phone": "+1 416 555 0196", "country": "US"}),
        Plant("a number of Jersey, stated Britain: one calling code", {"phone": "+44 1534 817061", "country": "GB"}),
        Plant("a national number of the stated country", {"phone": "030 231259605", "country": "Germany"}),
        Plant("no country is stated", {"phone": "+33 1 99 00 96 06", "country": None}),
        Plant("no country that anybody knows", {"phone": "+33 1 99 00 96 07", "country": "Atlantis"}),
        Plant("not a number at all", {"phone": "+33 12", "country": "DE"}),
    ],
    "ip_contradicts_country": [
        Plant("the same in two languages", {"country": "Deutschland", "ip_country": "Germany", "phone": None}),
        Plant("the same, small letters", {"country": "FR", "ip_country": "fr", "phone": None}),
        Plant("no place known", {"country": "AT", "ip_country": None, "phone": None}),
        Plant("no country stated", {"country": None, "ip_country": "DE", "phone": None}),
        Plant("no country that anybody knows", {"country": "Atlantis", "ip_country": "DE", "phone": None}),
    ],
    "phone_not_reachable_kind": [
        Plant("a shared cost", {"phone": "+49 180 5396961", "country": "DE"}),
        Plant("a mobile", {"phone": "+49 1512 3969605", "country": "DE"}),
        Plant("a mobile", {"phone": "+41 79 396 96 01", "country": "CH"}),
        Plant("over the internet", {"phone": "+49 32 221396961", "country": "DE"}),
        Plant("a personal number", {"phone": "+49 700 39696011", "country": "DE"}),
    ],
    "name_keyboard_run": [
        Plant("a short surname", {"last_name": "Ng"}),
        Plant("a short first name", {"first_name": "Asa"}),
        Plant("neighbours, but a name", {"last_name": "Poirot"}),
        Plant("four keys that are a name", {"last_name": "Wert"}),
        Plant("four keys that are a name", {"first_name": "Reza"}),
        Plant("doubled letters", {"last_name": "Assmann"}, V1),
    ],
    "company_placeholder": [
        Plant("begins with such a word", {"company": "Privatbrauerei Holm"}),
        Plant("holds such a word", {"company": "Testo Dosing GmbH"}),
        Plant("a short name", {"company": "3M"}),
        Plant("one letter", {"company": "Q AG"}),
        Plant("an empty company is none that was given", {"company": None}, V1),
    ],
    "test_lead": [
        Plant("a surname like it", {"email": "testa@{domain}", "last_name": "Testa"}),
        Plant("behind a name", {"email": "ann.test@{domain}"}),
        Plant("a company like it", {"email": "otto.rabe@example-pumps.demo"}),
        Plant("a part of another domain", {"email": "ida.kranz@example.com.demo"}),
        Plant("marked as one", {"email": "test@{domain}", "is_test": True}),
    ],
    "spam_in_text": [
        Plant("the page of the company", {"company": "www.wuppersal-bau.demo"}),
        Plant("a surname", {"last_name": "Klick"}),
        Plant("a title", {"title": "Head of Search and Links"}),
        Plant("half an offer", {"title": "Moneymaker"}),
        Plant("a company named after what it sells", {"company": "SEO Services Nord GmbH"}),
        Plant("such letters within a word with accents", {"title": "Éducateur spécialisé"}),
        Plant("an offer as part of longer words", {"company": "Clickhere-Technik"}),
    ],
}  # fmt: skip
