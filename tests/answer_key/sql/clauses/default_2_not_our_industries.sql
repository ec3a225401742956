-- Consultants, schools and recruiters buy no pumps; an industry is asked for.
select id
from leads_in_brief
where
    brief = 'default'
    and version = 2
    and (industry is null or lower(industry) in ('consulting', 'education', 'recruiting'))
