-- The CRM's accounts, without those that were deleted or merged into another and without the rows that hold something unreadable. Its
-- times are Berlin's; here they are UTC, as those of the leads.
create table accounts as
select
    "Account" as id,
    lower("Name") as name,
    domain_of("Website") as domain,
    coalesce(yes_or_no("Competitor"), false) as is_competitor,
    timezone('UTC', timezone('Europe/Berlin', german_minute("Created"))) as created_at,
from raw_accounts
where not coalesce(yes_or_no("Deleted"), false) and "Merged into" is null and ("Created" is null or created_at is not null);
