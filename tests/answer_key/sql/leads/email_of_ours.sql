-- No lead gives an address of our own company, or of a part of its domain.
select id from leads where email_is_valid(email) and regexp_matches(lower(email), '[@.]lindwerk[.]demo$')
