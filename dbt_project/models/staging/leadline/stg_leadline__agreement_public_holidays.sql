{{ config(materialized='table') }} -- Python reads it: a view of Spark's is read by Spark alone

with

agreement_public_holidays as (

    select * from {{ source('leadline', 'agreement_public_holidays') }}

),

in_force as (

    select
        country_code,
        coalesce(subdivision, '') as subdivision,

        load_id,
        loaded_at

    from agreement_public_holidays
    where {{ of_latest_agreement() }}

)

select * from in_force
