-- The phone number is one at which a person answers: no premium rate, toll free number, pager or mailbox.
select id from leads where phone_reaches_nobody(phone, country)
