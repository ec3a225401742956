with

company as (

    select * from {{ ref('int_company_in_force') }}

),

days as (

    select {{ every_day() }} as date_day

),

shifted as (

    select
        days.date_day,
        company.fiscal_year_start_month,
        -- The fiscal calendar is the civil one, moved by whole months; a fiscal year is named after the year in which it ends.
        {{ add_months(start_of('month', 'days.date_day'), '1 - company.fiscal_year_start_month') }} as fiscal_month_start

    from days
    cross join company

),

described as (

    select
        date_day,
        year(date_day) as calendar_year,
        quarter(date_day) as calendar_quarter,
        month(date_day) as calendar_month,
        {{ start_of('year', 'date_day') }} as year_start,
        {{ start_of('quarter', 'date_day') }} as quarter_start,
        {{ start_of('month', 'date_day') }} as month_start,
        {{ start_of('week', 'date_day') }} as week_start,
        {{ day_of_week('date_day') }} as day_of_week,
        year(fiscal_month_start) + case when fiscal_year_start_month > 1 then 1 else 0 end as fiscal_year,
        quarter(fiscal_month_start) as fiscal_quarter,
        {{ add_months(start_of('year', 'fiscal_month_start'), 'fiscal_year_start_month - 1') }} as fiscal_year_start,
        {{ add_months(start_of('quarter', 'fiscal_month_start'), 'fiscal_year_start_month - 1') }} as fiscal_quarter_start

    from shifted

),

final as (

    select
        cast(date_day as date) as date_day,
        cast(calendar_year as bigint) as calendar_year,
        cast(calendar_quarter as bigint) as calendar_quarter,
        cast(calendar_month as bigint) as calendar_month,
        cast(year_start as date) as year_start,
        cast(quarter_start as date) as quarter_start,
        cast(month_start as date) as month_start,
        cast(week_start as date) as week_start,
        cast(day_of_week as bigint) as day_of_week,
        cast(day_of_week >= 6 as boolean) as is_weekend,
        cast(fiscal_year as bigint) as fiscal_year,
        cast(fiscal_quarter as bigint) as fiscal_quarter,
        cast(fiscal_year_start as date) as fiscal_year_start,
        cast(fiscal_quarter_start as date) as fiscal_quarter_start,
        {{ build_id() }} as build_id

    from described

)

select * from final
