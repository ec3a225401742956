-- A phone number that was given can exist in the lead's country.
select id from leads where phone is not null and not phone_is_valid(phone, country)
