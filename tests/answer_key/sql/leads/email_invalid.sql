-- An e-mail address that was given is written correctly.
select id from leads where email is not null and not email_is_valid(email)
