with

deal_stage_entries as (

    select * from {{ ref('int_deal_stage_entries') }}

),

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

starts as (

    select
        deal_stage_entries.*,
        row_number() over (partition by deal_id order by entry_number asc nulls last) as visit_number

    from deal_stage_entries
    where place_before is null or place_before <> place

),

followed as (

    select
        starts.*,
        lead(entered_at) over (partition by deal_id order by visit_number asc nulls last) as next_entered_at,
        lead(entered_on) over (partition by deal_id order by visit_number asc nulls last) as next_entered_on,
        lead(entered_written_on) over (partition by deal_id order by visit_number asc nulls last) as next_entered_written_on

    from starts

),

closed as (

    select
        followed.*,
        deals_current.is_closed as is_deal_closed,
        deals_current.closed_at,
        deals_current.closed_on,
        deals_current.closed_written_on,
        -- Many sources tell how a deal ended but leave the end out of its history: closing it ends its last open stage.
        followed.next_entered_at is null
        and not coalesce(followed.is_closed, false)
        and deals_current.is_closed
        and deals_current.closed_at > followed.entered_at as is_ended_by_close

    from followed
    inner join deals_current on followed.deal_id = deals_current.deal_id

),

ended as (

    select
        closed.*,
        case when is_ended_by_close then closed_at else next_entered_at end as exited_at,
        case when is_ended_by_close then closed_on else next_entered_on end as exited_on,
        case when is_ended_by_close then closed_written_on else next_entered_written_on end as exited_written_on

    from closed

),

lasted as (

    select
        ended.*,
        coalesce(ended.exited_at, company.as_of) as until_at,
        coalesce(ended.exited_on, company.as_of_day) as until_on,
        ended.exited_written_on as until_written_on,
        case
            when ended.entered_written_on is not null then ended.entered_on > company.as_of_day
            else ended.entered_at > company.as_of
        end as is_after_the_run

    from ended
    cross join company

),

measured as (

    select
        lasted.*,
        case
            when lasted.is_after_the_run then null
            -- Nobody leaves a closed stage by waiting, and a deal that is closed does not age: only an open one does.
            when lasted.exited_at is null and (lasted.is_closed or lasted.is_deal_closed) then null
            else {{ days_apart('lasted.entered', 'lasted.until') }}
        end as days,
        case
            when lasted.visit_number = 1 then 'start'
            when lasted.is_won then 'won'
            when lasted.is_closed then 'lost'
            when lasted.stage_id is null or lasted.stage_id_before is null then null
            when lasted.is_closed_before then 'reopened'
            when lasted.open_position > lasted.open_position_before then 'forward'
            else 'back'
        end as direction

    from lasted

),

final as (

    select
        cast(deal_id as string) as deal_id,
        cast(source as string) as source,
        cast(visit_number as bigint) as visit_number,
        cast(process_version as bigint) as process_version,
        cast(stage_id as string) as stage_id,
        cast(stage_name as string) as stage_name,
        cast(entered_at as timestamp) as entered_at,
        cast(entered_on as date) as entered_on,
        cast(exited_at as timestamp) as exited_at,
        cast(exited_on as date) as exited_on,
        -- Two zones can turn days around: a stay is never shorter than nothing.
        cast(case when days >= 0 then days end as double) as days,
        cast(direction as string) as direction,
        cast(changed_by as string) as changed_by

    from measured

)

select * from final
