{{ config(materialized='table') }} -- Python reads it: a view of Spark's is read by Spark alone

with

ledger as (

    select * from {{ source('leadline', 'ledger') }}

),

renamed as (

    select
        build_id,
        source,
        table_name,

        fetched,
        new,
        updated,
        unchanged,
        duplicate,
        rejected,
        tombstones,

        loaded_at,
        load_id

    from ledger

)

select * from renamed
