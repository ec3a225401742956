-- The browser speaks a language that people in the lead's country speak (or English), or says itself that it is of that country.
select id
from leads
where
    not list_contains(countries_of_language(language), country_code(country))
    and not language_says_country(language, country_code(country))
