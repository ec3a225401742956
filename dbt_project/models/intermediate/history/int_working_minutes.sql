with

working_hours as (

    select * from {{ ref('stg_leadline__agreement_working_hours') }}

),

working_days as (

    select * from {{ ref('int_working_days') }}

),

-- Weekday 0 stands for every day on which nobody works.
dated as (

    select
        country_code,
        date_day,
        case when is_working_day then {{ day_of_week('date_day') }} else 0 end as weekday

    from working_days

),

weeks as (

    select distinct
        country_code,
        weekday

    from dated

),

own_weeks as (

    select distinct country_code
    from working_hours
    where country_code is not null

),

-- A country with hours of its own has no others.
hours as (

    select
        weeks.country_code,
        weeks.weekday,
        working_hours.from_minute,
        working_hours.to_minute - working_hours.from_minute as minutes_worked

    from weeks
    left join own_weeks on weeks.country_code = own_weeks.country_code
    inner join working_hours
        on coalesce(own_weeks.country_code, '') = coalesce(working_hours.country_code, '')
        and weeks.weekday = working_hours.weekday

),

-- A day falls into parts: one from midnight, in which nobody works yet, and one from each time at which people begin.
parts as (

    select
        country_code,
        weekday,
        0 as from_minute,
        0 as minutes_worked

    from weeks

    union all

    select
        country_code,
        weekday,
        from_minute,
        minutes_worked

    from hours

),

parts_in_order as (

    select
        *,
        coalesce(
            lead(from_minute) over (
                partition by country_code, weekday
                order by from_minute asc nulls last, minutes_worked asc nulls last
            ),
            1440
        ) as until_minute,
        coalesce(
            sum(minutes_worked) over (
                partition by country_code, weekday
                order by from_minute asc nulls last, minutes_worked asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as minutes_before_part,
        sum(minutes_worked) over (partition by country_code, weekday) as minutes_of_day

    from parts

),

totals as (

    select distinct
        country_code,
        weekday,
        minutes_of_day

    from parts_in_order

),

days as (

    select
        dated.*,
        coalesce(
            sum(totals.minutes_of_day) over (
                partition by dated.country_code
                order by dated.date_day asc nulls last
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as minutes_before_day

    from dated
    inner join totals
        on dated.country_code = totals.country_code
        and dated.weekday = totals.weekday

),

final as (

    select
        days.country_code,
        days.date_day,
        cast(parts_in_order.from_minute as bigint) as from_minute,
        cast(parts_in_order.until_minute as bigint) as until_minute,
        cast(parts_in_order.minutes_worked as bigint) as minutes_worked,
        cast(days.minutes_before_day + parts_in_order.minutes_before_part as bigint) as minutes_before

    from days
    inner join parts_in_order
        on days.country_code = parts_in_order.country_code
        and days.weekday = parts_in_order.weekday
    where parts_in_order.from_minute < parts_in_order.until_minute

)

select * from final
