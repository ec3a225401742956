with

response_decay as (

    select * from {{ ref('int_response_decay') }}

),

final as (

    select
        cast(delay_number as bigint) as delay_number,
        cast(from_minutes as double) as from_minutes,
        cast(until_minutes as double) as until_minutes,
        cast(window_days as bigint) as window_days,
        cast(leads as bigint) as leads,
        cast(converted as bigint) as converted,
        cast(conversion_ratio as double) as conversion_ratio,
        cast(conversion_ratio_low as double) as conversion_ratio_low,
        cast(conversion_ratio_high as double) as conversion_ratio_high,
        cast(falling_ratio as double) as falling_ratio,
        cast(is_enough as boolean) as is_enough,
        cast(lost_ratio as double) as lost_ratio,
        cast(lost_ratio_low as double) as lost_ratio_low,
        cast(lost_ratio_high as double) as lost_ratio_high,
        {{ build_id() }} as build_id

    from response_decay

)

select * from final
