with

stages_in_force as (

    select * from {{ ref('int_stages_in_force') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

dated as (

    select
        stages_in_force.*,
        stages_in_force.in_force_from <= company.as_of_day
        and (stages_in_force.in_force_to is null or company.as_of_day < stages_in_force.in_force_to) as is_current

    from stages_in_force
    cross join company

),

final as (

    select
        cast(process_version as bigint) as process_version,
        cast(stage_id as string) as stage_id,
        cast(position as bigint) as position,
        cast(why as string) as why,
        cast(coalesce(is_closed, false) as boolean) as is_closed,
        cast(coalesce(is_won, false) as boolean) as is_won,
        cast(probability as double) as probability,
        cast(forecast_category as string) as forecast_category,
        cast(expected_days as bigint) as expected_days,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(in_force_from as date) as in_force_from,
        cast(in_force_to as date) as in_force_to,
        cast(is_current as boolean) as is_current,
        {{ build_id() }} as build_id

    from dated

)

select * from final
