-- Sales answers a lead within the working minutes that the brief promises; so long as nobody answers nor gives it back, the clock goes on.
with

answered as (

    select
        owed.*,
        case
            when stamped_by_hand >= delivered then least(stamped_by_hand, coalesce(first_try, stamped_by_hand))
            else first_try
        end as answer,
        standing.decision,
        given_back.at as given_back_at,
    from owed
    inner join standing on owed.id = standing.id
    left join given_back on owed.id = given_back.id
    where owed.minutes is not null

),

clocks as (

    select
        id,
        minutes,
        case when assigned > delivered and assigned <= coalesce(answer, timestamp '2026-05-29 20:00') then assigned else delivered end as begins,
        coalesce(answer, given_back_at, timestamp '2026-05-29 20:00') as ends,
    from answered
    -- Whoever was spoken to before does not wait, and neither does who was decided on without an answer.
    where answer is not null or (stamped_by_hand is null and decision = 'open')

)

select clocks.id
from clocks
inner join opening on clocks.ends > opening.opens and clocks.begins < opening.closes
group by clocks.id, clocks.minutes
having sum(epoch(least(clocks.ends, opening.closes)) - epoch(greatest(clocks.begins, opening.opens))) > 60 * clocks.minutes
