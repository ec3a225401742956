with

rejected_rows as (

    select * from {{ source('leadline', 'rejected_rows') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by source, table_name, reject_key, column_name
            order by loaded_at desc nulls last, load_id desc nulls last, event asc nulls last
        ) as recency

    from rejected_rows

),

latest as (

    select
        source,
        table_name,
        file,
        column_name,
        raw_value,
        raw_row,
        reason,
        reject_key,

        line,

        is_personal,
        event = 'opened' as is_open,

        load_id,
        loaded_at

    from ranked
    where recency = 1

)

select * from latest
