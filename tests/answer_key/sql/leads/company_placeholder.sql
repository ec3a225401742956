-- A company that was given is one, not 'n/a', 'private' or 'asdf'.
select id from leads where is_no_company(company)
