-- No deal jumps over a stage on its way forward; a reopened one begins where it is put. Each step beyond the furthest stage reached so far
-- is the next stage, and winning comes after the last. Where a deal begins, or begins again, it has jumped over nothing, and losing is
-- possible from anywhere. A step out of a word that the process does not know is no jump: it may have been the stage that seems to be
-- left out.
with

placed as (

    select deal_id, entered_at, position, coalesce(stage_id not in ('closed_won', 'closed_lost'), false) as is_open
    from deal_stages

),

steps as (

    select
        deal_id,
        position,
        lag(is_open) over (partition by deal_id order by entered_at, position) as goes_on,
        max(position) filter (where is_open) over (
            partition by deal_id
            order by entered_at, position
            rows between unbounded preceding and 1 preceding
        ) as furthest_before,
    from placed

)

select distinct deal_id as id from steps where goes_on and position > furthest_before + 1
