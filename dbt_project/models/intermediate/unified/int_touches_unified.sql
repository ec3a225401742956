with

versions as (

    {{ union_of_kinds('touches') }}

),

in_order as (

    select
        versions.*,
        {{ version_columns() }}

    from versions

)

select * from in_order
