with

agreement_brief_limits as (

    select * from {{ source('leadline', 'agreement_brief_limits') }}

),

in_force as (

    select
        brief_id,
        limit_id,

        version as brief_version,

        value as limit_value,

        load_id,
        loaded_at

    from agreement_brief_limits
    where {{ of_latest_agreement() }}

)

select * from in_force
