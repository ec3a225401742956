"""What else speaks against a lead: its places, its words, the company of others, its time, and what sales did all the same.

Belongs here: rules on `int_leads_signals` that say more than whether somebody can be reached and came before (see `leads`).
Does not belong here: limits (see `agreement/lead_brief.yml`), how a signal is computed (see `dbt_project`).
"""

from __future__ import annotations

from expectations.rules import Rule, at_most, is_empty, is_false, more_than

OURS = [
    Rule(
        id="email_of_ours",
        says="No lead gives an address of our own company.",
        expect=is_false("email_is_ours", "an address of our own", "somebody else's address"),
        severity="hard",
        remedy="Ask the colleague; a test is marked as one (`is_test`), and a customer's request is entered in the CRM.",
    ),
]

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
        id="time_zone_contradicts_country",
        says="The browser's time zone is one of the country that the lead states.",
        expect=is_false(
            "time_zone_contradicts_country",
            "a time zone of another country",
            "a time zone of the lead's country",
            shown="timezone || ', stated ' || country_code",
        ),
        severity="soft",
        remedy="One lead may travel; if many of a vendor do, ask who fills in the forms: a tunnel hides an address, hardly a clock.",
    ),
    Rule(
        id="language_contradicts_country",
        says="The browser speaks a language that people in the lead's country speak, or English.",
        expect=is_false(
            "language_contradicts_country",
            "a language of elsewhere",
            "a language of the lead's country, or English",
            shown="language || ', stated ' || country_code",
        ),
        severity="soft",
        remedy="One lead may have moved; if many of a vendor speak one such language, ask who fills in the forms, and where.",
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

KNOWN = [
    Rule(
        id="duplicate_across_sources",
        says="No other source delivered the same person, by e-mail address or phone number, within the days that the brief looks back.",
        expect=more_than("days_since_other_source", limit="limit_duplicate_lead"),
        severity="soft",
        remedy="Keep one of the two records and its owner; pay one source only, and agree on which of them came first.",
    ),
    Rule(
        id="do_not_contact_delivered",
        says="Nobody is delivered who asked not to be contacted.",
        expect=is_false("do_not_contact", "asked not to be contacted", "somebody who may be contacted"),
        severity="soft",
        remedy="Do not contact the person; give the vendor the list of those who refuse.",
    ),
    Rule(
        id="lead_of_open_deal",
        says="Neither the person nor the company had a deal open when the lead was delivered.",
        expect=is_empty("open_deal_id", "no open deal"),
        severity="soft",
        remedy="Hand the lead to the owner of the deal: whoever calls otherwise crosses a sale that is under way.",
    ),
]

OUTCOMES = [
    Rule(
        id="converted_without_deal",
        says="A lead that was converted has its deal.",
        expect=is_false("is_converted_without_deal", "converted, without a deal", "a deal"),
        severity="soft",
        remedy="Link the deal to the lead; if there is none, set the status back to where the lead stands.",
        judges="outcome",
    ),
    Rule(
        id="contacted_despite_optout",
        says="Nobody is contacted who asked not to be.",
        expect=is_false(
            "is_contacted_despite_refusal", "contacted, although it was refused", "nobody contacted who refuses"
        ),
        severity="soft",
        remedy="Stop, and tell whoever answers for data protection; let the desk's list leave out such leads.",
        judges="outcome",
    ),
]

RULES = [*OURS, *PLACES, *WORDS, *TOGETHER, *TIME, *KNOWN, *OUTCOMES]
