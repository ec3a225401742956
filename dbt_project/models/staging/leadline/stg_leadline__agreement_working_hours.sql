with

agreement_working_hours as (

    select * from {{ source('leadline', 'agreement_working_hours') }}

),

in_force as (

    select
        country_code,

        weekday,
        from_minute,
        to_minute,

        load_id,
        loaded_at

    from agreement_working_hours
    where {{ of_latest_agreement() }}

)

select * from in_force
