with

ledger as (

    select * from {{ ref('stg_leadline__ledger') }}

),

ordered as (

    select
        ledger.*,
        max(case when new + updated + tombstones > 0 then loaded_at end) over (
            partition by source, table_name
        ) as last_changed_at,
        -- Runs may share an instant: load ids sort as the runs went.
        cast(row_number() over (
            partition by source, table_name
            order by loaded_at desc nulls last, load_id desc nulls last
        ) as bigint) as recency

    from ledger

),

latest as (

    select * from ordered
    where recency = 1

)

select * from latest
