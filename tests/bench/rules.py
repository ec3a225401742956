"""Judging leads by every rule and writing their flags beside one hand-written statement that writes the same flags (`make bench-rules`).

Ten million leads, each signal of which breaks its rule once in a hundred: seconds to judge (`judge`), to gather the rows that fail
(`collect`) and to write flags and their log (`write`), and their ratio to the statement beyond what the same costs with no lead at all.
Belongs here: filling the table, timing, comparing the rows. Does not belong here: what a rule is (see `expectations/leads`).
"""

from __future__ import annotations

import argparse
import logging
import resource
import tempfile
from pathlib import Path

from expectations import leads
from orchestration.check import flags, records
from orchestration.check.engine import Outcome, judge, prepare
from orchestration.warehouse import Warehouse, open_warehouse
from tests.bench.timing import same, seconds
from tests.dbt.world import World

SUITES = [suite for suite in leads.SUITES if suite.table == flags.LEADS.signals]
EACH = 100  # one lead in so many breaks a rule

# Signals of a lead that keeps every rule, and of one that breaks it: SQL by column.
TRUE, FALSE = ("true", "false"), ("false", "true")
SIGNALS = {
    "has_contact_channel": TRUE,
    "email_is_valid": TRUE,
    "email_is_disposable": FALSE,
    "email_is_role_account": FALSE,
    "email_is_ours": FALSE,
    "phone_is_valid": TRUE,
    "phone_kind": ("'mobile'", "'premium_rate'"),
    "phone_contradicts_country": FALSE,
    "ip_contradicts_country": FALSE,
    "time_zone_contradicts_country": FALSE,
    "language_contradicts_country": FALSE,
    "email_domain_takes_mail": TRUE,
    "name_is_placeholder": FALSE,
    "name_is_keyboard_run": FALSE,
    "company_is_placeholder": FALSE,
    "is_unmarked_test": FALSE,
    "has_spam": FALSE,
    "do_not_contact": FALSE,
    "days_since_duplicate": ("97", "12.25"),
    "days_since_other_source": ("97", "12.5"),
    "open_deal_id": ("null", "'crm:D-' || range"),
    "leads_from_same_ip_in_hour": ("2", "14"),
    "leads_from_same_form_in_hour": ("3", "40"),
    "leads_in_rhythm": ("1", "9"),
    "has_twin": FALSE,
    "days_until_delivered": ("0.5", "31.5"),
    "days_outside_campaign": ("0", "8"),
    "is_junk_converted": FALSE,
    "is_converted_without_deal": FALSE,
    "is_contacted_despite_refusal": FALSE,
    "rejection_reason_is_listed": TRUE,
    "is_rejected_without_reason": FALSE,
    "unmapped_values": ("null", "'channel'"),
}
GIVEN = {
    "phone_country": "'DE'",
    "ip_country_code": "'NG'",
    "country_code": "'AT'",
    "timezone": "'Asia/Kolkata'",
    "language": "'hi-IN'",
    "status": "'rejected'",
    "deal_id": "'crm:D-1'",
    "limit_duplicate_lead": "90",
    "limit_burst_from_one_address": "5",
    "limit_burst_from_one_form": "30",
    "limit_inhuman_rhythm": "4",
    "limit_stale_on_arrival": "30",
    "limit_outside_campaign_dates": "7",
}

