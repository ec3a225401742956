with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

emails as (

    select * from {{ source('reference', 'emails') }}

),

phones as (

    select * from {{ source('reference', 'phones') }}

),

looked_up as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.is_latest_state,
        leads_states.delivered_at,
        leads_states.delivered_on,
        leads_states.delivered_written_on,
        leads_states.first_loaded_at,
        {{ folded('leads_states.email') }} as email_key,
        emails.is_valid as email_is_valid,
        emails.is_role_account as email_is_role_account,
        phones.e164 as phone_key

    from leads_states
    left join emails on {{ folded('leads_states.email') }} = emails.email
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
        phone_key,
        true as is_asked_for

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
        phone_key,
        false as is_asked_for

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
        is_asked_for,
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
        is_asked_for,
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
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc nulls last
        ) as before_at,
        lag(delivered_on) over (
            partition by state, contact_key, known_at
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc nulls last
        ) as before_on,
        lag(delivered_written_on) over (
            partition by state, contact_key, known_at
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc nulls last
        ) as before_written_on

    from known

),

nearest as (

    select
        lead_id,
        state,
        min({{ days_apart('before', 'delivered') }}) as days_since_duplicate

    from preceded
    where is_asked_for and before_at is not null and known_at = first_loaded_at
    group by lead_id, state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(days_since_duplicate as double) as days_since_duplicate

    from nearest

)

select * from final
