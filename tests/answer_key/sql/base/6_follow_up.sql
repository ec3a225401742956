-- What was done with each lead, told in Berlin's time. A machine answers nobody, a task is a plan, and what was cancelled did not happen.
create table activities as
select
    "Activity" as id,
    "Lead" as lead_id,
    try_cast("Occurred" as timestamp) as at,
    lower("Kind") as kind,
    coalesce(yes_or_no("Automatic"), false) as is_automatic,
    coalesce(lower("Direction") = 'in', false) as is_from_them,
    coalesce(lower("Outcome") in ('talked', 'reached', 'replied', 'held') or lower("Direction") = 'in', false) as is_contact,
from raw_activities
where
    "Lead" is not null
    and ("Minutes" is null or try_cast("Minutes" as double) is not null)
    and coalesce(lower("Kind") <> 'task', true)
    and coalesce(lower("Outcome") <> 'cancelled', true);

-- company.yml and lead_brief.yml: when the desk works, and what the briefs promise.
create table opening as
select day::date as day, day + to_minutes(510) as opens, day + to_minutes(case when isodow(day) = 5 then 900 else 1020 end) as closes
from generate_series(timestamp '2024-12-01', timestamp '2026-06-30', interval 1 day) as days (day)
where
    isodow(day) < 6
    and day::date not in (
        '2025-01-01', '2025-04-18', '2025-04-21', '2025-05-01', '2025-05-29', '2025-06-09', '2025-10-03', '2025-12-25', '2025-12-26',
        '2026-01-01', '2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14', '2026-05-25'
    );

create table promises as
select *
from (
    values ('default', 2, 240, 5, 14), ('events', 1, 960, 3, null), ('dach_kontakt', 1, 480, 4, null)
) as promised (brief, version, minutes, attempts, nurture_days);

-- Leads that somebody is held to: neither tests nor deleted nor people who asked not to be contacted, and delivered since 2025. Tests and deletions are told by the last version.
create table owed as
with

berlin as (

    select
        id,
        timezone('Europe/Berlin', timezone('UTC', delivered_at)) as delivered,
        delivered_on,
        brief,
        version,
    from leads_in_brief

),

assigned as (

    select id, timezone('Europe/Berlin', timezone('UTC', min(assigned_at))) as assigned
    from lead_versions
    group by id

),

told as (

    select
        leads_now.*,
        timezone('Europe/Berlin', timezone('UTC', leads_now.first_response_at)) as stamped,
    from leads_now
    where
        not coalesce(leads_now.is_test, false) and not coalesce(leads_now.is_deleted, false)
        and not coalesce(leads_now.do_not_contact, false)

),

-- The CRM stamps the first mail that left, whoever wrote it.
by_hand as (

    select
        *,
        case
            when not exists (
                select 1
                from activities
                where
                    activities.lead_id = told.id and activities.is_automatic and not activities.is_from_them
                    and abs(epoch(activities.at) - epoch(told.stamped)) < 60
            )
                then stamped
        end as stamped_by_hand,
    from told

)

select
    by_hand.id,
    by_hand.email,
    by_hand.status,
    berlin.delivered,
    assigned.assigned,
    by_hand.stamped_by_hand,
    (
        select min(activities.at)
        from activities
        where
            activities.lead_id = by_hand.id and not activities.is_automatic and not activities.is_from_them
            and activities.at >= berlin.delivered
    ) as first_try,
    (
        select min(activities.at)
        from activities
        where activities.lead_id = by_hand.id and not activities.is_automatic and activities.is_contact and activities.at >= berlin.delivered
    ) as reached,
    promises.minutes,
    promises.attempts,
    promises.nurture_days,
from by_hand
inner join berlin on by_hand.id = berlin.id
inner join promises on berlin.brief = promises.brief and berlin.version = promises.version
left join assigned on by_hand.id = assigned.id
where berlin.delivered_on >= date '2025-01-01';

-- The last decision that the status history tells, and what stands as the decision today.
create table standing as
with

last_words as (

    select
        "Lead ID" as id,
        max_by(
            case
                when lower("Status") = 'rejected' then 'no'
                when lower("Status") in ('back to marketing', 'recycled') then 'given back'
                else 'yes'
            end,
            try_cast("Changed" as timestamp)
        ) as says,
    from raw_lead_status
    where
        lower("Status") in ('rejected', 'sales accepted', 'accepted', 'qualified', 'converted', 'back to marketing', 'recycled')
    group by "Lead ID"

)

select
    decided.id,
    last_words.says,
    case
        when decided.is_sold or coalesce(leads_now.status in ('accepted', 'qualified'), false) then 'yes'
        when decided.is_refused then 'no'
        when last_words.says = 'yes' and coalesce(leads_now.status <> 'recycled', true) then 'yes'
        else 'open'
    end as decision,
    decided.reason,
from decided
inner join leads_now on decided.id = leads_now.id
left join last_words on decided.id = last_words.id;

-- Leads that sales gave back and did not take up again, with the time (in Berlin) of the first entry that gives them back for good.
create table given_back as
with

entries as (

    select
        "Lead ID" as id,
        try_cast("Changed" as timestamp) as at,
        lower("Status") in ('back to marketing', 'recycled') as is_given_back,
    from raw_lead_status
    where
        lower("Status") in ('rejected', 'sales accepted', 'accepted', 'qualified', 'converted', 'back to marketing', 'recycled')

),

-- Where no entry tells it, the lead itself does: since the first version from which on it says so.
versions as (

    select
        id,
        timezone('Europe/Berlin', timezone('UTC', updated_at)) as at,
        updated_at > coalesce(
            max(updated_at) filter (status is distinct from 'recycled') over (partition by id), timestamp '1900-01-01'
        ) as is_given_back
    from lead_versions

)

select versions.id, min(versions.at) as at
from versions
inner join standing on versions.id = standing.id
where versions.is_given_back and standing.decision = 'open' and versions.id not in (select id from entries)
group by versions.id

union all

select entries.id, min(entries.at) as at
from entries
inner join standing on entries.id = standing.id
inner join leads_now on entries.id = leads_now.id
where
    entries.is_given_back
    and standing.decision = 'open'
    and coalesce(leads_now.status = 'recycled', true)
    and not exists (select 1 from entries as later where later.id = entries.id and not later.is_given_back and later.at > entries.at)
group by entries.id;
