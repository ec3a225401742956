with

exchange_rates as (

    select * from {{ source('spreadsheets', 'exchange_rates') }}

),

renamed as (

    select
        -- text
        currency,

        -- numbers
        rate,

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

    from exchange_rates

)

select * from renamed