# What somebody would write who had to flag these leads once: what is wrong, how bad it is, by what it is judged, what to show.
SCAN = """
    select 'not_contactable' as rule_id, 'hard' as severity, 'delivery' as judges, 'no valid e-mail or phone' as observed,
        'a valid e-mail or phone' as expected, lead_id, brief_id, brief_version from {t} where not has_contact_channel
    union all select 'email_invalid', 'soft', 'delivery', 'not a valid address', 'a valid address', {key} where not email_is_valid
    union all select 'email_disposable', 'hard', 'delivery', 'a throw-away address', 'a lasting address', {key} where email_is_disposable
    union all select 'email_role_account', 'soft', 'delivery', 'an address of a function', 'a person''s address', {key}
        where email_is_role_account
    union all select 'phone_invalid', 'soft', 'delivery', 'not a possible number', 'a possible number', {key} where not phone_is_valid
    union all select 'name_placeholder', 'hard', 'delivery', 'a placeholder', 'a name', {key} where name_is_placeholder
    union all select 'duplicate_lead', 'hard', 'delivery', format('{{:.2f}}', days_since_duplicate),
        'more than ' || cast(limit_duplicate_lead as bigint), {key} where days_since_duplicate <= limit_duplicate_lead
    union all select 'burst_from_one_address', 'hard', 'delivery', cast(leads_from_same_ip_in_hour as varchar),
        'at most ' || cast(limit_burst_from_one_address as bigint), {key} where leads_from_same_ip_in_hour > limit_burst_from_one_address
    union all select 'email_of_ours', 'hard', 'delivery', 'an address of our own', 'somebody else''s address', {key} where email_is_ours
    union all select 'phone_contradicts_country', 'soft', 'delivery', 'a number of ' || phone_country || ', stated ' || country_code,
        'a number of the lead''s country', {key} where phone_contradicts_country
    union all select 'ip_contradicts_country', 'soft', 'delivery', 'sent from ' || ip_country_code || ', stated ' || country_code,
        'sent from the lead''s country', {key} where ip_contradicts_country
    union all select 'time_zone_contradicts_country', 'soft', 'delivery', timezone || ', stated ' || country_code,
        'a time zone of the lead''s country', {key} where time_zone_contradicts_country
    union all select 'language_contradicts_country', 'soft', 'delivery', language || ', stated ' || country_code,
        'a language of the lead''s country, or English', {key} where language_contradicts_country
    union all select 'email_domain_dead', 'soft', 'delivery', 'a domain that accepts no mail', 'a domain that accepts mail', {key}
        where not email_domain_takes_mail
    union all select 'duplicate_across_sources', 'soft', 'delivery', format('{{:.1f}}', days_since_other_source),
        'more than ' || cast(limit_duplicate_lead as bigint), {key} where days_since_other_source <= limit_duplicate_lead
    union all select 'phone_not_reachable_kind', 'soft', 'delivery', replace(phone_kind, '_', ' '), 'a person''s number', {key}
        where phone_kind in ('premium_rate', 'toll_free', 'pager', 'voicemail')
    union all select 'name_keyboard_run', 'hard', 'delivery', 'keys side by side', 'a name', {key} where name_is_keyboard_run
    union all select 'company_placeholder', 'soft', 'delivery', 'a word for no company', 'a company', {key} where company_is_placeholder
    union all select 'test_lead', 'hard', 'delivery', 'a test that is not marked as one', 'a lead', {key} where is_unmarked_test
    union all select 'spam_in_text', 'hard', 'delivery', 'a link or an advertisement', 'a name, a title, a company', {key} where has_spam
    union all select 'burst_from_one_form', 'hard', 'delivery', cast(leads_from_same_form_in_hour as varchar),
        'at most ' || cast(limit_burst_from_one_form as bigint), {key} where leads_from_same_form_in_hour > limit_burst_from_one_form
    union all select 'inhuman_rhythm', 'hard', 'delivery', cast(leads_in_rhythm as varchar),
        'at most ' || cast(limit_inhuman_rhythm as bigint), {key} where leads_in_rhythm > limit_inhuman_rhythm
    union all select 'identical_payloads', 'hard', 'delivery', 'another lead within the hour says the same', 'words of its own', {key}
        where has_twin
    union all select 'stale_on_arrival', 'hard', 'delivery', format('{{:.1f}}', days_until_delivered),
        'at most ' || cast(limit_stale_on_arrival as bigint), {key} where days_until_delivered > limit_stale_on_arrival
    union all select 'outside_campaign_dates', 'soft', 'delivery', cast(days_outside_campaign as varchar),
        'at most ' || cast(limit_outside_campaign_dates as bigint), {key} where days_outside_campaign > limit_outside_campaign_dates
    union all select 'do_not_contact_delivered', 'soft', 'delivery', 'asked not to be contacted', 'somebody who may be contacted', {key}
        where do_not_contact
    union all select 'lead_of_open_deal', 'soft', 'delivery', open_deal_id, 'no open deal', {key} where open_deal_id is not null
    union all select 'converted_without_deal', 'soft', 'outcome', 'converted, without a deal', 'a deal', {key}
        where is_converted_without_deal
    union all select 'contacted_despite_optout', 'soft', 'outcome', 'contacted, although it was refused',
        'nobody contacted who refuses', {key} where is_contacted_despite_refusal
    union all select 'junk_lead_converted', 'hard', 'outcome', 'status ' || status || ', deal ' || deal_id,
        'rejected or converted, not both', {key} where is_junk_converted
    union all select 'rejection_reason_unknown', 'soft', 'outcome', 'a reason that the brief does not list', 'a reason of the brief', {key}
        where not rejection_reason_is_listed
    union all select 'rejected_without_reason', 'soft', 'outcome', 'rejected without a reason', 'a reason', {key}
        where is_rejected_without_reason
    union all select 'unmapped_value', 'soft', 'outcome', unmapped_values, 'only known words', {key} where unmapped_values is not null
"""
FLAGS = """
    create or replace table bench.flagged as
    select lead_id, rule_id, severity, judges, observed, expected, brief_id, brief_version,
        timestamp '{as_of}' as first_seen_at, cast(null as timestamp) as resolved_at
    from ({scan}) as broken order by lead_id, rule_id
"""


