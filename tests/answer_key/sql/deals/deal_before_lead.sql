-- No deal is older than the lead that it came from, which could bring nothing before it was delivered: by day, since the CRM says only the
-- day on which a deal was created. A deal came from the lead that it names, else from the earliest that names it.
with

named as (

    select
        deals.id,
        deals.created_on,
        leads.delivered_on,
        leads_now.created_at,
        coalesce(leads_now.is_deleted, false) as is_deleted,
        deals.lead_id is not distinct from leads_now.id as is_named_by_deal,
    from deals
    inner join leads_now on leads_now.id = deals.lead_id or leads_now.deal_id = deals.id
    inner join leads on leads_now.id = leads.id

),

origin as (

    select *
    from named
    qualify row_number() over (partition by id order by is_deleted, is_named_by_deal desc, created_at) = 1

)

select id from origin where created_on < delivered_on
