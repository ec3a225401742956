{{ config(materialized='table') }} -- Python reads it: a view of Spark's is read by Spark alone

with

agreement_brief_exclusions as (

    select * from {{ source('leadline', 'agreement_brief_exclusions') }}

),

in_force as (

    select
        brief_id,

        version as brief_version,

        exclusion as sort,
        value as account,

        load_id,
        loaded_at

    from agreement_brief_exclusions
    where {{ of_latest_agreement() }}

)

select * from in_force
