{{ config(materialized='table') }} -- Python reads it: a view of Spark's is read by Spark alone

with

agreement_own_domains as (

    select * from {{ source('leadline', 'agreement_own_domains') }}

),

in_force as (

    select
        domain,

        load_id,
        loaded_at

    from agreement_own_domains
    where {{ of_latest_agreement() }}

)

select * from in_force
