-- Nobody with the same e-mail address or phone number was delivered before, within the days that the brief looks back: the last of these
-- days counts. Capitals do not matter, and an address of a function is nobody's. What sales finds out afterwards changes nothing. Of two
-- that came at the same instant the one with the smaller number was first.
with

people as (

    select id, delivered_at, 'address ' || lower(email) as person
    from leads
    where email_is_valid(email) and not email_is_of_a_function(email)
    union all
    select id, delivered_at, 'number ' || phone_number(phone, country) as person
    from leads
    where phone_is_valid(phone, country)

)

select distinct leads_in_brief.id
from leads_in_brief
inner join people on leads_in_brief.id = people.id
inner join people as earlier
    on people.person = earlier.person
    and (earlier.delivered_at, earlier.id) < (people.delivered_at, people.id)
where leads_in_brief.delivered_at <= earlier.delivered_at + to_days(leads_in_brief.days_back)
