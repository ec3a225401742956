with

owners_unified as (

    select * from {{ ref('int_owners_unified') }}

),

offices as (

    select * from {{ ref('stg_leadline__agreement_offices') }}

),

working_days as (

    select * from {{ ref('int_working_days') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

calendars as (

    select distinct country_code
    from working_days

),

-- Who is none of the owners (null) works at home.
everybody as (

    select
        owner_id,
        region,
        team

    from owners_unified
    where is_latest

    union all

    select
        cast(null as string) as owner_id,
        cast(null as string) as region,
        cast(null as string) as team

),

placed as (

    select
        everybody.owner_id,
        case
            when of_region.country_code is not null then of_region.country_code
            when of_team.country_code is not null then of_team.country_code
            else company.country_code
        end as country_code,
        coalesce(of_region.time_zone, of_team.time_zone, company.time_zone) as time_zone

    from everybody
    cross join company
    left join offices as of_region on {{ folded('everybody.region') }} = {{ folded('of_region.region') }}
    left join offices as of_team on {{ folded('everybody.team') }} = {{ folded('of_team.region') }}

),

final as (

    select
        placed.owner_id,
        placed.country_code,
        -- An empty code stands for the countries that are not named.
        coalesce(calendars.country_code, '') as calendar,
        placed.time_zone

    from placed
    left join calendars on placed.country_code = calendars.country_code

)

select * from final
