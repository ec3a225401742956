-- The verdict of every lead by the brief in force when it was delivered. A hard rule or clause that it breaks makes it non_conforming;
-- else a value that a hard clause needs, and whose want is to be told as such, makes it unknown. Soft ones and outcomes do not count.
with

hard_rules as (

    select distinct id
    from broken
    where subject = 'lead' and rule_id in (
        'not_contactable', 'email_disposable', 'name_placeholder', 'duplicate_lead', 'burst_from_one_address',
        'email_of_ours', 'name_keyboard_run', 'test_lead', 'spam_in_text', 'burst_from_one_form', 'inhuman_rhythm', 'identical_payloads', 'stale_on_arrival',
        'excluded_competitors', 'excluded_students', 'excluded_free_mail'
    )

),

hard_clauses as (

    select distinct id
    from broken_clauses
    where (brief, clause) in (
        ('default', 'our_countries'), ('default', 'ip_in_our_countries'), ('default', 'enough_people'), ('default', 'consent_given'),
        ('events', 'company_named'),
        ('introductions', 'our_countries'), ('introductions', 'person_named'),
        ('dach_kontakt', 'dach_only'), ('dach_kontakt', 'not_too_large'), ('dach_kontakt', 'consent_given')
    )

)

select
    id,
    case
        when brief is null then 'no_brief'
        when id in (select id from hard_rules) or id in (select id from hard_clauses) then 'non_conforming'
        when brief in ('default', 'dach_kontakt') and country_code(country) is null then 'unknown'
        when brief = 'default' and version = 2 and (country_code(ip_country) is null or employees is null) then 'unknown'
        else 'conforming'
    end as verdict,
    brief,
    version,
from leads_in_brief
