-- A lead that was converted has its deal: it names one, or one names it that was not deleted.
select decided.id
from decided
inner join leads_now on decided.id = leads_now.id
where
    decided.is_sold
    and leads_now.deal_id is null
    and decided.id not in (select lead_id from deals where lead_id is not null)
