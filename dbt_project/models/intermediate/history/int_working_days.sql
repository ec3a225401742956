with

working_hours as (

    select * from {{ ref('stg_leadline__agreement_working_hours') }}

),

holidays as (

    select * from {{ ref('stg_leadline__agreement_holidays') }}

),

public_holidays as (

    select * from {{ ref('stg_leadline__agreement_public_holidays') }}

),

looked_up as (

    select * from {{ source('reference', 'holidays') }}

),

days as (

    select {{ every_day() }} as date_day

),

-- An empty code stands for the countries that are not named.
countries as (

    select '' as country_code

    union

    select country_code
    from working_hours
    where country_code is not null

    union

    select country_code
    from holidays
    where country_code is not null

    union

    select country_code
    from public_holidays

),

own_weeks as (

    select distinct country_code
    from working_hours
    where country_code is not null

),

-- A country with hours of its own has no others.
weekdays as (

    select distinct
        countries.country_code,
        working_hours.weekday

    from countries
    left join own_weeks on countries.country_code = own_weeks.country_code
    inner join working_hours on coalesce(own_weeks.country_code, '') = coalesce(working_hours.country_code, '')

),

free_days as (

    select
        coalesce(country_code, '') as country_code,
        date_day

    from holidays

    union

    select
        public_holidays.country_code,
        looked_up.holiday_on as date_day

    from public_holidays
    inner join looked_up
        on public_holidays.country_code = looked_up.country_code
        and public_holidays.subdivision = looked_up.subdivision

),

dated as (

    select
        countries.country_code,
        days.date_day,
        case when weekdays.weekday is not null and free_days.date_day is null then 1 else 0 end as is_worked

    from countries
    cross join days
    left join weekdays
        on countries.country_code = weekdays.country_code
        and {{ day_of_week('days.date_day') }} = weekdays.weekday
    left join free_days
        on countries.country_code = free_days.country_code
        and days.date_day = free_days.date_day

),

final as (

    select
        country_code,
        date_day,
        is_worked = 1 as is_working_day,
        cast(sum(is_worked) over (
            partition by country_code
            order by date_day asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as working_day_number

    from dated

)

select * from final
