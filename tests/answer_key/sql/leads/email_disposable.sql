-- No lead gives a throw-away e-mail address.
select id from leads where email_is_valid(email) and email_is_throw_away(email)
