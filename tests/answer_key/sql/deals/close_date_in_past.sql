-- No open deal is expected to close on a day that has passed. It is 29 May 2026.
select id from deals where status = 'open' and expected_close_on < date '2026-05-29'
