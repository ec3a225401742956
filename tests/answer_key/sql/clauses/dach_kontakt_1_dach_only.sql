-- Leads come from Germany, Austria and Switzerland; without a country nobody knows.
select id
from leads_in_brief
where
    brief = 'dach_kontakt'
    and version = 1
    and country_code(country) not in ('DE', 'AT', 'CH')
