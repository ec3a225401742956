with

agreement_unreachable_reasons as (

    select * from {{ source('leadline', 'agreement_unreachable_reasons') }}

),

in_force as (

    select
        reason,

        load_id,
        loaded_at

    from agreement_unreachable_reasons
    where {{ of_latest_agreement() }}

)

select * from in_force
