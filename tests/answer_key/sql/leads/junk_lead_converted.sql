-- A lead that sales rejected was not converted and has no deal. Sales rejects by status, by a reason or by the last word of the history; a
-- deleted deal is none.
select id from decided where is_refused and is_sold
