with

campaign_spend as (

    select * from {{ source('spreadsheets', 'campaign_spend') }}

),

renamed as (

    select
        -- ids
        {{ source_key('campaign_id') }} as campaign_id,

        -- text
        currency,

        -- numbers
        cost,

        -- dates
        date,

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

    from campaign_spend

)

select * from renamed
