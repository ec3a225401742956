with

person_records as (

    select * from {{ ref('int_person_records') }}

),

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

contacts as (

    select * from {{ ref('int_contacts_current') }}

),

-- A key of its own for each kind of record: a join on a key can be hashed, one that also asks for the kind cannot.
keyed as (

    select
        person_records.*,
        case when record_kind = 'lead' then record_id end as lead_id,
        case when record_kind = 'contact' then record_id end as contact_id

    from person_records

),

members as (

    select
        keyed.person_id,
        keyed.record_id,
        keyed.record_kind,
        keyed.source,
        coalesce(leads_states.delivered_at, contacts.created_at, contacts.loaded_at) as known_since,
        coalesce(leads_states.country_code, contacts.country_code) as country_code,
        coalesce(contacts.account_id, leads_states.converted_account_id) as account_id,
        coalesce(leads_states.do_not_contact, contacts.do_not_contact, false) as do_not_contact,
        coalesce(leads_states.is_deleted, contacts.is_deleted) as is_deleted

    from keyed
    left join leads_states
        on keyed.lead_id = leads_states.lead_id
        and leads_states.is_latest_state
    left join contacts on keyed.contact_id = contacts.contact_id

),

-- Account and country are those of the record that knows one and was there first; a contact before a lead.
ranked as (

    select
        members.*,
        row_number() over (
            partition by members.person_id
            order by
                case when members.account_id is null then 1 else 0 end asc nulls last,
                members.record_kind asc nulls last, members.known_since asc nulls last, members.record_id asc nulls last
        ) as account_rank,
        row_number() over (
            partition by members.person_id
            order by
                case when members.country_code is null then 1 else 0 end asc nulls last,
                members.record_kind asc nulls last, members.known_since asc nulls last, members.record_id asc nulls last
        ) as country_rank

    from members

),

people as (

    select
        person_id,
        min(known_since) as known_since,
        max(case when account_rank = 1 then account_id end) as account_id,
        max(case when country_rank = 1 then country_code end) as country_code,
        sum(case when record_kind = 'lead' then 1 else 0 end) as leads,
        sum(case when record_kind = 'contact' then 1 else 0 end) as contacts,
        count(distinct source) as sources,
        max(case when do_not_contact then 1 else 0 end) = 1 as is_not_to_be_contacted,
        min(case when is_deleted then 1 else 0 end) = 1 as is_deleted

    from ranked
    group by person_id

),

final as (

    select
        cast(person_id as string) as person_id,
        cast(account_id as string) as account_id,
        cast(country_code as string) as country_code,
        cast(known_since as timestamp) as known_since,
        cast(leads as bigint) as leads,
        cast(contacts as bigint) as contacts,
        cast(sources as bigint) as sources,
        cast(is_not_to_be_contacted as boolean) as is_not_to_be_contacted,
        cast(is_deleted as boolean) as is_deleted,
        {{ build_id() }} as build_id

    from people

)

select * from final
