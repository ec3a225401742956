with

deal_stage_history as (

    select * from {{ source('spreadsheets', 'deal_stage_history') }}

),

renamed as (

    select
        -- ids
        {{ source_key('deal_id') }} as deal_id,

        -- text
        stage,
        changed_by,
        forecast_category,

        -- numbers
        amount,
        probability,

        -- dates
        expected_close_date,

        -- time stamps (UTC), each with its day where the source gave only a day
        entered_at,
        entered_on,
        recorded_at,
        recorded_on,

        -- load
        source,
        record_key,
        source_file,
        source_line,
        is_tombstone,
        is_late,
        load_id,
        load_seq,
        loaded_at

    from deal_stage_history

)

select * from renamed
