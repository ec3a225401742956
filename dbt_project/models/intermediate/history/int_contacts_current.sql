with

contacts_unified as (

    select * from {{ ref('int_contacts_unified') }}

),

countries as (

    select * from {{ source('reference', 'countries') }}

),

latest as (

    select
        contacts_unified.contact_id,
        contacts_unified.source,
        contacts_unified.account_id,
        contacts_unified.do_not_contact,
        contacts_unified.created_at,
        contacts_unified.loaded_at,
        contacts_unified.merged_into_id,
        countries.country_code,
        coalesce(contacts_unified.is_deleted, false) or contacts_unified.is_tombstone as is_deleted

    from contacts_unified
    left join countries on {{ folded('contacts_unified.country') }} = countries.value
    where contacts_unified.is_latest

)

select * from latest
