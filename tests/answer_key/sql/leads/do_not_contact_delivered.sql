-- Nobody is delivered who asked not to be contacted.
select id from leads where do_not_contact
