with

agreement_stages as (

    select * from {{ ref('stg_leadline__agreement_stages') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

processes as (

    select
        process_version,
        is_original,
        first_loaded_at,
        min(valid_from) as valid_from

    from agreement_stages
    group by process_version, is_original, first_loaded_at

),

begun as (

    select
        processes.process_version,
        processes.valid_from,
        case
            -- A deal older than the first version follows the first.
            when
                row_number() over (
                    order by
                        case when processes.is_original then 0 else 1 end asc nulls last,
                        processes.valid_from asc nulls first,
                        processes.process_version asc nulls last
                ) = 1
                then cast('1900-01-01' as date)
            when processes.is_original then processes.valid_from
            -- A version that was added later counts from the day on which it came.
            when {{ day_in_zone('processes.first_loaded_at', 'company.time_zone') }} > processes.valid_from
                then {{ day_in_zone('processes.first_loaded_at', 'company.time_zone') }}
            else processes.valid_from
        end as in_force_from

    from processes
    cross join company

),

in_force as (

    select
        process_version,
        in_force_from,
        -- A version holds until any later one counts.
        min(in_force_from) over (
            order by valid_from asc nulls first, process_version asc nulls last
            rows between 1 following and unbounded following
        ) as in_force_to

    from begun

),

placed as (

    select
        agreement_stages.process_version,
        agreement_stages.stage_id,
        agreement_stages.position,
        -- Its place among the open stages; closed ones have none.
        case
            when not agreement_stages.is_closed
                then sum(case when agreement_stages.is_closed then 0 else 1 end) over (
                    partition by agreement_stages.process_version
                    order by agreement_stages.position asc nulls last, agreement_stages.stage_id asc nulls last
                    rows between unbounded preceding and current row
                )
        end as open_position,
        sum(case when agreement_stages.is_closed then 0 else 1 end) over (
            partition by agreement_stages.process_version
        ) as open_stages,
        agreement_stages.is_closed,
        agreement_stages.is_won,
        agreement_stages.why,
        agreement_stages.probability,
        agreement_stages.forecast_category,
        agreement_stages.expected_days,
        agreement_stages.valid_from,
        agreement_stages.valid_to,
        in_force.in_force_from,
        in_force.in_force_to

    from agreement_stages
    inner join in_force on agreement_stages.process_version = in_force.process_version

),

final as (

    select
        cast(process_version as bigint) as process_version,
        cast(stage_id as string) as stage_id,
        cast(position as bigint) as position,
        cast(open_position as bigint) as open_position,
        cast(open_stages as bigint) as open_stages,
        cast(is_closed as boolean) as is_closed,
        cast(is_won as boolean) as is_won,
        cast(why as string) as why,
        cast(probability as double) as probability,
        cast(forecast_category as string) as forecast_category,
        cast(expected_days as bigint) as expected_days,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(in_force_from as date) as in_force_from,
        cast(in_force_to as date) as in_force_to

    from placed

)

select * from final
