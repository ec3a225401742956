with

activities as (

    select * from {{ source('spreadsheets', 'activities') }}

),

renamed as (

    select
        -- ids
        {{ source_key('activity_id') }} as activity_id,
        {{ source_key('owner_id') }} as owner_id,
        {{ source_key('lead_id') }} as lead_id,
        {{ source_key('contact_id') }} as contact_id,
        {{ source_key('deal_id') }} as deal_id,
        {{ source_key('content_id') }} as content_id,

        -- text
        kind,
        status,
        direction,
        outcome,
        channel,

        -- numbers
        duration_minutes,

        -- booleans
        is_automatic,

        -- time stamps (UTC), each with its day where the source gave only a day
        occurred_at,
        occurred_on,
        starts_at,
        starts_on,
        ends_at,
        ends_on,

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

    from activities

)

select * from renamed
