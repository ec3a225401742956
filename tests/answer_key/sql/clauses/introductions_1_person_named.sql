-- An introduction names the person.
select id
from leads_in_brief
where
    brief = 'introductions'
    and version = 1
    and last_name is null
