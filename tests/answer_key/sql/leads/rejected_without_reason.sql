-- Whoever rejects a lead says why, with the lead or in its history.
select id from decided where is_rejected and reason is null
