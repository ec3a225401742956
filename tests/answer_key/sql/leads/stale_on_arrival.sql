-- A lead is delivered within as many days of its creation as the brief allows: seven, to the second.
select id from leads_in_brief where has_more_limits and delivered_stated > created_at + interval 7 days
