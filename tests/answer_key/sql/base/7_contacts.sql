-- The CRM's contacts, without those that were deleted and without the rows that hold something unreadable.
create table contacts as
select "Contact" as id, "E-mail" as email, "Phone" as phone, "Country" as country
from raw_contacts
where
    "Contact" is not null
    and ("Deleted" is null or yes_or_no("Deleted") is not null)
    and not coalesce(yes_or_no("Deleted"), false);

-- The accounts of a lead's company that the CRM had when the lead came: the ones with the domain of its address, or of the page that it
-- stated where everybody may have such an address; where no account has that domain, the ones of its name.
create table accounts_of_leads as
with

asked as (

    select
        id,
        delivered_at,
        lower(company) as name,
        case
            when email_is_valid(email) and not email_is_throw_away(email) and not email_is_of_anybody(email)
                then lower(split_part(email, '@', 2))
            else domain_of(website)
        end as domain,
    from leads

),

by_domain as (

    select asked.id, accounts.id as account_id
    from asked
    inner join accounts on asked.domain = accounts.domain and coalesce(accounts.created_at <= asked.delivered_at, true)

),

by_name as (

    select asked.id, accounts.id as account_id
    from asked
    inner join accounts on asked.name = accounts.name and coalesce(accounts.created_at <= asked.delivered_at, true)
    where asked.id not in (select id from by_domain)

)

from by_domain union all from by_name;
