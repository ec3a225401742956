with

lead_status_history as (

    select * from {{ source('spreadsheets', 'lead_status_history') }}

),

renamed as (

    select
        -- ids
        {{ source_key('lead_id') }} as lead_id,

        -- text
        status,
        changed_by,
        reason,

        -- time stamps (UTC), each with its day where the source gave only a day
        changed_at,
        changed_on,

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

    from lead_status_history

)

select * from renamed
