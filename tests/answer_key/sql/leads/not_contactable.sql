-- Every lead can be reached by a valid e-mail address or a valid phone number.
select id
from leads
where
    not coalesce(email_is_valid(email), false)
    and not phone_is_valid(phone, country)
