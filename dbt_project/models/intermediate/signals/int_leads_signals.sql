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

brief_limits as (

    select * from {{ ref('stg_leadline__agreement_brief_limits') }}

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

looked_up as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.is_latest_state,
        leads_states.source,
        leads_states.delivered_at,
        leads_states.delivered_on,
        leads_states.delivered_written_on,
        leads_states.first_loaded_at,
        leads_states.phone,
        leads_states.country,
        leads_states.channel,
        lower(trim(leads_states.email)) as email_key,
        emails.is_valid as email_is_valid,
        emails.is_disposable as email_is_disposable,
        emails.is_role_account as email_is_role_account,
        phones.is_valid as phone_is_valid,
        phones.e164 as phone_key,
        lower(trim(leads_states.first_name)) as first_name,
        lower(trim(leads_states.last_name)) as last_name,
        lower(trim(coalesce(leads_states.first_name, '') || ' ' || coalesce(leads_states.last_name, ''))) as full_name

    from leads_states
    left join emails on lower(trim(leads_states.email)) = emails.email
    left join phones
        on leads_states.phone = phones.phone
        and coalesce(leads_states.country_code, '') = phones.country_code

),

-- Every lead as it is seen from each state: one that was never corrected looks the same from both.
seen as (

    select
        lead_id,
        state,
        delivered_at,
        delivered_on,
        delivered_written_on,
        first_loaded_at,
        email_key,
        email_is_valid,
        email_is_role_account,
        phone_key

    from looked_up

    union all

    select
        lead_id,
        'current' as state,
        delivered_at,
        delivered_on,
        delivered_written_on,
        first_loaded_at,
        email_key,
        email_is_valid,
        email_is_role_account,
        phone_key

    from looked_up
    where is_latest_state and state = 'first_known'

),

-- What nobody can read, or many share, makes nobody the same person.
contact_keys as (

    select
        lead_id,
        state,
        delivered_at,
        delivered_on,
        delivered_written_on,
        first_loaded_at,
        'email:' || email_key as contact_key

    from seen
    where email_is_valid and not email_is_role_account

    union all

    select
        lead_id,
        state,
        delivered_at,
        delivered_on,
        delivered_written_on,
        first_loaded_at,
        'phone:' || phone_key as contact_key

    from seen
    where phone_key is not null

),

loads as (

    select distinct
        state,
        contact_key,
        first_loaded_at as known_at

    from contact_keys

),

-- The leads of a key as they were known at each load of one: an older lead that turns up later makes no duplicate of one that
-- was judged already.
known as (

    select
        contact_keys.*,
        loads.known_at

    from contact_keys
    inner join loads
        on contact_keys.state = loads.state
        and contact_keys.contact_key = loads.contact_key
        and contact_keys.first_loaded_at <= loads.known_at

),

preceded as (

    select
        known.*,
        -- Leads of one instant are in the order of their ids: the second of two is a duplicate of the first.
        lag(delivered_at) over (
            partition by state, contact_key, known_at
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc
        ) as before_at,
        lag(delivered_on) over (
            partition by state, contact_key, known_at
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc
        ) as before_on,
        lag(delivered_written_on) over (
            partition by state, contact_key, known_at
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc
        ) as before_written_on

    from known

),

duplicates as (

    select
        lead_id,
        state,
        min({{ days_apart('before', 'delivered') }}) as days_since_duplicate

    from preceded
    where before_at is not null and known_at = first_loaded_at
    group by lead_id, state

),

signals as (

    select
        looked_up.*,
        leads_briefs.brief_id,
        leads_briefs.brief_version,
        leads_outcomes.status,
        leads_outcomes.rejection_reason,
        leads_outcomes.deal_id,
        duplicates.days_since_duplicate,
        brief_limits.limit_value as limit_duplicate_lead,
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
            when mapped.maps_a_rejection
                then leads_outcomes.is_rejected and (leads_outcomes.is_converted or leads_outcomes.deal_id is not null)
        end as is_junk_converted,
        {{ unmapped_values({
            'status': ['leads_outcomes.status', 'lead_status'],
            'channel': ['looked_up.channel', 'channel'],
        }) }} as unmapped_values

    from looked_up
    inner join leads_outcomes on looked_up.lead_id = leads_outcomes.lead_id
    left join leads_briefs on looked_up.lead_id = leads_briefs.lead_id
    left join brief_limits
        on leads_briefs.brief_id = brief_limits.brief_id
        and leads_briefs.brief_version = brief_limits.brief_version
        and brief_limits.limit_id = 'duplicate_lead'
    left join mapped on looked_up.source = mapped.source
    left join duplicates
        on looked_up.lead_id = duplicates.lead_id
        and looked_up.state = duplicates.state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(source as string) as source,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(has_contact_channel as boolean) as has_contact_channel,
        cast(email_is_valid as boolean) as email_is_valid,
        cast(email_is_disposable as boolean) as email_is_disposable,
        cast(email_is_role_account as boolean) as email_is_role_account,
        cast(phone_is_valid as boolean) as phone_is_valid,
        cast(name_is_placeholder as boolean) as name_is_placeholder,
        cast(days_since_duplicate as double) as days_since_duplicate,
        cast(limit_duplicate_lead as double) as limit_duplicate_lead,
        cast(is_junk_converted as boolean) as is_junk_converted,
        cast(unmapped_values as string) as unmapped_values,
        cast(status as string) as status,
        cast(rejection_reason as string) as rejection_reason,
        cast(deal_id as string) as deal_id,
        cast(country as string) as country

    from signals

)

select * from final
