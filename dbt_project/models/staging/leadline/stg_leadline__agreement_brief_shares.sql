{{ config(materialized='table') }} -- Python reads it: a view of Spark's is read by Spark alone

with

agreement_brief_shares as (

    select * from {{ source('leadline', 'agreement_brief_shares') }}

),

in_force as (

    select
        brief_id,
        share_id,

        version as brief_version,

        field,
        value as expected_value,
        share as promised_ratio,

        load_id,
        loaded_at

    from agreement_brief_shares
    where {{ of_latest_agreement() }}

)

select * from in_force
