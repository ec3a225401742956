-- We talked to somebody who decides on pumps or works with them; the seniority is asked for.
select id
from leads_in_brief
where
    brief = 'events'
    and version = 1
    and (seniority is null or lower(seniority) not in ('c_level', 'director', 'manager', 'specialist'))
