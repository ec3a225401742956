with

agreement_stages as (

    select * from {{ source('leadline', 'agreement_stages') }}

),

in_force as (

    select
        stage_id,

        process_version,
        position,
        expected_days,

        probability,

        why,
        forecast_category,

        is_closed,
        is_won,

        valid_from,
        valid_to,

        load_id,
        loaded_at

    from agreement_stages
    where {{ of_latest_agreement() }}

)

select * from in_force
