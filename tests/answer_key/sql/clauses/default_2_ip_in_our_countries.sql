-- The form was filled in from a country that we sell in; without an address nobody knows.
select id
from leads_in_brief
where
    brief = 'default'
    and version = 2
    and country_code(ip_country) not in ('AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'FR', 'GB', 'IT', 'NL', 'PL', 'SE', 'US')
