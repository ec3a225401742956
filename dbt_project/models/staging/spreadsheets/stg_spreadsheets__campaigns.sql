with

campaigns as (

    select * from {{ source('spreadsheets', 'campaigns') }}

),

renamed as (

    select
        -- ids
        {{ source_key('campaign_id') }} as campaign_id,

        -- text
        name,
        channel,
        vendor,
        currency,

        -- numbers
        budget,

        -- dates
        starts_on,
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

    from campaigns

)

select * from renamed
