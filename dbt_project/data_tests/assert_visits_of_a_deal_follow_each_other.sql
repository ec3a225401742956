-- A failure means that a deal was in two stages at once, in none between two visits, or in one stage for two visits on end.
with

visits as (

    select * from {{ ref('fct_deal_stage_visits') }}

),

followed as (

    select
        visits.*,
        lead(entered_at) over (partition by deal_id order by visit_number asc nulls last) as next_entered_at,
        lead(visit_number) over (partition by deal_id order by visit_number asc nulls last) as next_visit_number,
        lead(stage_id) over (partition by deal_id order by visit_number asc nulls last) as next_stage_id

    from visits

),

broken as (

    select * from followed
    where
        exited_at <> next_entered_at
        or (exited_at is null and next_entered_at is not null)
        or next_visit_number <> visit_number + 1
        or next_stage_id = stage_id

)

select * from broken
