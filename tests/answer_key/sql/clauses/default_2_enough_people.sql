-- The company has at least 20 people; without their number nobody knows.
select id
from leads_in_brief
where
    brief = 'default'
    and version = 2
    and employees < 20
