-- The lead has a real name, not 'test', 'asdf' or 'n/a'.
select id from leads where is_nobody(first_name, last_name)
