{{ config(materialized='table') }} -- Python reads it: a view of Spark's is read by Spark alone

with

agreement_brief_clauses as (

    select * from {{ source('leadline', 'agreement_brief_clauses') }}

),

in_force as (

    select
        brief_id,
        clause_id,

        version as brief_version,

        field,
        operator,
        severity,
        on_missing,
        value as expected_value,
        says,
        remedy,

        load_id,
        loaded_at

    from agreement_brief_clauses
    where {{ of_latest_agreement() }}

)

select * from in_force
