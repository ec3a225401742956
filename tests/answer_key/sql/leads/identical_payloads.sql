-- No two leads within an hour give the same name, company and title with different addresses.
select distinct leads.id
from leads
inner join leads as twin
    on lower(concat_ws(' ', leads.first_name, leads.last_name)) = lower(concat_ws(' ', twin.first_name, twin.last_name))
    and lower(leads.company) = lower(twin.company)
    and lower(coalesce(leads.title, '')) = lower(coalesce(twin.title, ''))
    and abs(epoch(leads.came_at) - epoch(twin.came_at)) < 3600
where
    concat_ws(' ', leads.first_name, leads.last_name) <> ''
    and lower(coalesce(leads.email, leads.ip_address)) <> lower(coalesce(twin.email, twin.ip_address))
