with

company as (

    select * from {{ ref('int_company_in_force') }}

),

final as (

    select
        cast(time_zone as string) as time_zone,
        cast(base_currency as string) as base_currency,
        cast(fiscal_year_start_month as bigint) as fiscal_year_start_month,
        cast(period as string) as period,
        cast(as_of as timestamp) as as_of,
        cast(as_of_day as date) as as_of_day,
        {{ build_id() }} as build_id

    from company

)

select * from final
