with

person_records as (

    select * from {{ ref('int_person_records') }}

),

final as (

    select
        cast(person_id as string) as person_id,
        cast(record_id as string) as record_id,
        cast(record_kind as string) as record_kind,
        cast(source as string) as source,
        cast(match_rule as string) as match_rule,
        cast(probability as double) as probability,
        {{ build_id() }} as build_id

    from person_records

)

select * from final
