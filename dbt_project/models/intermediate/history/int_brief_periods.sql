with

weeks as (

    select * from {{ ref('int_brief_weeks') }}

),

numbered as (

    select
        weeks.*,
        min(first_day) over (partition by brief_id, period_start) as period_first_day,
        row_number() over (partition by brief_id, period_start order by week_start desc nulls last) as weeks_from_end

    from weeks

),

final as (

    select
        brief_id,
        brief_version,
        period_start,
        period_end,
        period_first_day as first_day,
        last_day,
        volume_goal,
        volume_unit

    from numbered
    where weeks_from_end = 1

)

select * from final
