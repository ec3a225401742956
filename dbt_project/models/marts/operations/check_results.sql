with

quality_check_results as (

    select * from {{ source('quality', 'check_results') }}

),

final as (

    select
        cast(build_id as string) as build_id,
        cast(suite as string) as suite,
        cast(expectation as string) as expectation,
        cast(asset as string) as asset,
        cast(severity as string) as severity,
        cast(success as boolean) as success,
        cast(observed as string) as observed,
        cast(unexpected_count as bigint) as unexpected_count,
        cast(checked_at as timestamp) as checked_at

    from quality_check_results

)

select * from final
