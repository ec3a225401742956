-- No deal is closed before it was created.
select id from deals where closed_on < created_on
