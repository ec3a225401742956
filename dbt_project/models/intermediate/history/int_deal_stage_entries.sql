with

deal_stage_history_unified as (

    select * from {{ ref('int_deal_stage_history_unified') }}

),

deals_current as (

    select * from {{ ref('int_deals_current') }}

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

entries as (

    select
        deal_stage_history_unified.deal_id,
        deal_stage_history_unified.source,
        deal_stage_history_unified.record_key,
        deal_stage_history_unified.stage as stage_name,
        deal_stage_history_unified.changed_by,
        deal_stage_history_unified.expected_close_date,
        deal_stage_history_unified.entered_at,
        deal_stage_history_unified.entered_on as entered_written_on,
        deal_stage_history_unified.recorded_at,
        deal_stage_history_unified.load_seq,
        {{ on_day('deal_stage_history_unified.entered_at', 'deal_stage_history_unified.entered_on') }} as entered_on,
        deals_current.process_version,
        coalesce(deals_current.stage_id, '?' || {{ folded('deals_current.stage_name') }}) as place_now,
        max(deal_stage_history_unified.entered_at) over (
            partition by deal_stage_history_unified.deal_id
        ) as last_entered_at

    from deal_stage_history_unified
    inner join deals_current on deal_stage_history_unified.deal_id = deals_current.deal_id
    cross join company
    -- An entry that its source no longer tells did not happen.
    where deal_stage_history_unified.is_latest and not deal_stage_history_unified.is_tombstone

),

staged as (

    select
        entries.*,
        stages_in_force.stage_id,
        stages_in_force.position,
        stages_in_force.open_position,
        stages_in_force.open_stages,
        stages_in_force.is_closed,
        stages_in_force.is_won,
        -- Words that mean one stage are one stage; an unknown word is a stage of its own.
        coalesce(stages_in_force.stage_id, '?' || {{ folded('entries.stage_name') }}) as place

    from entries
    left join stages_words
        on entries.process_version = stages_words.process_version
        and entries.source = stages_words.source
        and {{ folded('entries.stage_name') }} = stages_words.word
    left join stages_in_force
        on stages_words.process_version = stages_in_force.process_version
        and stages_words.stage_id = stages_in_force.stage_id

),

numbered as (

    select
        staged.*,
        -- Entries of one instant are taken in the order of the process: a source does not tell which came first. What closes a
        -- deal comes after all else; of the last instant the stage in which the deal stands now.
        cast(row_number() over (
            partition by deal_id
            order by
                entered_at asc nulls last,
                recorded_at asc nulls last,
                case when entered_at = last_entered_at and place = place_now then 1 else 0 end asc nulls last,
                case when is_closed then 1 else 0 end asc nulls last,
                position asc nulls last,
                load_seq asc nulls last,
                record_key asc nulls last
        ) as bigint) as entry_number

    from staged

),

followed as (

    select
        numbered.*,
        lag(place) over (partition by deal_id order by entry_number asc nulls last) as place_before,
        lag(stage_id) over (partition by deal_id order by entry_number asc nulls last) as stage_id_before,
        lag(open_position) over (partition by deal_id order by entry_number asc nulls last) as open_position_before,
        max(open_position) over (
            partition by deal_id
            order by entry_number asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as furthest_position_before,
        lag(is_closed) over (partition by deal_id order by entry_number asc nulls last) as is_closed_before

    from numbered

)

select * from followed
