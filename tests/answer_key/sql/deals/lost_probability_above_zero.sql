-- A lost deal has probability 0.
select id from deals where status = 'lost' and percent > 0
