-- Every lost deal says why it was lost.
select id from deals where status = 'lost' and loss_reason is null
