with

rejected_rows as (

    select * from {{ ref('stg_leadline__rejected_rows') }}

),

still_met as (

    select * from rejected_rows
    where is_open

)

select * from still_met
