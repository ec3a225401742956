"""When is a lead a bad lead?

Belongs here: rules on `int_leads_signals`, on the follow-up (`int_leads_follow_up`), on the clauses of the brief in force
(`int_lead_clauses`) and on whom it leaves out (`int_lead_exclusions`).
Does not belong here: limits and clauses themselves (see `agreement/lead_brief.yml`), how a signal is computed (see `dbt_project`).

`judges="delivery"` counts towards the verdict, on the values as first known; `judges="outcome"` looks at what became of the lead.
A failing check on leads is news, not a failure of the run: it never blocks.
"""

from __future__ import annotations

from expectations import deliveries
from expectations.rules import Rows, Rule, Suite, Words, at_least, at_most, is_empty, is_false, is_true, more_than

RULES = [
    Rule(
        id="not_contactable",
        says="Every lead can be reached by a valid e-mail address or a valid phone number.",
        expect=is_true("has_contact_channel", "no valid e-mail or phone", "a valid e-mail or phone"),
        severity="hard",
        remedy="Return the lead to whoever delivered it; ask for a form that requires one of the two.",
    ),
    Rule(
        id="email_invalid",
        says="An e-mail address that was given is written correctly.",
        expect=is_true("email_is_valid", "not a valid address", "a valid address"),
        severity="soft",
        remedy="Validate the address in the form; correct it by phone if the lead can be called.",
    ),
    Rule(
        id="email_domain_dead",
        says="The domain of the address accepts mail.",
        expect=is_true("email_domain_takes_mail", "a domain that accepts no mail", "a domain that accepts mail"),
        severity="soft",
        remedy="Look for a slip in the domain (gmial.com) and correct it by phone; let the form check the domain.",
        needs="dns",
    ),
    Rule(
        id="email_disposable",
        says="No lead gives a throw-away e-mail address.",
        expect=is_false("email_is_disposable", "a throw-away address", "a lasting address"),
        severity="hard",
        remedy="Return the lead; refuse throw-away domains in the form.",
    ),
    Rule(
        id="email_role_account",
        says="The e-mail address belongs to a person, not to a function such as info@ or sales@.",
        expect=is_false("email_is_role_account", "an address of a function", "a person's address"),
        severity="soft",
        remedy="Ask for the name and address of the person who is interested.",
    ),
    Rule(
        id="phone_invalid",
        says="A phone number that was given can exist in the lead's country.",
        expect=is_true("phone_is_valid", "not a possible number", "a possible number"),
        severity="soft",
        remedy="Validate the number in the form; ask for it by e-mail if the lead can be written to.",
    ),
    Rule(
        id="name_placeholder",
        says="The lead has a real name, not 'test', 'asdf' or 'n/a'.",
        expect=is_false("name_is_placeholder", "a placeholder", "a name"),
        severity="hard",
        remedy="Return the lead; if it was our own test, mark it as one at the source.",
    ),
    Rule(
        id="duplicate_lead",
        says=(
            "Nobody was delivered before who is the same by what the brief counts (e-mail address, phone number, the company's domain), "
            "within the days that it looks back."
        ),
        expect=more_than("days_since_duplicate", limit="limit_duplicate_lead"),
        severity="hard",
        remedy="Do not pay twice; work on the earlier lead and tell its owner that the person came back.",
    ),
    Rule(
        id="burst_from_one_address",
        says="No more leads come from one IP address within an hour than the brief allows.",
        expect=at_most("leads_from_same_ip_in_hour", limit="limit_burst_from_one_address"),
        severity="hard",
        remedy="Ask the vendor for the form logs of that hour; withhold payment until they are in.",
    ),
    *deliveries.RULES,
    Rule(
        id="junk_lead_converted",
        says="A lead that sales rejected was not converted and has no deal.",
        expect=is_false(
            "is_junk_converted",
            "rejected, yet converted",
            "rejected or converted, not both",
            shown="'status ' || status || ', deal ' || deal_id",
        ),
        severity="hard",
        remedy="Correct the rejection or unlink the deal: one of the two is wrong, and both teams are counted by it.",
        judges="outcome",
    ),
    Rule(
        id="rejection_reason_unknown",
        says="A reason to reject a lead is one of those that its brief lists.",
        expect=is_true("rejection_reason_is_listed", "a reason that the brief does not list", "a reason of the brief"),
        severity="soft",
        remedy="Ask sales which of the listed reasons it is; if none is, agree on a new one in the next version of the brief.",
        judges="outcome",
    ),
    Rule(
        id="rejected_without_reason",
        says="Whoever rejects a lead says why.",
        expect=is_false("is_rejected_without_reason", "rejected without a reason", "a reason"),
        severity="soft",
        remedy="Ask sales for the reason: without one nobody can tell a bad lead from a bad guess.",
        judges="outcome",
    ),
    Rule(
        id="unmapped_value",
        says="Every coded value is one of the words that Leadline knows.",
        expect=is_empty("unmapped_values", "only known words"),
        severity="soft",
        remedy="Map the source's words under `values:` in sources.yml.",
        judges="outcome",
    ),
]


