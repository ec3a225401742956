-- The phone number is of the country that the lead states, or of one that shares its calling code.
select id
from leads
where phone_is_valid(phone, country) and not starts_with(phone_number(phone, country), calling_code(country))
