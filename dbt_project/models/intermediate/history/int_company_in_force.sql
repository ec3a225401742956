with

agreement_company as (

    select * from {{ ref('stg_leadline__agreement_company') }}

),

-- Always exactly one row, so that joining it never drops or doubles another.
company as (

    select
        max(time_zone) as time_zone,
        max(base_currency) as base_currency,
        max(period) as period,
        max(country_code) as country_code,
        max(go_live_on) as go_live_on,
        coalesce(max(fiscal_year_start_month), 1) as fiscal_year_start_month

    from agreement_company

),

final as (

    select
        cast(company.time_zone as string) as time_zone,
        cast(company.base_currency as string) as base_currency,
        cast(company.period as string) as period,
        cast(company.country_code as string) as country_code,
        cast(company.go_live_on as date) as go_live_on,
        cast(company.fiscal_year_start_month as bigint) as fiscal_year_start_month,
        cast({{ as_of() }} as timestamp) as as_of,
        cast({{ day_in_zone(as_of(), 'company.time_zone') }} as date) as as_of_day

    from company

)

select * from final
