-- The deals of the CRM's export, one row each, without the rows that hold something unreadable. Its days and times are Berlin's, and
-- so are all of these; creation and close are days.
create table all_deals as
with

typed as (

    select
        "Deal" as id,
        "Stage" as stage_word,
        "Created"::text as created_text, german_day("Created") as created_on,
        "Updated"::text as updated_text, german_minute("Updated") as updated_at,
        "Expected close"::text as expected_text, german_day("Expected close") as expected_stated,
        "Closed"::text as closed_text, german_day("Closed") as closed_stated,
        "Next step on"::text as next_text, german_minute("Next step on") as next_step_at,
        "Amount"::text as amount_text, german_number("Amount") as amount,
        "Probability"::text as percent_text, german_percent("Probability") as percent,
        "Deleted"::text as deleted_text, yes_or_no("Deleted") as is_deleted_stated,
        "Merged into" as merged_into_id,
        "Status" as status_word,
        "Source" as source_word,
        "Forecast" as forecast_word,
        "Reason lost" as loss_reason,
        "Product" as product_id,
        "Lead" as lead_id,
        "Contact" as contact_id,
        "Account" as account_id,
    from raw_deals

),

-- A deal follows the sales process that was in force when it was created, or first known where nobody wrote that down.
in_process as (

    select *, case when coalesce(created_on, date '2026-05-29') >= date '2026-01-12' then 2 else 1 end as process
    from typed

),

in_stage as (

    select in_process.*, stages.position, stages.stage_id
    from in_process
    left join stages on in_process.process = stages.process and list_contains(stages.words, lower(in_process.stage_word))

),

with_status as (

    select
        *,
        case lower(forecast_word) when 'best case' then 'best_case' when 'zusage' then 'commit' else lower(forecast_word) end as forecast_category,
        case lower(status_word) when 'offen' then 'open' when 'gewonnen' then 'won' when 'verloren' then 'lost' else lower(status_word) end
            as status_stated,
        -- What the CRM's status does not say, the stage says.
        case
            when lower(status_word) in ('offen', 'open') then 'open'
            when lower(status_word) in ('gewonnen', 'won') then 'won'
            when lower(status_word) in ('verloren', 'lost') then 'lost'
            when stage_id = 'closed_won' then 'won'
            when stage_id = 'closed_lost' then 'lost'
            when stage_id is not null then 'open'
        end as status,
    from in_stage

)

select
    *,
    status in ('won', 'lost') as is_closed,
    -- A date of the close counts only of a closed deal; of an open one it is the day on which it is expected.
    case when status in ('won', 'lost') then closed_stated end as closed_on,
    case when status in ('won', 'lost') then expected_stated else coalesce(expected_stated, closed_stated) end as expected_close_on,
    coalesce(is_deleted_stated, false) or merged_into_id is not null as is_deleted,
from with_status
where
    id is not null
    and stage_word is not null
    and (created_text is null or created_on is not null)
    and (updated_text is null or updated_at is not null)
    and (expected_text is null or expected_stated is not null)
    and (closed_text is null or closed_stated is not null)
    and (next_text is null or next_step_at is not null)
    and (amount_text is null or amount is not null)
    and (percent_text is null or percent between 0 and 100)
    and (deleted_text is null or is_deleted_stated is not null);

-- Nobody has to put right a deal that was deleted, or merged into another.
create table deals as
select * from all_deals where not is_deleted;

-- What the CRM's stage history tells of these deals, in Berlin's time, with the place of each stage in the deal's process.
create table deal_stages as
with

typed as (

    select
        "Deal" as deal_id,
        "Stage" as stage_word,
        "Entered"::text as entered_text, german_minute("Entered") as entered_at,
        "Recorded"::text as recorded_text, german_minute("Recorded") as recorded_at,
        "Expected close"::text as expected_text, german_day("Expected close") as expected_on,
        "Amount"::text as amount_text, german_number("Amount") as amount,
        "Probability"::text as percent_text, german_percent("Probability") as percent,
    from raw_deal_stages

)

select typed.*, stages.position, stages.stage_id
from typed
inner join deals on typed.deal_id = deals.id
left join stages on deals.process = stages.process and list_contains(stages.words, lower(typed.stage_word))
where
    entered_at is not null
    and typed.stage_word is not null
    and (recorded_text is null or recorded_at is not null)
    and (typed.expected_text is null or expected_on is not null)
    and (typed.amount_text is null or typed.amount is not null)
    and (typed.percent_text is null or typed.percent between 0 and 100);
