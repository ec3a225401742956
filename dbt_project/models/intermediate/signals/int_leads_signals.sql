{# Limits that a brief may state, each by the rule that compares with it. -#}
{%- set limits = [
    'duplicate_lead', 'burst_from_one_address', 'burst_from_one_form', 'inhuman_rhythm', 'stale_on_arrival', 'outside_campaign_dates',
] -%}

with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_outcomes as (

    select * from {{ ref('int_leads_outcomes') }}

),

leads_briefs as (

    select * from {{ ref('int_leads_briefs') }}

),

leads_duplicates as (

    select * from {{ ref('int_leads_duplicates') }}

),

leads_bursts as (

    select * from {{ ref('int_leads_bursts') }}

),

leads_words as (

    select * from {{ ref('int_leads_words') }}

),

leads_timing as (

    select * from {{ ref('int_leads_timing') }}

),

leads_browsers as (

    select * from {{ ref('int_leads_browsers') }}

),

leads_domains as (

    select * from {{ ref('int_leads_domains') }}

),

leads_open_deals as (

    select * from {{ ref('int_leads_open_deals') }}

),

brief_limits as (

    select * from {{ ref('stg_leadline__agreement_brief_limits') }}

),

leads_contradictions as (

    select * from {{ ref('int_leads_contradictions') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

emails as (

    select * from {{ source('reference', 'emails') }}

),

phones as (

    select * from {{ source('reference', 'phones') }}

),

mapped as (

    select
        source,
        max(case when column_name in ('email', 'phone') then 1 else 0 end) = 1 as maps_a_contact_channel

    from source_columns
    where entity = 'leads'
    group by source

),

limits as (

    select
        brief_id,
        brief_version,
        {%- for limit in limits %}
        max(case when limit_id = '{{ limit }}' then limit_value end) as limit_{{ limit }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}

    from brief_limits
    group by brief_id, brief_version

),

looked_up as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.source,
        leads_states.phone,
        leads_states.country,
        leads_states.do_not_contact,
        leads_states.channel,
        {{ folded('leads_states.email') }} as email_key,
        emails.is_valid as email_is_valid,
        emails.is_disposable as email_is_disposable,
        emails.is_role_account as email_is_role_account,
        phones.is_valid as phone_is_valid,
        phones.kind as phone_kind,
        phones.phone_country,
        not phones.is_of_country as phone_contradicts_country,
        leads_states.country_code,
        leads_states.ip_country_code,
        leads_states.ip_country_code <> leads_states.country_code as ip_contradicts_country,
        {{ folded('leads_states.first_name') }} as first_name,
        {{ folded('leads_states.last_name') }} as last_name,
        {{ folded("coalesce(leads_states.first_name, '') || ' ' || coalesce(leads_states.last_name, '')") }} as full_name

    from leads_states
    left join emails on {{ folded('leads_states.email') }} = emails.email
    left join phones
        on leads_states.phone = phones.phone
        and coalesce(leads_states.country_code, '') = phones.country_code

),

signals as (

    select
        looked_up.*,
        leads_briefs.brief_id,
        leads_briefs.brief_version,
        coalesce(leads_briefs.is_retroactive, false) as is_retroactive,
        leads_outcomes.status,
        leads_outcomes.rejection_reason,
        leads_outcomes.deal_id,
        leads_contradictions.is_junk_converted,
        leads_contradictions.is_converted_without_deal,
        leads_contradictions.is_contacted_despite_refusal,
        leads_contradictions.rejection_reason_is_listed,
        leads_contradictions.is_rejected_without_reason,
        leads_duplicates.days_since_duplicate,
        leads_duplicates.days_since_other_source,
        leads_domains.is_ours as email_is_ours,
        leads_domains.takes_mail as email_domain_takes_mail,
        leads_bursts.leads_from_same_ip_in_hour,
        leads_open_deals.open_deal_id,
        leads_timing.days_until_delivered,
        leads_timing.days_outside_campaign,
        leads_bursts.leads_from_same_form_in_hour,
        leads_bursts.leads_in_rhythm,
        leads_bursts.has_twin,
        leads_browsers.timezone,
        leads_browsers.time_zone_contradicts_country,
        leads_browsers.language,
        leads_browsers.language_contradicts_country,
        leads_words.name_is_keyboard_run,
        leads_words.company_is_placeholder,
        leads_words.is_unmarked_test,
        leads_words.has_spam,
        {% for limit in limits -%}
        limits.limit_{{ limit }},
        {% endfor -%}
        case
            when not mapped.maps_a_contact_channel then null
            when looked_up.email_is_valid or looked_up.phone_is_valid then true
            -- What was given and nobody can judge may well be valid.
            when looked_up.email_key is not null and looked_up.email_is_valid is null then null
            when looked_up.phone is not null and looked_up.phone_is_valid is null then null
            when mapped.maps_a_contact_channel then false
        end as has_contact_channel,
        case
            when looked_up.full_name <> ''
                then
                    coalesce({{ is_placeholder('looked_up.first_name') }}, false)
                    or coalesce({{ is_placeholder('looked_up.last_name', is_surname=true) }}, false)
                    or (looked_up.first_name is not null and {{ is_placeholder('looked_up.full_name') }})
        end as name_is_placeholder,
        {{ unmapped_values({
            'status': ['leads_outcomes.status', 'lead_status'],
            'channel': ['looked_up.channel', 'channel'],
        }) }} as unmapped_values

    from looked_up
    inner join leads_outcomes on looked_up.lead_id = leads_outcomes.lead_id
    left join leads_contradictions on looked_up.lead_id = leads_contradictions.lead_id
    left join leads_briefs on looked_up.lead_id = leads_briefs.lead_id
    left join limits
        on leads_briefs.brief_id = limits.brief_id
        and leads_briefs.brief_version = limits.brief_version
    left join mapped on looked_up.source = mapped.source
    left join leads_duplicates
        on looked_up.lead_id = leads_duplicates.lead_id
        and looked_up.state = leads_duplicates.state
    left join leads_bursts
        on looked_up.lead_id = leads_bursts.lead_id
        and looked_up.state = leads_bursts.state
    left join leads_open_deals
        on looked_up.lead_id = leads_open_deals.lead_id
        and looked_up.state = leads_open_deals.state
    left join leads_domains
        on looked_up.lead_id = leads_domains.lead_id
        and looked_up.state = leads_domains.state
    left join leads_timing
        on looked_up.lead_id = leads_timing.lead_id
        and looked_up.state = leads_timing.state
    left join leads_browsers
        on looked_up.lead_id = leads_browsers.lead_id
        and looked_up.state = leads_browsers.state
    left join leads_words
        on looked_up.lead_id = leads_words.lead_id
        and looked_up.state = leads_words.state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(source as string) as source,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(is_retroactive as boolean) as is_retroactive,
        cast(has_contact_channel as boolean) as has_contact_channel,
        cast(email_is_valid as boolean) as email_is_valid,
        cast(email_is_disposable as boolean) as email_is_disposable,
        cast(email_is_role_account as boolean) as email_is_role_account,
        cast(email_is_ours as boolean) as email_is_ours,
        cast(email_domain_takes_mail as boolean) as email_domain_takes_mail,
        cast(phone_is_valid as boolean) as phone_is_valid,
        cast(phone_kind as string) as phone_kind,
        cast(phone_country as string) as phone_country,
        cast(phone_contradicts_country as boolean) as phone_contradicts_country,
        cast(ip_country_code as string) as ip_country_code,
        cast(ip_contradicts_country as boolean) as ip_contradicts_country,
        cast(timezone as string) as timezone,
        cast(time_zone_contradicts_country as boolean) as time_zone_contradicts_country,
        cast(language as string) as language,
        cast(language_contradicts_country as boolean) as language_contradicts_country,
        cast(name_is_placeholder as boolean) as name_is_placeholder,
        cast(name_is_keyboard_run as boolean) as name_is_keyboard_run,
        cast(company_is_placeholder as boolean) as company_is_placeholder,
        cast(is_unmarked_test as boolean) as is_unmarked_test,
        cast(has_spam as boolean) as has_spam,
        cast(do_not_contact as boolean) as do_not_contact,
        cast(days_since_duplicate as double) as days_since_duplicate,
        cast(days_since_other_source as double) as days_since_other_source,
        cast(limit_duplicate_lead as double) as limit_duplicate_lead,
        cast(open_deal_id as string) as open_deal_id,
        cast(leads_from_same_ip_in_hour as bigint) as leads_from_same_ip_in_hour,
        cast(limit_burst_from_one_address as double) as limit_burst_from_one_address,
        cast(leads_from_same_form_in_hour as bigint) as leads_from_same_form_in_hour,
        cast(limit_burst_from_one_form as double) as limit_burst_from_one_form,
        cast(leads_in_rhythm as bigint) as leads_in_rhythm,
        cast(limit_inhuman_rhythm as double) as limit_inhuman_rhythm,
        cast(has_twin as boolean) as has_twin,
        cast(days_until_delivered as double) as days_until_delivered,
        cast(limit_stale_on_arrival as double) as limit_stale_on_arrival,
        cast(days_outside_campaign as bigint) as days_outside_campaign,
        cast(limit_outside_campaign_dates as double) as limit_outside_campaign_dates,
        cast(is_junk_converted as boolean) as is_junk_converted,
        cast(is_converted_without_deal as boolean) as is_converted_without_deal,
        cast(is_contacted_despite_refusal as boolean) as is_contacted_despite_refusal,
        cast(rejection_reason_is_listed as boolean) as rejection_reason_is_listed,
        cast(is_rejected_without_reason as boolean) as is_rejected_without_reason,
        cast(unmapped_values as string) as unmapped_values,
        cast(status as string) as status,
        cast(rejection_reason as string) as rejection_reason,
        cast(deal_id as string) as deal_id,
        cast(country as string) as country,
        cast(country_code as string) as country_code

    from signals

)

select * from final
