-- Nobody goes into the upload without the company on the badge.
select id
from leads_in_brief
where
    brief = 'events'
    and version = 1
    and company is null
