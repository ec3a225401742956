-- What sales decided on each lead. What it did counts first (a deal, a conversion), then what the lead says, then the last word of the
-- status history, unless the lead says that it was given back. `reason` is the lead's, else the one with which it was rejected last.
create table decided as
with

words as (

    select
        "Lead ID" as id,
        try_cast("Changed" as timestamp) as said_at,
        "Reason" as reason,
        case
            when lower("Status") = 'rejected' then 'no'
            when lower("Status") in ('sales accepted', 'accepted', 'qualified', 'converted') then 'yes'
            when lower("Status") in ('back to marketing', 'recycled') then 'given back'
        end as says,
    from raw_lead_status

),

last_words as (

    select
        id,
        last(says order by said_at) as says,
        max(said_at) filter (says = 'no') as last_no,
    from words
    where says is not null
    group by id

),

-- Said twice in a row it is one rejection, with the reason of the first time.
rejections as (

    select
        words.id,
        first(words.reason order by words.said_at) as reason,
    from words
    inner join last_words on words.id = last_words.id
    where
        words.says = 'no'
        and not exists (
            select 1
            from words as others
            where others.id = words.id and others.says <> 'no' and others.said_at > words.said_at and others.said_at < last_words.last_no
        )
    group by words.id

),

acts as (

    select
        leads_now.id,
        leads_now.status,
        leads_now.rejection_reason,
        coalesce(leads_now.status = 'converted', false)
        or leads_now.converted_at is not null
        or leads_now.contact_id is not null
        or leads_now.account_id is not null
        or coalesce(leads_now.deal_id not in (select id from all_deals where is_deleted), false)
        or leads_now.id in (select lead_id from deals where lead_id is not null) as is_sold,
        last_words.says,
    from leads_now
    left join last_words on leads_now.id = last_words.id

)

select
    acts.id,
    acts.is_sold,
    coalesce(acts.status = 'rejected', false)
    or acts.rejection_reason is not null
    or coalesce(acts.says = 'no' and coalesce(acts.status, '') not in ('accepted', 'qualified', 'converted', 'recycled'), false)
        as is_refused,
    not acts.is_sold and is_refused and coalesce(acts.status, '') not in ('accepted', 'qualified') as is_rejected,
    coalesce(acts.rejection_reason, case when is_refused then rejections.reason end) as reason,
from acts
left join rejections on acts.id = rejections.id;
