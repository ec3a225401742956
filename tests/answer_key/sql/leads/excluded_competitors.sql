-- Version 2 of the default leaves competitors out. A lead is one when its company is an account that the CRM calls so and had by then: the
-- one with the domain of its address, or of the page that it stated where everybody may have such an address; where no account has that
-- domain, the one of its name.
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
    from leads_in_brief
    where brief = 'default' and version = 2

),

by_domain as (

    select asked.id, accounts.is_competitor
    from asked
    inner join accounts on asked.domain = accounts.domain and coalesce(accounts.created_at <= asked.delivered_at, true)

),

by_name as (

    select asked.id, accounts.is_competitor
    from asked
    inner join accounts on asked.name = accounts.name and coalesce(accounts.created_at <= asked.delivered_at, true)
    where asked.id not in (select id from by_domain)

)

select distinct id
from (from by_domain union all from by_name) as found
where is_competitor
