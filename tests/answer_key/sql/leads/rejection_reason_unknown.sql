-- A reason to reject a lead is one of those that its brief lists: all briefs list the same.
select decided.id
from decided
inner join leads_in_brief on decided.id = leads_in_brief.id
where
    leads_in_brief.brief is not null
    and lower(decided.reason) not in (
        'fake contact', 'cannot be reached', 'outside our countries', 'too small', 'no need', 'no budget', 'duplicate', 'competitor'
    )
