with

rejected as (

    select * from {{ ref('int_rejected_rows_open') }}

),

masked as (

    select
        rejected.*,
        case when not is_personal and column_name is not null then raw_value end as shown_value

    from rejected

),

final as (

    select
        cast(source as string) as source,
        cast(table_name as string) as table_name,
        cast(file as string) as file,
        cast(line as bigint) as line,
        cast(column_name as string) as column_name,
        cast(shown_value as string) as raw_value,
        cast(reason as string) as reason,
        cast(loaded_at as timestamp) as first_met_at,
        {{ build_id() }} as build_id

    from masked

)

select * from final
