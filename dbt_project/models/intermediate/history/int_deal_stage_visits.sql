with

deal_stage_entries as (

    select * from {{ ref('int_deal_stage_entries') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

starts as (

    select
        deal_stage_entries.*,
        row_number() over (partition by deal_id order by entry_number asc) as visit_number

    from deal_stage_entries
    where place_before is null or place_before <> place

),

ended as (

    select
        starts.*,
        lead(entered_at) over (partition by deal_id order by visit_number asc) as exited_at,
        lead(entered_on) over (partition by deal_id order by visit_number asc) as exited_on,
        lead(entered_written_on) over (partition by deal_id order by visit_number asc) as exited_written_on

    from starts

),

measured as (

    select
        ended.*,
        case
            -- By day where either side is only a day.
            when ended.exited_at is not null and (ended.entered_written_on is not null or ended.exited_written_on is not null)
                then cast({{ days_between('ended.entered_on', 'ended.exited_on') }} as double)
            when ended.exited_at is not null then {{ seconds_between('ended.entered_at', 'ended.exited_at') }} / 86400
            -- Nobody leaves a closed stage by waiting: only an open one ages.
            when ended.is_closed then null
            else {{ seconds_between('ended.entered_at', 'company.as_of') }} / 86400
        end as days,
        case
            when ended.visit_number = 1 then 'start'
            when ended.is_won then 'won'
            when ended.is_closed then 'lost'
            when ended.stage_id is null or ended.stage_id_before is null then null
            when ended.is_closed_before then 'reopened'
            when ended.open_position > ended.open_position_before then 'forward'
            else 'back'
        end as direction

    from ended
    cross join company

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
        cast(days as double) as days,
        cast(direction as string) as direction,
        cast(changed_by as string) as changed_by

    from measured

)

select * from final
