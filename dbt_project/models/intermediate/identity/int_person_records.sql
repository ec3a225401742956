with

leads_unified as (

    select * from {{ ref('int_leads_unified') }}

),

contacts_unified as (

    select * from {{ ref('int_contacts_unified') }}

),

links as (

    select * from {{ source('identity', 'links') }}

),

records as (

    select
        'lead' as record_kind,
        lead_id as record_id,
        source

    from leads_unified
    where is_latest

    union all

    select
        'contact' as record_kind,
        contact_id as record_id,
        source

    from contacts_unified
    where is_latest

),

-- Of several links of a record the surest rule counts, then the surest pair; the id makes the choice total.
ranked_links as (

    select
        links.record_kind_b as record_kind,
        links.record_id_b as record_id,
        links.record_kind_a as parent_kind,
        links.record_id_a as parent_id,
        links.match_rule,
        links.probability,
        row_number() over (
            partition by links.record_kind_b, links.record_id_b
            order by
                case links.match_rule when 'crm_link' then 1 when 'email' then 2 when 'phone' then 3 else 4 end asc nulls last,
                links.probability desc nulls last,
                links.record_kind_a asc nulls last,
                links.record_id_a asc nulls last
        ) as choice

    from links

),

hop_1 as (

    select
        records.record_kind,
        records.record_id,
        records.source,
        ranked_links.match_rule,
        ranked_links.probability,
        coalesce(ranked_links.parent_kind, records.record_kind) as root_kind,
        coalesce(ranked_links.parent_id, records.record_id) as root_id

    from records
    left join ranked_links
        on records.record_kind = ranked_links.record_kind
        and records.record_id = ranked_links.record_id
        and ranked_links.choice = 1

),

-- A link leads to a record that may itself have one: each step doubles how far is followed, so four reach sixteen links.
{% for hop in range(2, 6) %}
hop_{{ hop }} as (

    select
        near.record_kind,
        near.record_id,
        near.source,
        near.match_rule,
        near.probability,
        coalesce(far.root_kind, near.root_kind) as root_kind,
        coalesce(far.root_id, near.root_id) as root_id

    from hop_{{ hop - 1 }} as near
    left join hop_{{ hop - 1 }} as far
        on near.root_kind = far.record_kind
        and near.root_id = far.record_id

),
{% endfor %}
final as (

    select
        -- A lead and a contact of one source may have the same key: a person's key says which of them gave it.
        cast(root_kind || ':' || root_id as string) as person_id,
        cast(record_id as string) as record_id,
        cast(record_kind as string) as record_kind,
        cast(source as string) as source,
        cast(match_rule as string) as match_rule,
        cast(coalesce(probability, 1) as double) as probability

    from hop_5

)

select * from final
