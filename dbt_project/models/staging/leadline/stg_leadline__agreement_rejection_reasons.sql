with

agreement_rejection_reasons as (

    select * from {{ source('leadline', 'agreement_rejection_reasons') }}

),

in_force as (

    select
        brief_id,

        version as brief_version,

        reason,

        load_id,
        loaded_at

    from agreement_rejection_reasons
    where {{ of_latest_agreement() }}

)

select * from in_force
