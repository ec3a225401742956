with

ledger_latest as (

    select * from {{ ref('int_ledger_latest') }}

),

final as (

    select
        cast(source as string) as source,
        cast(table_name as string) as table_name,
        cast(build_id = {{ build_id() }} as boolean) as is_of_this_build,
        cast(loaded_at as timestamp) as last_loaded_at,
        cast(last_changed_at as timestamp) as last_changed_at,
        cast(fetched as bigint) as fetched,
        cast(new as bigint) as new,
        cast(updated as bigint) as updated,
        cast(unchanged as bigint) as unchanged,
        cast(duplicate as bigint) as duplicate,
        cast(rejected as bigint) as rejected,
        cast(tombstones as bigint) as tombstones,
        {{ build_id() }} as build_id

    from ledger_latest

)

select * from final
