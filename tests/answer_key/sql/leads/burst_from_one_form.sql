-- No more leads come from one form within an hour than the brief allows: 15. Every lead of an hour with too many breaks it: an hour begins
-- with any lead of the form and lasts 60 minutes; what comes exactly 60 minutes later is of the next one.
with

hours as (

    select first.form_id, first.came_at as begins, count(*) as leads
    from (select distinct form_id, came_at from leads) as first
    inner join leads as within
        on first.form_id = within.form_id
        and within.came_at >= first.came_at
        and within.came_at < first.came_at + interval 60 minutes
    group by all

)

select distinct leads_in_brief.id
from leads_in_brief
inner join hours
    on leads_in_brief.form_id = hours.form_id
    and leads_in_brief.came_at >= hours.begins
    and leads_in_brief.came_at < hours.begins + interval 60 minutes
where hours.leads > 15 and leads_in_brief.has_more_limits
