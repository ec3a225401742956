"""What else speaks against a lead as it came in: its places, its words, the company of others, its time.

Belongs here: rules on `int_leads_signals` that judge the delivery and say more than whether somebody can be reached (see `leads`).
Does not belong here: limits (see `agreement/lead_brief.yml`), how a signal is computed (see `dbt_project`), what became of a lead.
"""

from __future__ import annotations

from expectations.rules import Rule, at_most, is_false

PLACES = [
    Rule(
        id="phone_contradicts_country",
        says="The phone number is of the country that the lead states, or of one that shares its calling code.",
        expect=is_false(
            "phone_contradicts_country",
            "a number of another country",
            "a number of the lead's country",
            shown="'a number of ' || phone_country || ', stated ' || country_code",
        ),
        severity="soft",
        remedy="Ask by e-mail where the person works; if many leads of a vendor do so, ask where they come from.",
    ),
    Rule(
        id="ip_contradicts_country",
        says="The form was sent from the country that the lead states.",
        expect=is_false(
            "ip_contradicts_country",
            "sent from another country",
            "sent from the lead's country",
            shown="'sent from ' || ip_country_code || ', stated ' || country_code",
        ),
        severity="soft",
        remedy="One lead may travel; if many of a vendor do, ask for the form's log, and agree on a clause for `ip_country`.",
    ),
    Rule(
        id="phone_not_reachable_kind",
        says="The phone number is one at which a person answers: no premium rate, toll free number, pager or mailbox.",
        expect=is_false(
            "phone_kind in ('premium_rate', 'toll_free', 'pager', 'voicemail')",
            "not a person's number",
            "a person's number",
            shown="replace(phone_kind, '_', ' ')",
        ),
        severity="soft",
        remedy="Do not dial it; ask by e-mail for a direct number, and refuse such numbers in the form.",
    ),
]

WORDS = [
    Rule(
        id="name_keyboard_run",
        says="Nobody ran their fingers along the keyboard, or held down one key, for a name.",
        expect=is_false("name_is_keyboard_run", "keys side by side", "a name"),
        severity="hard",
        remedy="Return the lead; ask the vendor how often such names come, and whether the form refuses robots.",
    ),
    Rule(
        id="company_placeholder",
        says="A company that was given is one, not 'n/a', 'private' or 'asdf'.",
        expect=is_false("company_is_placeholder", "a word for no company", "a company"),
        severity="soft",
        remedy="Look the company up by the e-mail address; otherwise ask for it.",
    ),
    Rule(
        id="test_lead",
        says="A test is marked as one at the source: no test@, @example.com or 'Test' comes in as a lead.",
        expect=is_false("is_unmarked_test", "a test that is not marked as one", "a lead"),
        severity="hard",
        remedy="Mark it as a test at the source (`is_test`), and use an address of your own for trials of a form.",
    ),
    Rule(
        id="spam_in_text",
        says="Name, title and company advertise nothing: no link, no words of spam.",
        expect=is_false("has_spam", "a link or an advertisement", "a name, a title, a company"),
        severity="hard",
        remedy="Return the lead and follow no link; refuse links in the fields of the form.",
    ),
]

TOGETHER = [
    Rule(
        id="burst_from_one_form",
        says="No more leads come from one form within an hour than the brief allows.",
        expect=at_most("leads_from_same_form_in_hour", limit="limit_burst_from_one_form"),
        severity="hard",
        remedy="Look at the form's log of that hour; put a test against robots in front of the form.",
    ),
    Rule(
        id="inhuman_rhythm",
        says="No more leads of a form or a vendor come one after another at gaps that are equal to the second than the brief allows.",
        expect=at_most("leads_in_rhythm", limit="limit_inhuman_rhythm"),
        severity="hard",
        remedy="Ask the vendor who filled in the forms; people do not keep time. Withhold payment until it is explained.",
    ),
    Rule(
        id="identical_payloads",
        says="No two leads within an hour give the same name, company and title with different addresses.",
        expect=is_false("has_twin", "another lead within the hour says the same", "words of its own"),
        severity="hard",
        remedy="Call one of them; if nobody knows of it, return them all and ask the vendor for the form's log.",
    ),
]

TIME = [
    Rule(
        id="stale_on_arrival",
        says="A lead is delivered within as many days of its creation as the brief allows.",
        expect=at_most("days_until_delivered", limit="limit_stale_on_arrival"),
        severity="hard",
        remedy="Do not pay for it; ask the vendor where it lay, and whether it was sold to others first.",
    ),
    Rule(
        id="outside_campaign_dates",
        says="A lead comes while its campaign runs, or within the days of grace that the brief allows.",
        expect=at_most("days_outside_campaign", limit="limit_outside_campaign_dates"),
        severity="soft",
        remedy="Correct the lead's campaign, or the days of the campaign; ask the vendor what it was paid for.",
    ),
]

RULES = [*PLACES, *WORDS, *TOGETHER, *TIME]
