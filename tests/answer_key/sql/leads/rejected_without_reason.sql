-- Whoever rejects a lead says why, with the lead or in its history: where its brief asks for that, and where it has no brief.
select decided.id
from decided
inner join leads_in_brief on decided.id = leads_in_brief.id
where
    decided.is_rejected
    and decided.reason is null
    and coalesce((brief, version) not in (('default', 1), ('introductions', 1)), true)
