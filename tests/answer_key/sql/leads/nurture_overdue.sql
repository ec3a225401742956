-- A lead that sales gave back is touched by marketing within the days that the brief promises: a mail by a machine counts, too.
with

sent as (

    select given_back.id, activities.at
    from given_back
    inner join activities on given_back.id = activities.lead_id and not activities.is_from_them

    union all

    -- A search or a visit is the person's own step.
    select given_back.id, try_cast(raw_touches."Occurred" as timestamp) as at
    from given_back
    inner join owed on given_back.id = owed.id
    inner join raw_touches on given_back.id = raw_touches."Lead" or lower(owed.email) = lower(raw_touches."E-mail")
    where channel_of(raw_touches."Source") in ('email', 'event', 'partner', 'outbound')

)

select owed.id
from owed
inner join given_back on owed.id = given_back.id
left join sent on owed.id = sent.id and sent.at > given_back.at
where owed.nurture_days is not null
group by owed.id, owed.nurture_days, given_back.at
having date_diff('day', given_back.at::date, coalesce(min(sent.at)::date, date '2026-05-29')) > owed.nurture_days
