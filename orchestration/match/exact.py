"""Exact keys, in SQL: a lead and the contact that it was converted to; the same e-mail address."""

from __future__ import annotations

from orchestration.warehouse import Warehouse

LINKS = """
with

records as (

    select lead_id as record_id, 'lead' as record_kind, lower(trim(email)) as email, created_at, loaded_at
    from intermediate.int_leads_unified
    where is_latest
    union all
    select contact_id as record_id, 'contact' as record_kind, lower(trim(email)) as email, created_at, loaded_at
    from intermediate.int_contacts_unified
    where is_latest

),

-- A contact is the older record of a person that a CRM already knows; then the earliest; the id makes the order total.
ranked as (

    select
        records.*,
        row_number() over (
            partition by email
            order by record_kind, coalesce(created_at, loaded_at), record_id
        ) as place
    from records
    inner join reference.emails using (email)
    where emails.is_valid and not emails.is_role_account

),

same_email as (

    select
        oldest.record_id as record_id_a,
        ranked.record_id as record_id_b,
        oldest.record_kind as record_kind_a,
        ranked.record_kind as record_kind_b,
        'email' as match_rule,
        cast(1 as double) as probability
    from ranked
    inner join ranked as oldest on ranked.email = oldest.email and oldest.place = 1
    where ranked.place > 1

),

converted as (

    select
        leads.converted_contact_id as record_id_a,
        leads.lead_id as record_id_b,
        'contact' as record_kind_a,
        'lead' as record_kind_b,
        'crm_link' as match_rule,
        cast(1 as double) as probability
    from intermediate.int_leads_unified as leads
    inner join records on leads.converted_contact_id = records.record_id and records.record_kind = 'contact'
    where leads.is_latest

)

select * from converted
union all
select * from same_email
order by all
"""


def links(warehouse: Warehouse) -> int:
    """Write `identity.links`: one row per pair of records of one person, with rule and probability; returns the pairs."""
    return warehouse.write("identity.links", LINKS)
