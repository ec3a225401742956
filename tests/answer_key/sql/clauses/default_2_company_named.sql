-- Leads name the company that they work for.
select id
from leads_in_brief
where
    brief = 'default'
    and version = 2
    and company is null
