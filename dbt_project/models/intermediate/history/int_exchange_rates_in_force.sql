with

exchange_rates_unified as (

    select * from {{ ref('int_exchange_rates_unified') }}

),

known_rates as (

    select
        {{ code('currency') }} as currency,
        date as rate_day,
        rate,
        row_number() over (
            partition by {{ code('currency') }}, date
            order by
                loaded_at desc nulls last, load_id desc nulls last, load_seq desc nulls last,
                source asc nulls last, record_key asc nulls last
        ) as recency

    from exchange_rates_unified
    where is_latest and not is_tombstone

),

final as (

    select
        currency,
        rate,
        rate_day as valid_from,
        lead(rate_day) over (partition by currency order by rate_day asc nulls last) as valid_to

    from known_rates
    where recency = 1

)

select * from final
