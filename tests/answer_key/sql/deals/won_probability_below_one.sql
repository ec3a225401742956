-- A won deal has probability 1.
select id from deals where status = 'won' and percent < 100
