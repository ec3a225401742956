-- No more leads come from one IP address within an hour than the brief allows. Every lead of an hour with too many breaks it: an hour
-- begins with any lead of the address and lasts 60 minutes; what comes exactly 60 minutes later is of the next one.
with

hours as (

    select first.ip_address, first.came_at as begins, count(*) as leads
    from (select distinct ip_address, came_at from leads) as first
    inner join leads as within
        on first.ip_address = within.ip_address
        and within.came_at >= first.came_at
        and within.came_at < first.came_at + interval 60 minutes
    group by all

)

select distinct leads_in_brief.id
from leads_in_brief
inner join hours
    on leads_in_brief.ip_address = hours.ip_address
    and leads_in_brief.came_at >= hours.begins
    and leads_in_brief.came_at < hours.begins + interval 60 minutes
where hours.leads > leads_in_brief.leads_an_hour
