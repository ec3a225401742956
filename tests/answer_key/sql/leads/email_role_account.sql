-- The e-mail address belongs to a person, not to a function such as info@ or sales@.
select id from leads where email_is_valid(email) and email_is_of_a_function(email)
