with

products_unified as (

    select * from {{ ref('int_products_unified') }}

),

latest as (

    select * from products_unified
    where is_latest

),

final as (

    select
        cast(product_id as string) as product_id,
        cast(source as string) as source,
        cast(name as string) as name,
        cast(list_price as decimal(38, 2)) as list_price,
        cast(currency as string) as currency,
        cast(lead_time_days as bigint) as lead_time_days,
        cast(is_tombstone as boolean) as is_deleted,
        {{ build_id() }} as build_id

    from latest

)

select * from final
