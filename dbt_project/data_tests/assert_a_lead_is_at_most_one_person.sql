-- A failure means that links of identity fan out: a lead or contact would count for two people, and every join on people would double it.
with

person_records as (

    select * from {{ ref('dim_person_record') }}

),

doubled as (

    select
        record_kind,
        record_id,
        count(*) as people

    from person_records
    group by record_kind, record_id
    having count(*) > 1

)

select * from doubled
