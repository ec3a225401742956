with

deal_stage_visits as (

    select * from {{ ref('int_deal_stage_visits') }}

),

final as (

    select
        cast(deal_id as string) as deal_id,
        cast(visit_number as bigint) as visit_number,
        cast(source as string) as source,
        cast(process_version as bigint) as process_version,
        cast(stage_id as string) as stage_id,
        cast(stage_name as string) as stage_name,
        cast(entered_at as timestamp) as entered_at,
        cast(entered_on as date) as entered_on,
        cast(exited_at as timestamp) as exited_at,
        cast(exited_on as date) as exited_on,
        cast(days as double) as days,
        cast(direction as string) as direction,
        cast(changed_by as string) as changed_by,
        {{ build_id() }} as build_id

    from deal_stage_visits

)

select * from final