FOLLOW_UP = [
    Rule(
        id="response_late",
        says="Sales answers a lead within the working minutes that the brief promises.",
        expect=at_most("working_minutes_to_response", limit="limit_response_late"),
        severity="soft",
        remedy="Answer it now if it still waits; if its owner cannot, give it to somebody who can.",
        judges="outcome",
    ),
    Rule(
        id="attempts_too_few",
        says="Whoever gives a lead up as not to be reached has tried as often as the brief promises.",
        expect=at_least("attempts_before_giving_up", limit="limit_attempts_too_few"),
        severity="soft",
        remedy="Open the lead again and try at another hour and by another way; if it was tried elsewhere, log the attempts.",
        judges="outcome",
    ),
    Rule(
        id="nurture_overdue",
        says="A lead that sales gave back is touched by marketing within the days that the brief promises.",
        expect=at_most("days_to_nurture", limit="limit_nurture_overdue"),
        severity="soft",
        remedy="Put it into a nurturing programme now, or say in the CRM that it is closed for good.",
        judges="outcome",
    ),
]


def _clause(operator: str, says: str, breaks: str, value: str, expected: str) -> Rule:
    """One rule for all clauses of one operator: `breaks` is SQL over the clause's row, `value` the column it needs."""
    judged = f"operator = '{operator}' and is_applicable"
    return Rule(
        id=f"clause_{operator}",
        says=says,
        expect=Rows(
            fails=f"{judged} and (({value} is not null and {breaks}) or ({value} is null and on_missing in ('fail', 'warn')))",
            # A flag says what was observed only where that is not a person's data.
            observed="case when is_personal then null else observed end",
            expected=expected,
            judged=judged,
            unknown=f"{judged} and severity = 'hard' and {value} is null and on_missing = 'unknown'",
        ),
        severity="hard",
        remedy="See the clause in lead_brief.yml.",
    )


CLAUSES = [
    _clause(
        "in",
        "What the brief lists is what was delivered.",
        breaks="matching_values = 0",
        value="observed",
        expected="'one of: ' || expected",
    ),
    _clause(
        "not_in",
        "What the brief excludes was not delivered.",
        breaks="matching_values > 0",
        value="observed",
        expected="'none of: ' || expected",
    ),
    _clause(
        "at_least",
        "No number is below what the brief asks for.",
        breaks="observed_number < expected_number",
        value="observed_number",
        expected="'at least ' || expected",
    ),
    _clause(
        "at_most",
        "No number is above what the brief asks for.",
        breaks="observed_number > expected_number",
        value="observed_number",
        expected="'at most ' || expected",
    ),
    _clause(
        "is_present",
        "What the brief requires is filled in.",
        breaks="false",
        value="observed",
        expected="'a value'",
    ),
]

EXCLUDED = Rule(
    id="excluded",
    says="Nobody was delivered whom the brief leaves out.",
    expect=Rows(
        fails="is_excluded",
        observed="matched",
        expected="case when sort = 'accounts' then 'none of: ' || value else 'no ' || replace(sort, '_', ' ') end",
    ),
    severity="hard",
    remedy="Return the lead; ask the vendor to leave such people out of the audience.",
)

# By sort, what the brief asks and what to do.
EXCLUSIONS = {
    "customers": Words(
        "Nobody was delivered who was a customer already.",
        "Do not pay for the lead; hand it to the account's owner, and give marketing the list of customers to leave out.",
    ),
    "competitors": Words(
        "No competitor was delivered.",
        "Return the lead and send no material; ask the vendor to leave competitors out of the audience.",
    ),
    "partners": Words(
        "No partner was delivered.",
        "Do not pay for the lead; hand it to whoever looks after the partner.",
    ),
    "students": Words(
        "No student, pupil or trainee was delivered.",
        "Return the lead; ask for the position in the form.",
    ),
    "free_mail": Words(
        "Nobody was delivered with an address at a free mail provider.",
        "Return the lead; ask for a business address in the form.",
    ),
    "accounts": Words(
        "No account was delivered that the brief names as left out.",
        "Return the lead; give the vendor the list of accounts to leave out.",
    ),
}

SUITES = [
    Suite("leads", "intermediate.int_leads_signals", RULES, key=("lead_id", "state"), flags="lead"),
    Suite("leads", "intermediate.int_leads_follow_up", FOLLOW_UP, key=("lead_id", "state"), flags="lead"),
    Suite(
        "leads",
        "intermediate.int_lead_clauses",
        CLAUSES,
        key=("lead_id", "state"),
        flags="lead",
        rule_id="'clause_' || clause_id",
        severity="case when observed is null and on_missing = 'warn' then 'soft' else severity end",
    ),
    Suite(
        "leads",
        "intermediate.int_lead_exclusions",
        [EXCLUDED],
        key=("lead_id", "state"),
        flags="lead",
        rule_id="'excluded_' || sort",
        words={f"excluded_{sort}": words for sort, words in EXCLUSIONS.items()},
    ),
]
