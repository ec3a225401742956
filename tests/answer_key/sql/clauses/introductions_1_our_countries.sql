-- Introductions are made in countries that we sell and deliver in, and say the country.
select id
from leads_in_brief
where
    brief = 'introductions'
    and version = 1
    and (country_code(country) is null or country_code(country) not in ('AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FR', 'GB', 'IT', 'NL', 'PL', 'PT', 'SE', 'US'))