def fill(warehouse: Warehouse, many: int) -> None:
    """So many leads in the table of signals, as the models would make it."""
    signals = ", ".join(
        f"case when hash(range, {seed}) % {EACH} = 0 then {breaks} else {keeps} end as {column}"
        for seed, (column, (keeps, breaks)) in enumerate(SIGNALS.items())
    )
    given = ", ".join(f"{value} as {column}" for column, value in GIVEN.items())
    warehouse.execute(f"delete from {flags.LEADS.signals}")
    warehouse.execute(
        f"""
        insert into {flags.LEADS.signals} by name
        select 'crm:' || range as lead_id, 'first_known' as state, 'crm' as source,
            'all' as brief_id, cast(1 + range % 4 as bigint) as brief_version, {signals}, {given}
        from range({many})
        """
    )


def measure(world: World, build: int) -> dict[str, float]:
    """Seconds of each step of judging leads and writing their flags, into a log of its own."""
    took, outcomes = {}, list[Outcome]()
    took["judge"] = seconds(lambda: outcomes.extend(judge(world.settings.warehouse, SUITES)))
    with world.lake.load(f"check-{build}") as load, open_warehouse(world.settings.warehouse) as warehouse:
        records.ensure(load)
        took["collect"] = seconds(lambda: flags.collect(warehouse, outcomes, flags.LEADS))
        took["write"] = seconds(lambda: flags.write(warehouse, world.lake, load, world.run, flags.LEADS, SUITES))
    return took


def main() -> None:
    """Fill, measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=10_000_000, help="how many (default: %(default)s)")
    asked = parser.parse_args()
    prepare()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="leadline-bench-") as folder:
        worlds = {many: World(Path(folder) / str(many)) for many in (0, asked.leads)}
        took = {}
        for many, world in worlds.items():
            world.empty()
            with open_warehouse(world.settings.warehouse) as warehouse:
                fill(warehouse, many)
            took[many] = measure(world, many)
        with open_warehouse(worlds[asked.leads].settings.warehouse) as warehouse:
            warehouse.execute("create schema bench")
            key = f"lead_id, brief_id, brief_version from {flags.LEADS.signals}"
            scan = SCAN.format(t=flags.LEADS.signals, key=key)
            sql = FLAGS.format(scan=scan, as_of=worlds[asked.leads].as_of)
            floor = min(seconds(lambda: warehouse.execute(sql)) for _ in range(3))
            rows = same(warehouse, flags.LEADS.flags, "bench.flagged")
    many, fixed = took[asked.leads], took[0]
    rules = sum(len(suite.rules) for suite in SUITES)
    print(f"{asked.leads:,} leads, {rules} rules: {rows:,} flags, the same both ways")
    print(f"{'':32}{'seconds':>10}{'of it fixed':>14}{'× statement':>14}")
    print(f"{'one hand-written statement':32}{floor:10.1f}")
    for step in many:
        print(f"{step:32}{many[step]:10.1f}{fixed[step]:14.1f}{(many[step] - fixed[step]) / floor:14.1f}")
    beyond = sum(many.values()) - sum(fixed.values())
    print(f"{'in all':32}{sum(many.values()):10.1f}{sum(fixed.values()):14.1f}{beyond / floor:14.1f}")
    print(f"largest process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576:.1f} GB")


if __name__ == "__main__":
    main()
