-- The company has at most 250 people, and says how many.
select id
from leads_in_brief
where
    brief = 'dach_kontakt'
    and version = 1
    and (employees is null or employees > 250)
