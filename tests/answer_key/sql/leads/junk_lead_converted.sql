-- A lead that sales rejected was not converted and has no deal. Sales rejects by status or by a reason; a deleted deal is none.
select id
from leads_now
where
    (status = 'rejected' or rejection_reason is not null)
    and (
        status = 'converted'
        or converted_at is not null
        or contact_id is not null
        or account_id is not null
        or (deal_id is not null and deal_id not in (select id from all_deals where is_deleted))
        or id in (select lead_id from deals)
    )
