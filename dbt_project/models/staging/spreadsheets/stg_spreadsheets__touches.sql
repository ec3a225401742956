with

touches as (

    select * from {{ source('spreadsheets', 'touches') }}

),

renamed as (

    select
        -- ids
        {{ source_key('touch_id') }} as touch_id,
        {{ source_key('campaign_id') }} as campaign_id,
        {{ source_key('lead_id') }} as lead_id,
        {{ source_key('contact_id') }} as contact_id,
        {{ source_key('content_id') }} as content_id,

        -- text
        channel,
        email,

        -- numbers
        cost,

        -- time stamps (UTC), each with its day where the source gave only a day
        occurred_at,
        occurred_on,

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

    from touches

)

select * from renamed
