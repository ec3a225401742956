with

deals_unified as (

    select * from {{ ref('int_deals_unified') }}

),

stages_in_force as (

    select * from {{ ref('int_stages_in_force') }}

),

stages_words as (

    select * from {{ ref('int_stages_words') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

processes as (

    select distinct
        process_version,
        in_force_from,
        in_force_to

    from stages_in_force

),

first_loads as (

    select
        deal_id,
        min(loaded_at) as first_loaded_at

    from deals_unified
    group by deal_id

),

latest as (

    select
        deals_unified.*,
        first_loads.first_loaded_at,
        {{ on_day('deals_unified.created_at', 'deals_unified.created_on') }} as created_day,
        {{ on_day('deals_unified.closed_at', 'deals_unified.closed_on') }} as closed_day,
        {{ day_in_zone('first_loads.first_loaded_at', 'company.time_zone') }} as first_loaded_day

    from deals_unified
    inner join first_loads on deals_unified.deal_id = first_loads.deal_id
    cross join company
    where deals_unified.is_latest

),

staged as (

    select
        latest.*,
        processes.process_version,
        stages_in_force.stage_id,
        stages_in_force.is_closed as is_closed_stage,
        stages_in_force.is_won as is_won_stage,
        stages_in_force.open_position

    from latest
    -- A deal of unknown age follows the process that was in force when it was first seen.
    left join processes
        on coalesce(latest.created_day, latest.first_loaded_day) >= processes.in_force_from
        and (processes.in_force_to is null or coalesce(latest.created_day, latest.first_loaded_day) < processes.in_force_to)
    left join stages_words
        on processes.process_version = stages_words.process_version
        and latest.source = stages_words.source
        and {{ folded('latest.stage') }} = stages_words.word
    left join stages_in_force
        on stages_words.process_version = stages_in_force.process_version
        and stages_words.stage_id = stages_in_force.stage_id

),

decided as (

    select
        staged.*,
        -- A status that the source states wins; the stage tells the rest. Null: neither is known.
        case
            when status in ({{ vocabulary('deal_status') }}) then status
            when is_won_stage then 'won'
            when is_closed_stage then 'lost'
            when stage_id is not null then 'open'
        end as decided_status

    from staged

),

final as (

    select
        -- ids
        deal_id,
        source,
        record_key,
        owner_id,
        account_id,
        contact_id,
        lead_id as stated_lead_id,
        campaign_id,
        product_id,
        merged_into_id,

        -- text
        stage_id,
        stage as stage_name,
        decided_status as status,
        status as stated_status,
        pipeline,
        kind,
        channel,
        currency,
        forecast_category,
        loss_reason,
        payment_terms,

        -- numbers
        process_version,
        open_position,
        amount,
        probability,

        -- booleans
        coalesce(decided_status in ('won', 'lost'), false) as is_closed,
        -- A deal that was merged into another is told by that one: both would count twice.
        coalesce(is_deleted, false) or is_tombstone or merged_into_id is not null as is_deleted,

        -- days, in the company's zone
        created_day as created_on,
        created_on as created_written_on,
        -- Many CRMs keep one column for both: it is the close date of a closed deal, and of an open one when it is expected.
        case when decided_status in ('won', 'lost') then closed_day end as closed_on,
        case when decided_status in ('won', 'lost') then closed_on end as closed_written_on,
        case
            when decided_status in ('won', 'lost') then expected_close_date
            else coalesce(expected_close_date, closed_day)
        end as expected_close_date,

        -- time stamps (UTC)
        created_at,
        updated_at,
        case when decided_status in ('won', 'lost') then closed_at end as closed_at,
        first_loaded_at,
        loaded_at

    from decided

)

select * from final
