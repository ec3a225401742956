with

agreement_holidays as (

    select * from {{ source('leadline', 'agreement_holidays') }}

),

in_force as (

    select
        country_code,

        day as date_day,

        load_id,
        loaded_at

    from agreement_holidays
    where {{ of_latest_agreement() }}

)

select * from in_force
