-- Neither the person (by address or number of a deal's contact) nor the company had a deal open when the lead was delivered: one that was
-- opened before that day and closed after it, or not at all, and is not the lead's own.
with

people as (

    select leads.id, contacts.id as contact_id
    from leads
    inner join contacts on lower(leads.email) = lower(contacts.email)
    where email_is_valid(leads.email) and not email_is_of_a_function(leads.email)
    union
    select leads.id, contacts.id as contact_id
    from leads
    inner join contacts on phone_number(leads.phone, leads.country) = phone_number(contacts.phone, contacts.country)
    where phone_is_valid(leads.phone, leads.country) and phone_is_valid(contacts.phone, contacts.country)

),

known as (

    select people.id, deals.id as deal_id, deals.created_on, deals.closed_on, deals.is_closed, deals.lead_id
    from people inner join deals on people.contact_id = deals.contact_id
    union
    select accounts_of_leads.id, deals.id as deal_id, deals.created_on, deals.closed_on, deals.is_closed, deals.lead_id
    from accounts_of_leads inner join deals on accounts_of_leads.account_id = deals.account_id

)

select distinct leads.id
from leads
inner join leads_now on leads.id = leads_now.id
inner join known on leads.id = known.id
where
    known.created_on < leads.delivered_on
    -- When one was closed that has no date of it, nobody knows.
    and (known.closed_on is not null or not coalesce(known.is_closed, false))
    and (known.closed_on is null or known.closed_on > leads.delivered_on)
    and known.lead_id is distinct from leads.id
    and known.deal_id is distinct from leads_now.deal_id
