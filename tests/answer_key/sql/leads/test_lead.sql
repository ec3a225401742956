-- A test is marked as one at the source.
select id from leads where not coalesce(is_test, false) and is_a_trial(email, first_name, last_name)
