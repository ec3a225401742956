-- The form was sent from the country that the lead states.
select id from leads where country_code(ip_country) <> country_code(country)
