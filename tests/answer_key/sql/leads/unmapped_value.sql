-- Every coded value of a lead is one of the words that Leadline knows: its channel and its status.
select id
from leads_now
where
    (channel is not null and not is_channel(channel))
    or (
        status is not null
        and status not in ('new', 'working', 'accepted', 'rejected', 'recycled', 'qualified', 'converted')
    )
