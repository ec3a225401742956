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

brief_limits as (

    select * from {{ ref('stg_leadline__agreement_brief_limits') }}

),

rejection_reasons as (

    select * from {{ ref('stg_leadline__agreement_rejection_reasons') }}

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
        max(case when column_name in ('email', 'phone') then 1 else 0 end) = 1 as maps_a_contact_channel,
        max(case when column_name in ('status', 'rejection_reason') then 1 else 0 end) = 1 as maps_a_rejection

    from source_columns
    where entity = 'leads'
    group by source

),

-- Where sales can say why: beside the lead's status, or with the decision in its history.
asked_why as (

    select distinct source
    from source_columns
    where
        (entity = 'leads' and column_name = 'rejection_reason')
        or (entity = 'lead_status_history' and column_name = 'reason')

),

briefs_with_reasons as (

    select distinct
        brief_id,
        brief_version

    from rejection_reasons

),

listed_reasons as (

    select distinct
        brief_id,
        brief_version,
        {{ folded('reason') }} as reason_key

    from rejection_reasons

),

limits as (

    select
        brief_id,
        brief_version,
        max(case when limit_id = 'duplicate_lead' then limit_value end) as limit_duplicate_lead,
        max(case when limit_id = 'burst_from_one_address' then limit_value end) as limit_burst_from_one_address

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
        leads_states.channel,
        {{ folded('leads_states.email') }} as email_key,
        emails.is_valid as email_is_valid,
        emails.is_disposable as email_is_disposable,
        emails.is_role_account as email_is_role_account,
        phones.is_valid as phone_is_valid,
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
        leads_duplicates.days_since_duplicate,
        leads_bursts.leads_from_same_ip_in_hour,
        limits.limit_duplicate_lead,
        limits.limit_burst_from_one_address,
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
        case
            when mapped.maps_a_rejection or leads_outcomes.is_rejected
                then leads_outcomes.is_rejected and (leads_outcomes.is_converted or leads_outcomes.deal_id is not null)
        end as is_junk_converted,
        case
            when leads_outcomes.rejection_reason is not null and briefs_with_reasons.brief_id is not null
                then listed_reasons.reason_key is not null
        end as rejection_reason_is_listed,
        case
            when
                -- Who has agreed on a brief owes a reason where it says so.
                coalesce(leads_briefs.is_reason_required, true)
                and (asked_of_lead.source is not null or asked_of_history.source is not null)
                then leads_outcomes.sales_decision = 'rejected' and leads_outcomes.rejection_reason is null
        end as is_rejected_without_reason,
        {{ unmapped_values({
            'status': ['leads_outcomes.status', 'lead_status'],
            'channel': ['looked_up.channel', 'channel'],
        }) }} as unmapped_values

    from looked_up
    inner join leads_outcomes on looked_up.lead_id = leads_outcomes.lead_id
    left join leads_briefs on looked_up.lead_id = leads_briefs.lead_id
    left join limits
        on leads_briefs.brief_id = limits.brief_id
        and leads_briefs.brief_version = limits.brief_version
    left join briefs_with_reasons
        on leads_briefs.brief_id = briefs_with_reasons.brief_id
        and leads_briefs.brief_version = briefs_with_reasons.brief_version
    left join listed_reasons
        on leads_briefs.brief_id = listed_reasons.brief_id
        and leads_briefs.brief_version = listed_reasons.brief_version
        and {{ folded('leads_outcomes.rejection_reason') }} = listed_reasons.reason_key
    left join mapped on looked_up.source = mapped.source
    left join asked_why as asked_of_lead on looked_up.source = asked_of_lead.source
    left join asked_why as asked_of_history on leads_outcomes.decided_in = asked_of_history.source
    left join leads_duplicates
        on looked_up.lead_id = leads_duplicates.lead_id
        and looked_up.state = leads_duplicates.state
    left join leads_bursts
        on looked_up.lead_id = leads_bursts.lead_id
        and looked_up.state = leads_bursts.state

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
        cast(phone_is_valid as boolean) as phone_is_valid,
        cast(name_is_placeholder as boolean) as name_is_placeholder,
        cast(days_since_duplicate as double) as days_since_duplicate,
        cast(limit_duplicate_lead as double) as limit_duplicate_lead,
        cast(leads_from_same_ip_in_hour as bigint) as leads_from_same_ip_in_hour,
        cast(limit_burst_from_one_address as double) as limit_burst_from_one_address,
        cast(is_junk_converted as boolean) as is_junk_converted,
        cast(rejection_reason_is_listed as boolean) as rejection_reason_is_listed,
        cast(is_rejected_without_reason as boolean) as is_rejected_without_reason,
        cast(unmapped_values as string) as unmapped_values,
        cast(status as string) as status,
        cast(rejection_reason as string) as rejection_reason,
        cast(deal_id as string) as deal_id,
        cast(country as string) as country

    from signals

)

select * from final
