-- No stage is entered before the deal exists or in the future, and no open one after the deal was closed. Creation and close are days, so
-- days are compared.
select distinct deals.id
from deals
inner join deal_stages on deals.id = deal_stages.deal_id
where
    deal_stages.entered_at::date < deals.created_on
    or deal_stages.entered_at > timestamp '2026-05-29 20:00'
    or (deal_stages.entered_at::date > deals.closed_on and deal_stages.stage_id not in ('closed_won', 'closed_lost'))
