with

agreement_stages as (

    select * from {{ source('leadline', 'agreement_stages') }}

),

first_loads as (

    select
        process_version,
        min(loaded_at) as first_loaded_at

    from agreement_stages
    group by process_version

),

originals as (

    select distinct process_version
    from agreement_stages
    where {{ of_first_agreement() }}

),

in_force as (

    select
        agreement_stages.stage_id,

        agreement_stages.process_version,
        agreement_stages.position,
        agreement_stages.expected_days,

        agreement_stages.probability,

        agreement_stages.why,
        agreement_stages.forecast_category,

        agreement_stages.is_closed,
        agreement_stages.is_won,

        agreement_stages.valid_from,
        agreement_stages.valid_to,

        originals.process_version is not null as is_original,

        agreement_stages.load_id,
        agreement_stages.loaded_at,
        first_loads.first_loaded_at

    from agreement_stages
    inner join first_loads
        on agreement_stages.process_version = first_loads.process_version
    left join originals
        on agreement_stages.process_version = originals.process_version
    where agreement_stages.{{ of_latest_agreement() }}

)

select * from in_force
