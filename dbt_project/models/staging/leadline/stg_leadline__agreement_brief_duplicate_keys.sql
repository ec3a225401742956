with

agreement_brief_duplicate_keys as (

    select * from {{ source('leadline', 'agreement_brief_duplicate_keys') }}

),

in_force as (

    select
        brief_id,

        version as brief_version,

        key as duplicate_key,

        load_id,
        loaded_at

    from agreement_brief_duplicate_keys
    where {{ of_latest_agreement() }}

)

select * from in_force
