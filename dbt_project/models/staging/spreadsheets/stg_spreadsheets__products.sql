with

products as (

    select * from {{ source('spreadsheets', 'products') }}

),

renamed as (

    select
        -- ids
        {{ source_key('product_id') }} as product_id,

        -- text
        name,
        currency,

        -- numbers
        list_price,
        lead_time_days,

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

    from products

)

select * from renamed
