-- The person has agreed to be contacted; no answer is a no.
select id
from leads_in_brief
where
    brief = 'default'
    and version = 1
    and not coalesce(consent, false)
