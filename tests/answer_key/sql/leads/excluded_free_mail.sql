-- The brief on introductions leaves out addresses that anybody may have.
select id
from leads_in_brief
where brief = 'introductions' and email_is_valid(email) and email_is_of_anybody(email)
