with

sources as (

    select * from {{ ref('stg_leadline__sources') }}

),

final as (

    select
        source,
        kind,
        record_url,
        currency

    from sources

)

select * from final
