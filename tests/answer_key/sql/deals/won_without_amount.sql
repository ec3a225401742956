-- Every won deal has an amount above zero.
select id from deals where status = 'won' and not coalesce(amount > 0, false)
