with

briefs as (

    select * from {{ ref('int_briefs_in_force') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

days as (

    select {{ every_day() }} as date_day

),

promised as (

    select
        briefs.*,
        company.as_of_day,
        {{ day_in_zone('briefs.volume_due_at', 'company.time_zone') }} as due_on

    from briefs
    cross join company

),

-- The days on which a version was in force up to the run, each in its period: the month or quarter, or all days up to the one agreed.
counted as (

    select
        promised.*,
        days.date_day,
        {{ start_of('week', 'days.date_day') }} as week_start,
        case
            when promised.due_on is not null then promised.in_force_from
            when promised.volume_per = 'quarter' then {{ start_of('quarter', 'days.date_day') }}
            else {{ start_of('month', 'days.date_day') }}
        end as period_start

    from promised
    inner join days
        on promised.in_force_from <= days.date_day
        and (promised.in_force_to is null or promised.in_force_to > days.date_day)
        and promised.as_of_day >= days.date_day
        and (promised.due_on is null or promised.due_on >= days.date_day)

),

periods as (

    select
        counted.*,
        case
            when due_on is not null then {{ day_after('due_on') }}
            when volume_per = 'quarter' then {{ add_months('period_start', 3) }}
            else {{ add_months('period_start', 1) }}
        end as period_end

    from counted

),

weeks as (

    select
        brief_id,
        period_start,
        week_start,
        min(date_day) as first_day,
        max(date_day) as last_day

    from periods
    group by brief_id, period_start, week_start

),

-- What was promised for a week is what the version says that was in force on its last day.
final as (

    select
        weeks.brief_id,
        periods.brief_version,
        weeks.period_start,
        periods.period_end,
        weeks.week_start,
        weeks.first_day,
        weeks.last_day,
        periods.volume_goal,
        periods.volume_unit,
        periods.volume_pacing,
        periods.price_amount,
        periods.price_currency,
        periods.price_per,
        periods.price_cap,
        periods.return_within_days

    from weeks
    inner join periods
        on weeks.brief_id = periods.brief_id
        and weeks.period_start = periods.period_start
        and weeks.last_day = periods.date_day

)

select * from final
