-- Version 2 of the default leaves students out: by a university's address, or by what they say they are.
select id
from leads_in_brief
where
    brief = 'default'
    and version = 2
    and (
        (email_is_valid(email) and email_is_of_a_university(email))
        or coalesce(lower(seniority) = 'student', false)
        or coalesce(is_learning(title), false)
    )
