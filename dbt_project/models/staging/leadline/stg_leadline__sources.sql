with

sources as (

    select * from {{ source('leadline', 'sources') }}

),

ranked as (

    select
        *,
        row_number() over (partition by source order by loaded_at desc nulls last, load_id desc nulls last) as recency

    from sources

),

latest as (

    select
        source,
        kind,
        record_url,
        time_zone,
        currency,

        load_id,
        loaded_at

    from ranked
    where recency = 1

)

select * from latest
