-- Nobody is contacted who asked not to be: in the delivery, not later.
select leads.id
from leads
inner join leads_now on leads.id = leads_now.id
where
    leads.do_not_contact
    and (
        leads_now.first_response_at is not null
        or exists (
            select 1
            from activities
            where
                activities.lead_id = leads.id and not activities.is_automatic and not activities.is_from_them
                and activities.at >= timezone('Europe/Berlin', timezone('UTC', leads.delivered_at))
        )
    )
