-- lead_brief.yml: which version of which brief a lead falls under. The narrowest that is for it and in force on the day (in Berlin) on
-- which it was delivered; version 1 of the default ends when version 2 begins.
create table leads_in_brief as
select
    leads.*,
    case
        when lower(vendor) = 'dach-kontakt' and delivered_on >= date '2025-03-01' then 'dach_kontakt'
        when channel = 'event' and delivered_on >= date '2025-01-01' then 'events'
        when channel in ('partner', 'referral', 'outbound') and delivered_on >= date '2025-01-01' then 'introductions'
        when delivered_on >= date '2025-01-01' then 'default'
    end as brief,
    case when brief = 'default' and delivered_on >= date '2025-08-15' then 2 when brief is not null then 1 end as version,
    case brief when 'default' then 90 when 'events' then 30 when 'introductions' then 180 when 'dach_kontakt' then 365 end as days_back,
    case when brief = 'default' and version = 2 then 5 end as leads_an_hour,
    -- The other limits are of version 2 as well.
    coalesce(brief = 'default' and version = 2, false) as has_more_limits,
from leads;
