with

source_columns as (

    select * from {{ source('leadline', 'source_columns') }}

),

ranked as (

    select
        *,
        dense_rank() over (partition by source order by loaded_at desc nulls last, load_id desc nulls last) as recency

    from source_columns

),

latest as (

    select distinct
        source,
        entity,
        column_name

    from ranked
    where recency = 1

)

select * from latest
