-- Whoever gives a lead up as not to be reached has tried as often as the brief promises, unless the two have spoken.
select owed.id
from owed
inner join standing on owed.id = standing.id
left join activities
    on owed.id = activities.lead_id
    and not activities.is_automatic
    and not activities.is_from_them
    and activities.at >= owed.delivered
where
    standing.decision = 'no'
    and lower(standing.reason) = 'cannot be reached'
    and owed.reached is null
    and owed.attempts is not null
group by owed.id, owed.attempts
having count(activities.id) < owed.attempts
