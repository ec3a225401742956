with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

lead_accounts as (

    select * from {{ ref('int_lead_accounts') }}

),

lead_deals as (

    select * from {{ ref('int_lead_deals') }}

),

contacts_unified as (

    select * from {{ ref('int_contacts_unified') }}

),

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

emails as (

    select * from {{ source('reference', 'emails') }}

),

phones as (

    select * from {{ source('reference', 'phones') }}

),

countries as (

    select * from {{ source('reference', 'countries') }}

),

-- What nobody can read, or many share, makes nobody the same person.
lead_keys as (

    select
        leads_states.lead_id,
        leads_states.state,
        'email:' || emails.email as contact_key

    from leads_states
    inner join emails on {{ folded('leads_states.email') }} = emails.email
    where emails.is_valid and not emails.is_role_account

    union

    select
        leads_states.lead_id,
        leads_states.state,
        'phone:' || phones.e164 as contact_key

    from leads_states
    inner join phones
        on leads_states.phone = phones.phone
        and coalesce(leads_states.country_code, '') = phones.country_code
    where phones.e164 is not null

),

contacts as (

    select
        contacts_unified.contact_id,
        contacts_unified.email,
        contacts_unified.phone,
        coalesce(countries.country_code, '') as country_code

    from contacts_unified
    left join countries on {{ folded('contacts_unified.country') }} = countries.value
    where
        contacts_unified.is_latest
        and not coalesce(contacts_unified.is_deleted, false)
        and not contacts_unified.is_tombstone

),

contact_keys as (

    select
        contacts.contact_id,
        'email:' || emails.email as contact_key

    from contacts
    inner join emails on {{ folded('contacts.email') }} = emails.email
    where emails.is_valid and not emails.is_role_account

    union

    select
        contacts.contact_id,
        'phone:' || phones.e164 as contact_key

    from contacts
    inner join phones
        on contacts.phone = phones.phone
        and contacts.country_code = phones.country_code
    where phones.e164 is not null

),

deals as (

    select * from deals_current
    -- When one was closed that has no date of it, nobody knows.
    where not is_deleted and (closed_on is not null or coalesce(status not in ('won', 'lost'), true))

),

-- Deals of the person, and of the person's company.
found as (

    select
        lead_keys.lead_id,
        lead_keys.state,
        deals.deal_id,
        deals.created_on,
        deals.closed_on,
        deals.first_loaded_at

    from lead_keys
    inner join contact_keys on lead_keys.contact_key = contact_keys.contact_key
    inner join deals on contact_keys.contact_id = deals.contact_id

    union

    select
        lead_accounts.lead_id,
        lead_accounts.state,
        deals.deal_id,
        deals.created_on,
        deals.closed_on,
        deals.first_loaded_at

    from lead_accounts
    inner join deals on lead_accounts.account_id = deals.account_id

),

-- By day: of a deal that was opened or closed on the day of the delivery nobody can tell which came first. What became of the lead is
-- no deal that was there before.
open_then as (

    select
        found.lead_id,
        found.state,
        min(found.deal_id) as deal_id

    from found
    inner join leads_states
        on found.lead_id = leads_states.lead_id
        and found.state = leads_states.state
        and found.first_loaded_at <= leads_states.first_loaded_at
        and found.created_on < leads_states.delivered_on
        and (found.closed_on is null or found.closed_on > leads_states.delivered_on)
    left join lead_deals
        on found.lead_id = lead_deals.lead_id
        and found.deal_id = lead_deals.deal_id
    where lead_deals.lead_id is null
    group by found.lead_id, found.state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(deal_id as string) as open_deal_id

    from open_then

)

select * from final
