-- The browser's time zone is one of the country that the lead states.
select id from leads where not list_contains(countries_of_zone(timezone), country_code(country))
