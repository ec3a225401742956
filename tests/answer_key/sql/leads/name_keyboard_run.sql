-- Nobody ran their fingers along the keyboard, or held down one key, for a name.
select id from leads where is_keys(first_name) or is_keys(last_name)
