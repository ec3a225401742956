with

agreement_offices as (

    select * from {{ source('leadline', 'agreement_offices') }}

),

in_force as (

    select
        country_code,
        time_zone,
        region,

        load_id,
        loaded_at

    from agreement_offices
    where {{ of_latest_agreement() }}

)

select * from in_force
