with

campaigns_unified as (

    select * from {{ ref('int_campaigns_unified') }}

),

latest as (

    select * from campaigns_unified
    where is_latest

),

final as (

    select
        cast(campaign_id as string) as campaign_id,
        cast(source as string) as source,
        cast(name as string) as name,
        cast(channel as string) as channel,
        cast(vendor as string) as vendor,
        cast(starts_on as date) as starts_on,
        cast(ends_on as date) as ends_on,
        cast(budget as decimal(38, 2)) as budget,
        cast(currency as string) as currency,
        cast(is_tombstone as boolean) as is_deleted,
        {{ build_id() }} as build_id

    from latest

)

select * from final
