"""What else speaks against a lead as it came in: its places, its words, the company of others, its time.

Belongs here: rules on `int_leads_signals` that judge the delivery and say more than whether somebody can be reached (see `leads`).
Does not belong here: limits (see `agreement/lead_brief.yml`), how a signal is computed (see `dbt_project`), what became of a lead.
"""

from __future__ import annotations

from expectations.rules import Rule, is_false

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

RULES = [*PLACES]
