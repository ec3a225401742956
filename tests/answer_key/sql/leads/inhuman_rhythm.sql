-- No more than four leads of a form or a vendor come one after another at gaps that are equal to the second: with four equal gaps in a row
-- it is five leads. What comes at once has no gap, and what comes an hour later or more, or on the full minute, is of no rhythm.
with

lines as (

    select id, 'form ' || form_id as line, came_at from leads where form_id is not null
    union all
    select id, 'vendor ' || lower(vendor) as line, came_at from leads where vendor is not null

),

placed as (

    select *, row_number() over (partition by line order by came_at, id) as place
    from lines

),

gaps as (

    select later.line, later.place, epoch(date_trunc('second', later.came_at)) - epoch(date_trunc('second', placed.came_at)) as gap,
        extract('second' from date_trunc('second', later.came_at)) = 0 as is_on_the_minute
    from placed
    inner join placed as later on placed.line = later.line and placed.place + 1 = later.place

),

-- The fourth of four equal gaps.
fourths as (

    select fourth.line, fourth.place
    from gaps as fourth
    inner join gaps as others
        on fourth.line = others.line
        and others.place between fourth.place - 3 and fourth.place
        and others.gap = fourth.gap
    where fourth.gap > 0 and fourth.gap < 3600 and not (others.is_on_the_minute and others.gap % 60 = 0)
    group by all
    having count(*) = 4

)

select distinct leads_in_brief.id
from leads_in_brief
inner join placed on leads_in_brief.id = placed.id
inner join fourths on placed.line = fourths.line and placed.place between fourths.place - 4 and fourths.place
where leads_in_brief.has_more_limits
