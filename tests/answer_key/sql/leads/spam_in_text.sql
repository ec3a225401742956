-- Name, title and company advertise nothing.
select id from leads where advertises(concat_ws(' ', first_name, last_name, title), company)
