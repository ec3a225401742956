with

agreement_stage_names as (

    select * from {{ source('leadline', 'agreement_stage_names') }}

),

in_force as (

    select
        stage_id,
        source,

        process_version,

        name as stage_name,

        load_id,
        loaded_at

    from agreement_stage_names
    where {{ of_latest_agreement() }}

)

select * from in_force
